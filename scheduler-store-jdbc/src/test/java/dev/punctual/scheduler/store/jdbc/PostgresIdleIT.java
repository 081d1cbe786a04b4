package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a node asks of PostgreSQL while there is nothing to do. */
class PostgresIdleIT {

  private static final Duration TTL = Duration.ofSeconds(25);
  private static final Node NODE = new Node("node", Set.of("task", "other"));

  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestDatabase.postgres();
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  /** A node ticks every five seconds. */
  @Test
  void idleNode_inTenMinutes_makesAtMostTwentyStatementsAMinute() {
    CountingSource source = new CountingSource(database.source());
    try (JobStore store =
        JdbcJobStore.builder(source)
            .tablePrefix(TestDatabase.freshPrefix())
            .schemaMode(SchemaMode.CREATE)
            .notifications(false)
            .open()) {
      store.members().tick(NODE, TTL);
      int before = source.statements();
      for (int tick = 0; tick < 120; tick++) {
        store.members().tick(NODE, TTL);
      }

      assertThat((source.statements() - before) / 10).isBetween(12, 20);
    }
  }

  @Test
  void tick_ofANodeWhoseRowWasDeleted_announcesItAgain() {
    String prefix = TestDatabase.freshPrefix();
    try (JobStore store =
        JdbcJobStore.builder(database.source())
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
