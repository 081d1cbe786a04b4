package dev.punctual.scheduler.store.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.punctual.scheduler.AddResult;
import dev.punctual.scheduler.AddResult.Status;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Job;
import dev.punctual.scheduler.JobConflictException;
import dev.punctual.scheduler.NewJob;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that are added, and runs that end, together with the application's own writes. */
abstract class TransactionContract {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final IntervalTrigger DAILY = IntervalTrigger.every(Duration.ofDays(1));

  private final String prefix = TestDatabase.freshPrefix();
  private final AtomicInteger runs = new AtomicInteger();
  private final Task<Void> count = Task.named("count", context -> runs.incrementAndGet());
  private final Task<String> note =
      Task.named(
          "note", String.class, (text, context) -> runs.addAndGet(text.getBytes(UTF_8).length));
  private JdbcJobStore store;
  private BackgroundScheduler scheduler;

  /** The database to use. */
  abstract TestDatabase database();

  /** Whether the nodes hear of a commit that the store does not make itself. */
  abstract boolean hearsOfCommits();

  @BeforeEach
  void open() {
    database().execute("CREATE TABLE " + prefix + "effect (id varchar(100) PRIMARY KEY)");
    store = open(Duration.ofMinutes(5));
    scheduler = BackgroundScheduler.builder().jobStore("default", store).tasks(count, note).build();
  }

  private JdbcJobStore open(Duration poll) {
    return JdbcJobStore.builder(database().source())
        .tablePrefix(prefix)
        .schemaMode(SchemaMode.CREATE)
        .poll(poll)
        .open();
  }

  @AfterEach
  void close() {
    scheduler.shutdownNow();
  }

  private void write(Connection connection, String id) throws SQLException {
    try (Statement insert = connection.createStatement()) {
      insert.execute("INSERT INTO " + prefix + "effect VALUES ('" + id + "')");
    }
  }

  private long effects() {
    return database().number("SELECT count(*) FROM " + prefix + "effect");
  }

  @Test
  void jobOfACommittedTransaction_isThereWithTheWriteAndRuns() throws Exception {
    scheduler.start();
    try (JdbcTransaction transaction = store.begin()) {
      write(transaction.connection(), "order");
      scheduler.addJob(note, "four", DateTrigger.at(Instant.now()), o -> o.id("mail"));

      assertThat(effects()).isZero();
      transaction.commit();
    }

    assertThat(effects()).isEqualTo(1);
    await().atMost(LONG).untilAsserted(() -> assertThat(runs).hasValue(4));
  }

  @Test
  void jobOfATransactionThatIsNotCommitted_isNotThere() throws Exception {
    scheduler.start();
    assertThatThrownBy(
            () -> {
              try (JdbcTransaction transaction = store.begin()) {
                write(transaction.connection(), "order");
                scheduler.addJob(count, DAILY, o -> o.id("mail"));
                assertThat(scheduler.getJob("mail")).isPresent();
                throw new IllegalStateException("out of stock");
              }
            })
        .hasMessage("out of stock");

    assertThat(effects()).isZero();
    assertThat(scheduler.getJob("mail")).isEmpty();
    scheduler.addJob(count, DAILY, o -> o.id("mail"));
  }

  @Test
  void jobAddedBeforeTheStart_isPartOfTheTransactionToo() {
    try (JdbcTransaction transaction = store.begin()) {
      scheduler.addJob(count, DAILY, o -> o.id("kept"));
      transaction.commit();
    }
    try (JdbcTransaction undone = store.begin()) {
      scheduler.addJob(count, DAILY, o -> o.id("undone"));
      assertThat(undone.connection()).isNotNull();
    }
    scheduler.start();

    assertThat(scheduler.getJob("kept")).isPresent();
    assertThat(scheduler.getJob("undone")).isEmpty();
  }

