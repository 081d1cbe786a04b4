package dev.punctual.scheduler.store.redis;

import dev.punctual.scheduler.tck.JobStoreContract;
import dev.punctual.scheduler.tck.StoreUnderTest;
import io.lettuce.core.RedisClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a real Redis. */
class RedisJobStoreContractIT extends JobStoreContract {

  private static TestServer server;
  private static RedisClient client;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    client = RedisClient.create(server.url());
  }

  @AfterAll
  static void stop() {
    client.shutdown();
    server.close();
  }

  @Override
  protected StoreUnderTest open() {
    return RedisStoreUnderTest.on(client);
  }
}
