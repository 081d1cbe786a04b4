package dev.punctual.scheduler.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a client and a server, and cuts each connection after some bytes. */
final class CuttingProxy implements AutoCloseable {

  /** More than the longest script, which a server that does not know it is sent as a whole. */
  private static final int MOST_BYTES = 45_000;

  private final ServerSocket socket;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile int target;
  private final Random random;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean cutting = true;

  private CuttingProxy(int target, long seed) throws IOException {
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.random = new Random(seed);
  }

  static CuttingProxy to(int target, long seed) {
    try {
      CuttingProxy proxy = new CuttingProxy(target, seed);
      proxy.threads.execute(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  int cuts() {
    return cuts.get();
  }

  /** Leads to another server from now on, and cuts what leads to the one before. */
  void moveTo(int port) {
    target = port;
    for (Socket each : open) {
      close(each);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets connections live from now on. */
  void heal() {
    cutting = false;
  }

  private void accept() {
    while (!socket.isClosed()) {
      Socket client;
      try {
        client = socket.accept();
      } catch (IOException closed) {
        return;
      }
      try {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        AtomicLong left = new AtomicLong(1 + random.nextInt(MOST_BYTES));
        threads.execute(() -> pump(client, server, left));
        threads.execute(() -> pump(server, client, left));
      } catch (IOException nobodyThere) {
        close(client);
      }
    }
  }

  private void pump(Socket from, Socket to, AtomicLong left) {
    byte[] buffer = new byte[1 << 14];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        long rest = left.addAndGet(-read);
        boolean cut = cutting && rest <= 0;
        out.write(buffer, 0, cut ? (int) Math.max(0, read + rest) : read);
        out.flush();
        if (cut) {
          cuts.incrementAndGet();
          return;
        }
      }
    } catch (IOException closed) {
      // The other side was cut.
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(CuttingProxy::close);
    threads.shutdownNow();
  }
}
