package dev.punctual.stress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.core.ExecutableProvider;

/** A Redis server that ends with this process, or is killed and started again before. */
final class RedisProcess implements AutoCloseable {

  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final long LOOK_NANOS = 10_000_000;

  private final int port;
  private final Path folder;
  private final List<String> command;
  private Process process;

  private RedisProcess(int port, Path folder, List<String> command) throws IOException {
    this.port = port;
    this.folder = folder;
    this.command = command;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /**
   * Starts a server on loopback.
   *
   * @param aof when its append-only file is synced, or {@code none} for a server that keeps nothing
   */
  static RedisProcess start(String aof) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path folder = Files.createTempDirectory("punctual-redis");
    List<String> lines =
        new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + folder, "save \"\""));
    if (!aof.equals("none")) {
      lines.add("appendonly yes");
      lines.add("appendfsync " + aof);
    }
    Path file = Files.write(folder.resolve("redis.conf"), lines);
    String executable = ExecutableProvider.newJarResourceProvider().get().getPath();
    RedisProcess server = new RedisProcess(port, folder, List.of(executable, file.toString()));
    server.awaitReady();
    return server;
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private void awaitReady() {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!answers()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("redis-server does not answer; see " + folder);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
    } catch (IOException notYet) {
      return false;
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /**
   * Ends it without a word, as {@code kill -9} does.
   *
   * @return when it was gone
   */
  long kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    return System.currentTimeMillis();
  }

  /** Starts it again after it was killed, with what its folder has. */
  void startAgain() throws IOException {
    process = launch();
    awaitReady();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
