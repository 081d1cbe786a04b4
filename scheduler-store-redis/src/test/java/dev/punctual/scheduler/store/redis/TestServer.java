package dev.punctual.scheduler.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis server on a free port and in a folder of its own, gone when it is closed: the one
 * from the jar, or with {@code -Dpunctual.redis.executable=redis-server} the one that is installed.
 * A test class that registers one has it closed in the end.
 */
final class TestServer implements AutoCloseable, AfterAllCallback {

  private static final File EXECUTABLE = executable();

  private final int port;
  private final Path folder;
  private final List<String> command;
  private Process process;

  private TestServer(int port, Path folder, List<String> command) {
    this.port = port;
    this.folder = folder;
    this.command = command;
    this.process = launch();
  }

  /** Starts a server that saves nothing unless told so, with further lines of configuration. */
  static TestServer start(String... settings) {
    List<String> lines = new ArrayList<>(List.of("bind 127.0.0.1", "save \"\""));
    lines.addAll(List.of(settings));
    return start(freePort(), lines, List.of());
  }

  /** Starts a Sentinel that watches a server as {@code primary} and decides alone. */
  static TestServer startSentinel(TestServer primary) {
    return start(
        freePort(),
        List.of(
            "bind 127.0.0.1",
            "sentinel monitor primary 127.0.0.1 " + primary.port + " 1",
            "sentinel down-after-milliseconds primary 1000",
            "sentinel failover-timeout primary 5000"),
        List.of("--sentinel"));
  }

  private static TestServer start(int port, List<String> settings, List<String> options) {
    Path folder = folder();
    List<String> lines = new ArrayList<>(settings);
    lines.add("port " + port);
    lines.add("dir " + folder);
    Path file = folder.resolve("redis.conf");
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(List.of(EXECUTABLE.getPath(), file.toString()));
    command.addAll(options);
    TestServer server = new TestServer(port, folder, command);
    server.awaitReady();
    return server;
  }

  private static File executable() {
    String installed = System.getProperty("punctual.redis.executable", "");
    try {
      return installed.isEmpty()
          ? ExecutableProvider.newJarResourceProvider().get()
          : ExecutableProvider.newExecutableInPath(installed).get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    try {
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    try (ServerClient client = new ServerClient(url())) {
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .pollInterval(20, TimeUnit.MILLISECONDS)
          .until(client::answers);
    }
  }

  /** A new folder for what a server writes. */
  static Path folder() {
    try {
      return Files.createTempDirectory("redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Ends it without a word, as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Starts it again after it was killed, with what its folder has. */
  void startAgain() {
    process = launch();
    awaitReady();
  }

  /** The keys that match a pattern. */
  List<String> keys(String pattern) {
    return ask(commands -> commands.keys(pattern));
  }

  /** Forgets all, scripts too. */
  void flush() {
    ask(commands -> commands.flushall() + commands.scriptFlush());
  }

  <T> T ask(Function<RedisCommands<String, String>, T> question) {
    try (ServerClient client = new ServerClient(url())) {
      return client.ask(question);
    }
  }

  private void awaitEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    kill();
    File[] left = folder.toFile().listFiles();
    for (File each : left == null ? new File[0] : left) {
      File[] within = each.listFiles();
      for (File part : within == null ? new File[0] : within) {
        part.delete();
      }
      each.delete();
    }
    folder.toFile().delete();
  }

  /** A client of the test's own. */
  private record ServerClient(RedisClient client) implements AutoCloseable {

    ServerClient(String url) {
      this(RedisClient.create(url));
    }

    <T> T ask(Function<RedisCommands<String, String>, T> question) {
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        return question.apply(connection.sync());
      }
    }

    /** Whether the server takes commands, or has a password and would. */
    boolean answers() {
      try {
        return ask(RedisCommands::ping).equals("PONG");
      } catch (RedisException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          if (String.valueOf(cause.getMessage()).contains("NOAUTH")) {
            return true;
          }
        }
        return false;
      }
    }

    @Override
    public void close() {
      client.shutdown();
    }
  }
}
