package dev.punctual.scheduler.store.jdbc;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.tck.SampleJobs;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims from a real PostgreSQL of jobs that another transaction has locked. */
class PostgresContestedClaimIT {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.postgres();
  private static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");
  private static final int ROOM = 10;

  private final Node node = new Node("node", Set.of("task"));
  private final String prefix = TestDatabase.freshPrefix();
  private JdbcJobStore store;
  private Connection other;

  @BeforeEach
  void open() throws SQLException {
    store =
        JdbcJobStore.builder(DATABASE.source())
            .tablePrefix(prefix)
            .schemaMode(SchemaMode.CREATE)
            .open();
    store
        .jobs()
        .put(
            IntStream.range(0, 100).mapToObj(PostgresContestedClaimIT::job).toList(),
            ConflictPolicy.FAIL);
    other = DATABASE.source().getConnection();
    other.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    other.rollback();
    other.close();
    store.close();
  }

  private static JobRecord job(int number) {
    return SampleJobs.once("job" + number, "task", due(number));
  }

  private static Instant due(int number) {
    return PAST.plusSeconds(number);
  }

  /** Another transaction locks the jobs of these numbers. */
  private void lock(int from, int to) throws SQLException {
    try (Statement statement = other.createStatement()) {
      statement.execute(
          "SELECT id FROM %sjob WHERE due >= %d AND due < %d FOR UPDATE"
              .formatted(prefix, due(from).toEpochMilli(), due(to).toEpochMilli()));
    }
  }

  private JobClaims claim() {
    return store
        .queue()
        .claimOrFire(
            UUID.randomUUID().toString(),
            node,
            List.of(new QueueRoom("default", ROOM, 1)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ZERO);
  }

  private static List<String> jobs(JobClaims claims) {
    return claims.fired().stream().map(run -> run.id().jobId()).toList();
  }

  private static List<String> jobs(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> "job" + number).toList();
  }

  private static Duration pause(JobClaims claims) {
    assertThat(claims.fired()).isEmpty();
    assertThat(claims.nextDue()).isNotNull();
    return Duration.between(claims.storeNow(), claims.nextDue());
  }

  @Test
  void claims_whenOthersHaveLockedAll_sayToLookAgainInAMoment() throws SQLException {
    lock(0, 100);
    JobClaims claims = claim();
    while (pause(claims).isNegative()) { // there is more behind
      claims = claim();
    }

    assertThat(List.of(pause(claims), pause(claim())))
        .allSatisfy(pause -> assertThat(pause).isBetween(ofMillis(1), ofMillis(100)));
  }

  @Test
  void claims_ofManyJobsThatOthersHaveLocked_goOnBehindThem() throws SQLException {
    lock(0, 45);
    List<JobClaims> claims = Stream.generate(this::claim).limit(4).toList();

    assertThat(claims).first().satisfies(first -> assertThat(pause(first)).isNegative());
    assertThat(claims.stream().map(PostgresContestedClaimIT::jobs).filter(each -> !each.isEmpty()))
        .first()
        .isEqualTo(jobs(45, 55));
  }

  @Test
  void jobsThatOthersGiveUp_afterAllWereLocked_areFoundByTheNextClaim() throws SQLException {
    lock(0, 100);
    while (pause(claim()).isNegative()) {}
    other.rollback();

    assertThat(jobs(claim())).hasSize(ROOM);
  }

  @Test
  void claims_afterOneThatMetLocks_takeWhatComesNextInOrder() throws SQLException {
    lock(0, ROOM);
    claim();

    assertThat(jobs(claim())).isEqualTo(jobs(10, 20));
    assertThat(jobs(claim())).isEqualTo(jobs(20, 30));
  }

  @Test
  void jobsThatOthersGiveUp_areFoundWhenMarksAreForgotten() throws SQLException {
    lock(0, ROOM);
    claim();
    claim();
    other.rollback();
    int claims = 0;
    JobClaims last;
    do {
      last = claim();
      claims++;
    } while (!last.fired().isEmpty());

    assertThat(claims).isEqualTo(9 + 1);
    assertThat(DATABASE.number("SELECT count(*) FROM " + prefix + "job")).isZero();
  }
}
