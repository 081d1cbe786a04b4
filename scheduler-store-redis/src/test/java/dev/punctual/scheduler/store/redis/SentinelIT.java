package dev.punctual.scheduler.store.redis;

import static dev.punctual.scheduler.store.redis.Failover.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.StoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A primary, its replica, and a Sentinel that has the replica take over when the primary dies. */
class SentinelIT {

  private TestServer primary;
  private TestServer replica;
  private TestServer sentinel;

  @BeforeEach
  void start() {
    primary = TestServer.start("repl-diskless-sync-delay 0");
    replica = TestServer.start("replicaof 127.0.0.1 " + primary.port());
    sentinel = TestServer.startSentinel(primary);
    RedisClient client = RedisClient.create(sentinel.url());
    try (StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel()) {
      await().until(() -> connection.sync().replicas("primary").size() == 1);
    } finally {
      client.shutdown();
    }
    await().until(() -> primary.ask(c -> c.waitForReplication(1, 100)) == 1);
  }

  @AfterEach
  void stop() {
    sentinel.close();
    replica.close();
    primary.close();
  }

  @Test
  void scheduler_goesOnAfterAFailoverAndTellsThatSomethingMayBeLost() {
    Failover.assertGoesOn(RedisJobStore.open(url()), primary);

    assertThat(replica.<String>ask(c -> c.role().get(0).toString())).isEqualTo("master");
  }

  @Test
  void jobsThatAReplicaHas_surviveTheFailover_andNoneIsTakenWhileThereIsNoReplica() {
    List<String> acknowledged = new ArrayList<>();
    try (RedisJobStore store =
        RedisJobStore.builder(url()).durability(Durability.REPLICATED).open()) {
      StoreDriver driver = new StoreDriver(store);
      Thread killer = new Thread(primary::kill);
      boolean away = false;
      for (int i = 0; !away; i++) {
        if (i == 200) {
          killer.start();
        }
        try {
          acknowledged.add(driver.put("j" + i, Payload.none()).id());
        } catch (StoreException gone) {
          away = true;
        }
      }
      await()
          .ignoreExceptionsInstanceOf(StoreException.class)
          .until(() -> store.jobs().get(acknowledged.get(0)).isPresent());

      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(200);
      assertThat(allJobs(store)).containsAll(acknowledged);
      assertThatThrownBy(() -> driver.put("unsafe", Payload.none()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("0 of 1 replicas")
          .hasMessageContaining("may be lost");

      primary.startAgain(); // Sentinel makes it a replica
      await()
          .ignoreExceptionsInstanceOf(StoreException.class)
          .until(() -> driver.put("safe", Payload.none(), ConflictPolicy.KEEP) != null);
      assertThat(primary.<String>ask(c -> c.role().get(0).toString())).isEqualTo("slave");
    }
  }

  private String url() {
    return "redis-sentinel://127.0.0.1:" + sentinel.port() + "#primary";
  }

  private static List<String> allJobs(RedisJobStore store) {
    List<String> ids = new ArrayList<>();
    String cursor = null;
    do {
      var page = store.jobs().page(JobFilter.ALL, cursor, 1_000);
      page.items().stream().map(JobRecord::id).forEach(ids::add);
      cursor = page.cursor();
    } while (cursor != null);
    return ids;
  }
}
