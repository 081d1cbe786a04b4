package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a node asks of a database while there is nothing to do. */
abstract class IdleContract {

  /** As the engine ticks and announces a node where few others are. */
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private static final Duration TTL = Duration.ofSeconds(25);
  private static final Node NODE = new Node("node", Set.of("task", "other"));

  abstract TestDatabase database();

  @Test
  void idleNode_inTenMinutes_makesAtMostTwentyStatementsAMinute() {
    AtomicInteger statements = new AtomicInteger();
    AtomicLong millis = new AtomicLong(1_800_000_000_000L);
    try (JobStore store =
        JdbcJobStore.builder(WatchedSource.of(database().source(), statements::incrementAndGet))
            .tablePrefix(TestDatabase.freshPrefix())
            .schemaMode(SchemaMode.CREATE)
            .clock(() -> Instant.ofEpochMilli(millis.get()))
            .notifications(false)
            .open()) {
      store.members().tick(NODE, TTL);
      int before = statements.get();
      for (int tick = 0; tick < 120; tick++) {
        millis.addAndGet(PERIOD.toMillis());
        store.members().tick(NODE, TTL);
      }

      assertThat((statements.get() - before) / 10.0).isBetween(12.0, 20.0);
    }
  }

  @Test
  void tick_ofANodeWhoseRowWasDeleted_announcesItAgain() {
    String prefix = TestDatabase.freshPrefix();
    try (JobStore store =
        JdbcJobStore.builder(database().source())
            .tablePrefix(prefix)
            .schemaMode(SchemaMode.CREATE)
            .open()) {
      Node other = new Node("other", Set.of("task"));
      store.members().tick(NODE, TTL);
      database().execute("DELETE FROM " + prefix + "node");
      assertThat(store.members().tick(other, TTL).liveNodes()).isEqualTo(1);

      store.members().tick(NODE, TTL);

      assertThat(store.members().tick(other, TTL).liveNodes()).isEqualTo(2);
    }
  }
}