  @Test
  void removalAndPauseOfATransactionThatIsUndone_areUndone() {
    scheduler.start();
    scheduler.addJob(count, DAILY, o -> o.id("a"));
    scheduler.addJob(count, DAILY, o -> o.id("b"));
    try (JdbcTransaction undone = store.begin()) {
      scheduler.removeJob("a");
      scheduler.pauseJob("b");
      assertThat(scheduler.getJob("a")).isEmpty();
      assertThat(undone.connection()).isNotNull();
    }

    assertThat(scheduler.getJob("a")).isPresent();
    assertThat(scheduler.getJob("b").orElseThrow().definition().state().name()).isEqualTo("ACTIVE");
  }

  @Test
  void manualRun_startsAfterTheCommitAndNotWithoutIt() throws Exception {
    scheduler.start();
    scheduler.addJob(count, DAILY, o -> o.id("a"));
    try (JdbcTransaction undone = store.begin()) {
      assertThat(scheduler.trigger("a")).isPresent();
      assertThat(undone.connection()).isNotNull();
    }
    assertThat(scheduler.liveExecutions(10)).isEmpty();
    try (JdbcTransaction transaction = store.begin()) {
      scheduler.trigger("a");
      assertThat(runs).hasValue(0);
      transaction.commit();
    }

    await().atMost(LONG).untilAsserted(() -> assertThat(runs).hasValue(1));
  }

  @Test
  void hint_comesAfterTheCommitAndNeverBefore() {
    AtomicInteger hints = new AtomicInteger();
    store.hints().subscribe(due -> hints.incrementAndGet());
    try (JdbcTransaction undone = store.begin()) {
      scheduler.addJob(count, DAILY, o -> o.id("undone"));
      assertThat(undone.connection()).isNotNull();
    }
    int before = hints.get();
    try (JdbcTransaction transaction = store.begin()) {
      scheduler.addJob(count, DAILY, o -> o.id("kept"));
      assertThat(hints).hasValue(before);
      transaction.commit();
    }

    assertThat(hints).hasValue(before + 1);
  }

  @Test
  void joinedTransaction_isTheApplicationsToCommit() throws Exception {
    scheduler.start();
    try (Connection connection = database().source().getConnection()) {
      connection.setAutoCommit(false);
      write(connection, "undone");
      try (JoinedTransaction joined = store.join(connection)) {
        scheduler.addJob(count, DAILY, o -> o.id("undone"));
        assertThat(joined).isNotNull();
      }
      connection.rollback();
      write(connection, "kept");
      try (JoinedTransaction joined = store.join(connection)) {
        scheduler.addJob(count, DateTrigger.at(Instant.now()), o -> o.id("kept"));
        assertThat(joined).isNotNull();
      }
      assertThat(runs).hasValue(0);
      connection.commit();
      connection.setAutoCommit(true);
    }
    if (!hearsOfCommits()) {
      store.wake();
    }

    assertThat(effects()).isEqualTo(1);
    assertThat(scheduler.getJob("undone")).isEmpty();
    await().atMost(LONG).untilAsserted(() -> assertThat(runs).hasValue(1));
  }

  @Test
  void transactionOfJdbi_canBeJoined() {
    Jdbi jdbi = Jdbi.create(database().source());
    jdbi.useTransaction(
        handle -> {
          handle.execute("INSERT INTO " + prefix + "effect VALUES ('kept')");
          try (JoinedTransaction joined = store.join(handle.getConnection())) {
            scheduler.addJob(count, DAILY, o -> o.id("kept"));
            assertThat(joined).isNotNull();
          }
        });

    assertThat(effects()).isEqualTo(1);
    assertThat(store.jobs().get("kept")).isPresent();
  }

  @Test
  void connectionThatCommitsByItself_isRefused() throws Exception {
    try (Connection connection = database().source().getConnection()) {
      assertThatThrownBy(() -> store.join(connection))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("setAutoCommit(false)");
    }
  }

  @Test
  void takenId_leavesTheTransactionUsable() throws Exception {
    scheduler.start();
    scheduler.addJob(count, DAILY, o -> o.id("taken"));
    try (JdbcTransaction transaction = store.begin()) {
      write(transaction.connection(), "first");
      assertThatThrownBy(() -> scheduler.addJob(count, DAILY, o -> o.id("taken")))
          .isInstanceOf(JobConflictException.class);
      assertThatThrownBy(() -> scheduler.addJob(count, DAILY, o -> o.id("taken").tags("tagged")))
          .isInstanceOf(JobConflictException.class);
      write(transaction.connection(), "second");
      scheduler.addJob(count, DAILY, o -> o.id("free"));
      transaction.commit();
    }

    assertThat(effects()).isEqualTo(2);
    assertThat(scheduler.getJob("free")).isPresent();
  }

