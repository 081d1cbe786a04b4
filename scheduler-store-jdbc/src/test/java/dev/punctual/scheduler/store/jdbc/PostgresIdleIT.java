package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a node asks of PostgreSQL while there is nothing to do. */
class PostgresIdleIT {

  private static final Duration TTL = Duration.ofSeconds(25);
  private static final Node NODE = new Node("node", Set.of("task", "other"));

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.postgres();

  /** A node ticks every five seconds. */
  @Test
  void idleNode_inTenMinutes_makesAtMostTwentyStatementsAMinute() {
    AtomicInteger statements = new AtomicInteger();
    DataSource source = WatchedSource.of(DATABASE.source(), statements::incrementAndGet);
    try (JobStore store =
        JdbcJobStore.builder(source)
            .tablePrefix(TestDatabase.freshPrefix())
            .schemaMode(SchemaMode.CREATE)
            .notifications(false)
            .open()) {
      store.members().tick(NODE, TTL);
      int before = statements.get();
      for (int tick = 0; tick < 120; tick++) {
        store.members().tick(NODE, TTL);
      }

      assertThat((statements.get() - before) / 10).isBetween(12, 20);
    }
  }

  @Test
  void tick_ofANodeWhoseRowWasDeleted_announcesItAgain() {
    String prefix = TestDatabase.freshPrefix();
    try (JobStore store =
        JdbcJobStore.builder(DATABASE.source())
            .tablePrefix(prefix)
            .schemaMode(SchemaMode.CREATE)
            .open()) {
      Node other = new Node("other", Set.of("task"));
      store.members().tick(NODE, TTL);
      store.members().leave(NODE.owner());
      assertThat(store.members().tick(other, TTL).liveNodes()).isEqualTo(1);

      store.members().tick(NODE, TTL);

      assertThat(store.members().tick(other, TTL).liveNodes()).isEqualTo(2);
    }
  }
}
