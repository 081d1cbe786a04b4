package dev.punctual.scheduler.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.RedisServerBuilder;

/**
 * A real Redis server on a free port, gone when it is closed: the one from the jar, or with {@code
 * -Dpunctual.redis.executable=redis-server} the one that is installed.
 */
final class TestServer implements AutoCloseable {

  private final int port;
  private final RedisServer server;

  private TestServer(int port, RedisServer server) {
    this.port = port;
    this.server = server;
  }

  /** Starts a server that saves nothing, with further lines of configuration. */
  static TestServer start(String... settings) {
    int port = freePort();
    try {
      RedisServerBuilder builder =
          RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"");
      String installed = System.getProperty("punctual.redis.executable", "");
      if (!installed.isEmpty()) {
        builder.executableProvider(ExecutableProvider.newExecutableInPath(installed));
      }
      for (String setting : settings) {
        builder.setting(setting);
      }
      RedisServer server = builder.build();
      server.start();
      return new TestServer(port, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  /** The keys that match a pattern. */
  List<String> keys(String pattern) {
    return ask(commands -> commands.keys(pattern));
  }

  /** Forgets all, scripts too. */
  void flush() {
    ask(commands -> commands.flushall() + commands.scriptFlush());
  }

  private <T> T ask(Function<RedisCommands<String, String>, T> question) {
    RedisClient client = RedisClient.create(url());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return question.apply(connection.sync());
    } finally {
      client.shutdown();
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
