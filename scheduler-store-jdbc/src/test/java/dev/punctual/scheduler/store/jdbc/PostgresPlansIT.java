package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.tck.SampleJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a real PostgreSQL finds due work, whatever it knew of the tables when it made its plans. */
class PostgresPlansIT {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.postgres();
  private static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");
  private static final int BURST = 20_000;
  private static final int FEW = 200;
  private static final int ROOM = 100;
  private static final int CLAIMS = 20; // after ten of one statement it has one plan for all values
  private static final int PRIORITIES = 10;
  private static final String LOOKED_FOR = "'state', 'queue', 'task', 'priority', 'due'";

  private final Node node = new Node("node", Set.of("task"));
  private final String prefix = TestDatabase.freshPrefix();

  @BeforeEach
  void addFew() {
    try (JdbcJobStore store = open(DATABASE.source(), SchemaMode.CREATE)) {
      store.jobs().put(List.of(SampleJobs.once("first", "task", PAST)), ConflictPolicy.FAIL);
    }
    copyFirst(FEW);
  }

  private JdbcJobStore open(DataSource source, SchemaMode mode) {
    return JdbcJobStore.builder(source).tablePrefix(prefix).schemaMode(mode).open();
  }

  private void copyFirst(int times) {
    DATABASE.execute(
        """
        INSERT INTO %1$sjob
        SELECT (jsonb_populate_record(j, jsonb_build_object('id', gen_random_uuid(), 'due',
          j.due + n, 'next_fire', j.due + n))).*
        FROM %1$sjob j, generate_series(1, %2$d) AS n WHERE j.id = 'first'"""
            .formatted(prefix, times));
  }

  @ParameterizedTest
  @ValueSource(strings = {"job", "execution"})
  void statistics_ofWhatClaimsLookFor_areNotKept(String table) {
    try (JdbcJobStore store = open(DATABASE.source(), SchemaMode.VALIDATE)) {
      claim(store);
    }
    DATABASE.execute("ANALYZE " + prefix + table);

    String known = "SELECT count(*) FROM pg_stats WHERE tablename = '" + prefix + table + "'";
    assertThat(DATABASE.number(known + " AND attname = 'id'")).isOne();
    assertThat(DATABASE.number(known + " AND attname IN (" + LOOKED_FOR + ")")).isZero();
  }

  @Test
  void claims_afterStatisticsOfAnAlmostEmptyQueue_readLittleMoreThanTheyTake() {
    copyFirst(BURST);
    DATABASE.execute("DELETE FROM " + prefix + "job WHERE id <> 'first'"); // is worked off
    copyFirst(FEW);
    DATABASE.execute("ANALYZE " + prefix + "job");
    copyFirst(BURST);
    long before = entriesRead();

    try (HikariDataSource source = DATABASE.anotherPool();
        JdbcJobStore store = open(source, SchemaMode.VALIDATE)) {
      for (int i = 0; i < CLAIMS; i++) {
        assertThat(claim(store)).isEqualTo(ROOM);
      }
    }

    assertThat(entriesRead() - before).isLessThan(BURST / 2);
  }

  @Test
  void claim_ofAnEmptyQueue_looksIntoEachGroupOnceAndForTheNextDueOnceMore() {
    DATABASE.execute("DELETE FROM " + prefix + "job");
    long before = groupsRead();

    try (HikariDataSource source = DATABASE.anotherPool();
        JdbcJobStore store = open(source, SchemaMode.VALIDATE)) {
      assertThat(claim(store)).isZero();
    }

    await() // a closed connection tells what it has read when its process ends
        .untilAsserted(() -> assertThat(groupsRead() - before).isEqualTo(2 * PRIORITIES));
  }

  private long groupsRead() {
    return DATABASE.number(
        "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = '" + prefix + "job_due'");
  }

  private int claim(JdbcJobStore store) {
    return store
        .queue()
        .claimOrFire(
            UUID.randomUUID().toString(),
            node,
            List.of(new QueueRoom("default", ROOM, ROOM / 10)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ZERO)
        .fired()
        .size();
  }

  /** How many rows and entries of indexes were read, as far as closed connections have told. */
  private long entriesRead() {
    return DATABASE.number(
        """
        SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname = '%1$sjob')
          + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = '%1$sjob')"""
            .formatted(prefix));
  }
}
