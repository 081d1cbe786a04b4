package dev.punctual.scheduler.store.jdbc;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.tck.SampleJobs;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims from a backlog in a real PostgreSQL, of which other transactions have locked some. */
class PostgresBacklogIT {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.postgres();
  private static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant FUTURE = Instant.parse("2100-01-01T00:00:00Z");
  private static final int ROOM = 10;

  private final Node node = new Node("node", Set.of("task", "other"));
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
    store.jobs().put(List.of(SampleJobs.once("later", "task", FUTURE)), ConflictPolicy.FAIL);
    for (int number = 0; number < 100; number++) {
      addUnseen("job" + number, "task", 5, due(number));
    }
    other = DATABASE.source().getConnection();
    other.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    other.rollback();
    other.close();
    store.close();
  }

  /** Another process adds a job, of which no hint tells. */
  private void addUnseen(String id, String task, int priority, Instant due) {
    DATABASE.execute(
        """
        INSERT INTO %1$sjob
        SELECT (jsonb_populate_record(j, jsonb_build_object('id', '%2$s', 'task', '%3$s',
          'priority', %4$d, 'due', %5$d, 'next_fire', %5$d))).*
        FROM %1$sjob j WHERE j.id = 'later'"""
            .formatted(prefix, id, task, priority, due.toEpochMilli()));
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
    return claim(List.of(new QueueRoom("default", ROOM, 1)));
  }

  private JobClaims claim(List<QueueRoom> rooms) {
    return store
        .queue()
        .claimOrFire(
            UUID.randomUUID().toString(),
            node,
            rooms,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ZERO);
  }

  /** Claims until no more is due. */
  private List<String> claimAll() {
    List<String> taken = new ArrayList<>();
    JobClaims claims;
    do {
      claims = claim();
      taken.addAll(jobs(claims));
    } while (!FUTURE.equals(claims.nextDue()));

    return taken;
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
    assertThat(claims.stream().map(PostgresBacklogIT::jobs).filter(each -> !each.isEmpty()))
        .first()
        .isEqualTo(jobs(45, 55));
  }

  @Test
  void jobsThatOthersGiveUp_afterAllWereLocked_areFoundByTheNextClaims() throws SQLException {
    lock(0, 100);
    while (pause(claim()).isNegative()) {}
    other.rollback();

    assertThat(claimAll()).containsExactlyInAnyOrderElementsOf(jobs(0, 100));
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
    assertThat(DATABASE.number("SELECT count(*) FROM " + prefix + "job")).isOne();
  }

  @Test
  void claims_ofABacklog_goOnInOrderAndTellWhenTheNextIsDue() {
    for (int next = 0; next < 90; next += ROOM) {
      JobClaims claims = claim();

      assertThat(jobs(claims)).isEqualTo(jobs(next, next + ROOM));
      assertThat(claims.nextDue()).isEqualTo(due(next + ROOM));
    }
    JobClaims last = claim();
    JobClaims none = claim();

    assertThat(jobs(last)).isEqualTo(jobs(90, 100));
    assertThat(last.nextDue()).isIn(last.storeNow(), FUTURE); // looks when it has no marks any more
    assertThat(none.fired()).isEmpty();
    assertThat(none.nextDue()).isEqualTo(FUTURE);
  }

  @Test
  void claims_ofJobsThatAreDueAtOneInstant_goOnInTheOrderOfTheirIds() {
    for (int number = 10; number < 40; number++) {
      addUnseen("same" + number, "task", 5, due(-1));
    }

    for (int next = 10; next < 40; next += ROOM) {
      assertThat(jobs(claim()))
          .isEqualTo(IntStream.range(next, next + ROOM).mapToObj(n -> "same" + n).toList());
    }
    assertThat(jobs(claim())).isEqualTo(jobs(0, ROOM));
  }

  @Test
  void claims_besideAQueueWithoutDueJobs_goOnWhereTheLastEnded() throws SQLException {
    List<QueueRoom> rooms = List.of(new QueueRoom("idle", ROOM), new QueueRoom("default", ROOM));
    claim(rooms);
    lock(12, 15);
    JobClaims claims = claim(rooms);

    assertThat(jobs(claims)).startsWith("job10", "job11", "job15").endsWith("job22");
    assertThat(claims.nextDue()).isEqualTo(due(23));
  }

  @Test
  void claim_afterOneThatLeftNothing_looksWhenTheNextIsDueThoughItGetsSome() {
    for (int i = 0; i < 100 / ROOM; i++) {
      claim();
    }
    addUnseen("more", "task", 5, due(100));
    JobClaims claims = claim();

    assertThat(jobs(claims)).containsExactly("more");
    assertThat(claims.nextDue()).isEqualTo(FUTURE);
  }

  @Test
  void jobsBeforeWhatWasTakenLast_areFoundOnceNothingIsBehindIt() {
    claim();
    claim();
    addUnseen("early", "task", 5, due(5));
    assertThat(claimAll()).containsExactlyInAnyOrderElementsOf(with("early", jobs(20, 100)));
  }

  @Test
  void jobsOfHigherPriority_areTakenFirst_amidABacklog() {
    claim();
    claim();
    addUnseen("urgent", "task", 7, due(5));

    assertThat(jobs(claim())).containsAll(with("urgent", jobs(20, 29))).hasSize(ROOM);
    assertThat(jobs(claim())).isEqualTo(jobs(29, 39));
  }

  @Test
  void jobsOfAnotherTask_takeTheirTurn_amidABacklog() {
    claim();
    claim();
    addUnseen("another", "other", 5, due(20).minusMillis(1));

    assertThat(jobs(claim())).isEqualTo(with("another", jobs(20, 29)));
    assertThat(jobs(claim())).isEqualTo(jobs(29, 39));
  }

  @Test
  void jobsThatLeaveSomethingToDecide_areClaimed_amidABacklog() {
    claim();
    claim();
    DATABASE.execute("UPDATE " + prefix + "job SET plain = FALSE WHERE id IN ('job22', 'job25')");
    JobClaims claims = claim();

    assertThat(claims.claims().stream().map(claim -> claim.job().id()))
        .containsExactly("job22", "job25");
    assertThat(jobs(claims)).hasSize(ROOM - 2).doesNotContain("job22", "job25");
    assertThat(jobs(claim())).isEqualTo(jobs(30, 40));
  }

  @Test
  void jobsThatOthersHaveLocked_arePassedBy_amidABacklog() throws SQLException {
    claim();
    lock(12, 15);
    JobClaims claims = claim();

    assertThat(jobs(claims)).doesNotContain("job12", "job13", "job14").hasSize(ROOM);
    assertThat(jobs(claims)).startsWith("job10", "job11", "job15").endsWith("job22");
    assertThat(claims.nextDue()).isEqualTo(due(23));
  }

  @Test
  void claim_thatGetsLess_asOthersHaveLockedTheRest_looksAgainInAMoment() throws SQLException {
    claim();
    lock(15, 100);
    JobClaims claims = claim();
    other.rollback();

    assertThat(jobs(claims)).isEqualTo(jobs(10, 15));
    assertThat(claims.nextDue()).isAfter(claims.storeNow());
    assertThat(claims.nextDue()).isBefore(claims.storeNow().plusMillis(100));
    assertThat(jobs(claim())).isEqualTo(jobs(15, 25));
  }

  private static List<String> with(String first, List<String> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }
}
