package dev.punctual.scheduler.store.redis;

import dev.punctual.scheduler.tck.JobStoreContract;
import dev.punctual.scheduler.tck.StoreUnderTest;
import io.lettuce.core.cluster.RedisClusterClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a Redis Cluster of three primaries, by the clocks of their servers. */
class RedisClusterContractIT extends JobStoreContract {

  private static TestCluster cluster;
  private static RedisClusterClient client;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
    client = cluster.client();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Override
  protected StoreUnderTest open() {
    return RedisStoreUnderTest.on(client);
  }
}
