package dev.punctual.examples.configuration;

import java.io.IOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.embedded.RedisServer;

/** A real Redis server at the address that the example names, while a class of tests runs. */
final class RedisServerExtension implements BeforeAllCallback, AfterAllCallback {

  private static final int PORT = 6379;

  private RedisServer server;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    server = RedisServer.newRedisServer().port(PORT).bind("127.0.0.1").setting("save \"\"").build();
    server.start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    server.stop();
  }
}
