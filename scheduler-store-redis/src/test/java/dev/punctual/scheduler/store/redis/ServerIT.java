package dev.punctual.scheduler.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.StoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Servers that cannot keep jobs, or not any more. */
class ServerIT {

  @Test
  void open_ofAServerThatEvicts_isRefusedWithTheFix() {
    try (TestServer server = TestServer.start("maxmemory-policy allkeys-lru")) {
      assertThatIllegalStateException()
          .isThrownBy(() -> RedisJobStore.open(server.url()))
          .withMessageContaining("allkeys-lru")
          .withMessageContaining("maxmemory-policy noeviction");
    }
  }

  @Test
  void open_ofAReplica_isRefusedWithItsPrimary() {
    try (TestServer primary = TestServer.start();
        TestServer replica = TestServer.start("replicaof 127.0.0.1 " + primary.port())) {
      assertThatIllegalStateException()
          .isThrownBy(() -> RedisJobStore.open(replica.url()))
          .withMessageContaining("replica of 127.0.0.1:" + primary.port())
          .withMessageContaining("connect to the primary");
    }
  }

  @Test
  void open_withAWrongPassword_saysSoAndShowsNone() {
    try (TestServer server = TestServer.start("requirepass s3cret")) {
      String wrong = "redis://:wr0ng@127.0.0.1:" + server.port();
      assertThatThrownBy(() -> RedisJobStore.open(wrong))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("WRONGPASS")
          .hasMessageContaining("password")
          .hasMessageNotContainingAny("wr0ng", "s3cret");
      assertThatThrownBy(() -> RedisJobStore.open(server.url()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("NOAUTH");
      RedisJobStore.open("redis://:s3cret@127.0.0.1:" + server.port()).close();
    }
  }

  @Test
  void open_ofNothing_saysWhere() {
    int port = TestServer.freePort();
    assertThatThrownBy(() -> RedisJobStore.open("redis://127.0.0.1:" + port))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining(Integer.toString(port));
  }

  @Test
  void put_onAServerWithoutMemory_failsAndWorkStillEnds() {
    try (TestServer server = TestServer.start("maxmemory 64mb", "maxmemory-policy noeviction");
        RedisJobStore store = RedisJobStore.open(server.url())) {
      RedisClient client = RedisClient.create(server.url());
      StoreDriver driver = new StoreDriver(store);
      driver.put("due", Payload.none());
      List<ExecutionRecord> runs = driver.fire();
      driver.put("later", Payload.none());
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        connection.sync().set("filler", "x".repeat(1 << 20));
        connection.sync().configSet("maxmemory", "1mb");

        assertThatThrownBy(() -> driver.put("more", Payload.none()))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("maxmemory");
        assertThat(store.jobs().get("more")).isEmpty();

        List<ExecutionRecord> more = driver.fire();
        assertThat(runs).hasSize(1);
        assertThat(more).hasSize(1);
        runs.addAll(more);
        Instant now = Instant.now();
        assertThat(
                store
                    .leases()
                    .complete(
                        "n",
                        runs.stream()
                            .map(r -> new Completion(r.lease(), Outcome.SUCCEEDED, now, now))
                            .toList()))
            .containsExactly(CompleteStatus.DONE, CompleteStatus.DONE);

        connection.sync().configSet("maxmemory", "64mb");
        driver.put("more", Payload.none());
        assertThat(driver.fire()).hasSize(1);
      } finally {
        client.shutdown();
      }
    }
  }

  @Test
  void payload_ofTenMegabytes_isKept() {
    try (TestServer server = TestServer.start();
        RedisJobStore store = RedisJobStore.open(server.url())) {
      Payload payload = new Payload.Encoded("test", 1, new byte[10 << 20]);
      StoreDriver driver = new StoreDriver(store);
      driver.put("large", payload);

      assertThat(driver.fire()).extracting(ExecutionRecord::payload).containsExactly(payload);
      assertThat(store.history().live("large", null, 10).items().get(0).payload())
          .isEqualTo(payload);
    }
  }

  @Test
  void durabilityReplicated_withoutAReplica_failsAndWithOneAnswers() {
    try (TestServer primary = TestServer.start("repl-diskless-sync-delay 0");
        RedisJobStore store =
            RedisJobStore.builder(primary.url()).durability(Durability.REPLICATED).open()) {
      StoreDriver driver = new StoreDriver(store);
      assertThatThrownBy(() -> driver.put("j", Payload.none()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("0 of 1 replicas");

      try (TestServer replica = TestServer.start("replicaof 127.0.0.1 " + primary.port())) {
        assertThat(replica.port()).isPositive();
        List<String> put = new ArrayList<>();
        Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .ignoreExceptionsInstanceOf(StoreException.class)
            .until(() -> put.add(driver.put("k", Payload.none(), ConflictPolicy.KEEP).id()));
        assertThat(put).containsExactly("k");
      }
    }
  }

  @Test
  void server_thatComesBackEmpty_isUsedOnAndTold() {
    try (TestServer server = TestServer.start();
        RedisJobStore store = RedisJobStore.open(server.url())) {
      RedisClient client = RedisClient.create(server.url());
      StoreDriver driver = new StoreDriver(store);
      driver.put("lost", Payload.none());
      store.members().tick(driver.node(), Duration.ofMinutes(1));
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        connection.sync().flushall();
        connection.sync().scriptFlush();
      } finally {
        client.shutdown();
      }

      assertThat(store.members().tick(driver.node(), Duration.ofMinutes(1)).liveNodes())
          .isEqualTo(1);
      driver.put("new", Payload.none());
      assertThat(driver.fire()).hasSize(1);
    }
  }
}
