package dev.punctual.scheduler.store.jdbc;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a server on this machine, and on demand cuts their connections or
 * lets nothing through.
 */
final class CuttingProxy implements Closeable {

  private final ServerSocket entrance;
  private final int serverPort;
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  CuttingProxy(int serverPort) {
    this.serverPort = serverPort;
    try {
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** Lets nothing through, and tells nobody, until {@link #thaw}. */
  void freeze() {
    gate = new CountDownLatch(1);
  }

  /** Cuts what was frozen and lets new connections through. */
  void thaw() {
    gate.countDown();
    cut();
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** How many ends of connections were cut. */
  int cuts() {
    return cuts.get();
  }

  /** Resets every connection, wherever in a message it is. */
  void cut() {
    for (Socket each : open) {
      try {
        each.setOption(StandardSocketOptions.SO_LINGER, 0);
        each.close();
        cuts.incrementAndGet();
      } catch (IOException alreadyClosed) {
        // That is what was wanted.
      }
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        open.add(client);
        open.add(server);
        start(() -> pass(client, server));
        start(() -> pass(server, client));
      } catch (IOException closedOrRefused) {
        // The next one may get through.
      }
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      int count = in.read(buffer);
      while (count >= 0) {
        gate.await();
        out.write(buffer, 0, count);
        count = in.read(buffer);
      }
    } catch (IOException | InterruptedException cut) {
      // Both ends are closed.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    thaw();
  }
}