  @Test
  void batchWithATakenId_leavesTheTransactionUsable() {
    scheduler.start();
    scheduler.addJob(count, DAILY, o -> o.id("b"));
    try (JdbcTransaction transaction = store.begin()) {
      assertThat(scheduler.addJobs(Stream.of("a", "b", "c").map(this::daily).toList()))
          .extracting(AddResult::status)
          .containsExactly(Status.ADDED, Status.CONFLICT, Status.ADDED);
      assertThat(scheduler.addJobs(Collections.nCopies(2, daily("d"))))
          .extracting(AddResult::status)
          .containsExactly(Status.ADDED, Status.CONFLICT);
      transaction.commit();
    }

    assertThat(scheduler.getJobs())
        .extracting(Job::id)
        .containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  private NewJob daily(String id) {
    return NewJob.of(count, DAILY, o -> o.id(id).tags("tagged"));
  }

  @ParameterizedTest(name = "committed: {0}")
  @ValueSource(booleans = {true, false})
  void idOfAnOpenTransaction_isTakenIfThatIsCommitted(boolean committed) {
    scheduler.start();
    CompletableFuture<Job> other = new CompletableFuture<>();
    try (JdbcTransaction transaction = store.begin()) {
      scheduler.addJob(count, DAILY, o -> o.id("contested"));
      other.completeAsync(() -> scheduler.addJob(count, DAILY, o -> o.id("contested")));
      await().during(Duration.ofMillis(300)).until(() -> !other.isDone());
      if (committed) {
        transaction.commit();
      }
    }

    if (committed) {
      assertThatThrownBy(other::join).hasCauseInstanceOf(JobConflictException.class);
    } else {
      assertThat(other.join().id()).isEqualTo("contested");
    }
    assertThat(scheduler.getJobs()).hasSize(1);
  }

  @Test
  void secondTransactionOnTheSameThread_isRefused() {
    try (JdbcTransaction transaction = store.begin()) {
      assertThatThrownBy(store::begin)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("already");
      assertThatThrownBy(() -> store.join(transaction.connection()))
          .isInstanceOf(IllegalStateException.class);
      scheduler.addJob(count, DAILY, o -> o.id("kept"));
      transaction.commit();
      assertThatThrownBy(transaction::commit).isInstanceOf(IllegalStateException.class);
    }

    assertThat(store.jobs().get("kept")).isPresent();
    assertThat(store.isInTransaction()).isFalse();
  }

  @Test
  void otherThreads_areNotPartOfTheTransaction() {
    try (JdbcTransaction undone = store.begin()) {
      CompletableFuture.runAsync(() -> scheduler.addJob(count, DAILY, o -> o.id("kept"))).join();
      assertThatThrownBy(() -> CompletableFuture.runAsync(undone::commit).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IllegalStateException.class);
    }
    scheduler.start();

    assertThat(scheduler.getJob("kept")).isPresent();
  }

  @Test
  void connectionOfTheStoresTransaction_cannotBeEndedByTheApplication() throws Exception {
    try (JdbcTransaction undone = store.begin()) {
      Connection connection = undone.connection();
      write(connection, "undone");
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
      assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(SQLException.class);
      var savepoint = connection.setSavepoint();
      write(connection, "undone, too");
      connection.rollback(savepoint);
      connection.close();
      write(connection, "still open");
    }

    assertThat(effects()).isZero();
  }

  @Test
  void transactionInWhichACallFailed_cannotBeCommitted() throws Exception {
    try (JdbcTransaction transaction = store.begin()) {
      write(transaction.connection(), "undone");
      database().execute("ALTER TABLE " + prefix + "missed RENAME TO " + prefix + "gone");
      assertThatThrownBy(() -> store.history().missed(MissedFilter.ALL, null, 1))
          .isInstanceOf(StoreException.class);
      assertThatThrownBy(transaction::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("undone");
    }

    assertThat(effects()).isZero();
  }

  private Task<String> effect(TransactionalHandler<String> handler) {
    return Task.named("effect", String.class, store.once(handler));
  }

  @Test
  void transactionalTask_hasItsEffectsOnce() {
    Task<String> effect =
        effect(
            (id, connection, context) -> {
              write(connection, id);
              scheduler.addJob(count, DateTrigger.at(Instant.now()), o -> o.id("next"));
            });
    scheduler.start();
    scheduler.addJob(effect, "one", DateTrigger.at(Instant.now()), o -> o.id("a"));

    await().atMost(LONG).untilAsserted(() -> assertThat(runs).hasValue(1));
    await().atMost(LONG).until(() -> scheduler.liveExecutions(10).isEmpty());
    assertThat(effects()).isEqualTo(1);
    assertThat(scheduler.endedExecutions(10))
        .extracting(EndedExecution::state)
        .containsExactly(ExecutionState.SUCCEEDED, ExecutionState.SUCCEEDED);
    assertThat(scheduler.endedExecutions(10))
        .allSatisfy(ended -> assertThat(ended.node()).isNotNull());
  }

  @Test
  void transactionalTaskThatThrows_leavesNothingBehindAndIsTriedAgain() {
    AtomicInteger attempts = new AtomicInteger();
    Task<String> effect =
        effect(
            (id, connection, context) -> {
              write(connection, id);
              scheduler.addJob(count, DAILY, o -> o.id("next"));
              if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("attempt " + context.attempt());
              }
            });
    scheduler.start();
    scheduler.addJob(
        effect,
        "one",
        DateTrigger.at(Instant.now()),
        o -> o.id("a").retry(RetryPolicy.attempts(5)));

    await().atMost(LONG).until(() -> !scheduler.endedExecutions(1).isEmpty());
    assertThat(attempts).hasValue(3);
    assertThat(effects()).isEqualTo(1);
    List<EndedExecution> ended = scheduler.endedExecutions(10);
    assertThat(ended.get(0).state()).isEqualTo(ExecutionState.SUCCEEDED);
    assertThat(ended.get(0).attempt()).isEqualTo(3);
  }

  @Test
  void transactionalTaskThatLostItsLease_leavesNothingBehind() {
    AtomicInteger attempts = new AtomicInteger();
    Task<String> effect =
        effect(
            (id, connection, context) -> {
              write(connection, id + attempts.incrementAndGet());
              if (attempts.get() == 1) {
                // What happens when the lease has run out: others may take it.
                database()
                    .execute(
                        "UPDATE "
                            + prefix
                            + "execution SET state = 0, owner = NULL, token = token + 1");
              }
            });
    scheduler.start();
    scheduler.addJob(effect, "run ", DateTrigger.at(Instant.now()), o -> o.id("a"));
    await().atMost(LONG).until(() -> attempts.get() > 0);
    await()
        .atMost(LONG)
        .until(
            () -> {
              store.wake();
              return !scheduler.endedExecutions(1).isEmpty();
            });

    assertThat(attempts).hasValue(2);
    assertThat(database().number("SELECT count(*) FROM " + prefix + "effect WHERE id = 'run 2'"))
        .isEqualTo(1);
    assertThat(effects()).isEqualTo(1);
  }

  @Test
  void transactionalTaskWhoseEndIsKnownBeforeTheEngineTellsIt_isEndedOnce() {
    AtomicInteger succeeded = new AtomicInteger();
    scheduler.subscribe(ExecutionEvent.Succeeded.class, event -> succeeded.incrementAndGet());
    Task<Void> effect =
        Task.named(
            "effect",
            Void.class,
            store.once((nothing, connection, context) -> write(connection, "x")));
    scheduler.start();
    scheduler.addJob(effect, DateTrigger.at(Instant.now()), o -> o.id("a"));

    await().atMost(LONG).untilAsserted(() -> assertThat(succeeded).hasValue(1));
    assertThat(database().number("SELECT count(*) FROM " + prefix + "history")).isEqualTo(1);
    assertThat(effects()).isEqualTo(1);
  }
}
