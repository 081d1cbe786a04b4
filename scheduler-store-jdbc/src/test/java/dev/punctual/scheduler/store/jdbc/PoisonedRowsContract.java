package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Job;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that cannot be read, and payloads at the limit. */
abstract class PoisonedRowsContract {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int TEN_MIB = 10 << 20;

  private final String prefix = TestDatabase.freshPrefix();
  private final AtomicInteger length = new AtomicInteger();
  private final AtomicInteger good = new AtomicInteger();
  private final Task<String> measure =
      Task.named("measure", String.class, (text, context) -> length.addAndGet(text.length()));
  private final Task<Void> count = Task.named("count", context -> good.incrementAndGet());
  private final AtomicInteger starts = new AtomicInteger();
  private final Task<Void> spoil = Task.named("spoil", context -> spoilOwnPolicy());
  private BackgroundScheduler scheduler;

  /** The database to use. */
  abstract TestDatabase database();

  @BeforeEach
  void start() {
    scheduler = open();
    scheduler.start();
    scheduler.addJob(count, IntervalTrigger.every(Duration.ofMillis(100)), o -> o.id("good"));
  }

  private BackgroundScheduler open() {
    return BackgroundScheduler.builder()
        .tasks(measure, count, spoil)
        .payloadLimit(TEN_MIB)
        .jobStore(
            "default",
            JdbcJobStore.builder(database().source())
                .tablePrefix(prefix)
                .schemaMode(SchemaMode.CREATE)
                .poll(Duration.ofMillis(500))
                .open())
        .build();
  }

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  private void goodJobGoesOn() {
    int before = good.get();
    await().atMost(LONG).until(() -> good.get() > before + 5);
    Ledger.assertAlive(scheduler);
  }

  private void awaitParkedRun() {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(live("bad"))
                    .extracting(ExecutionRecord::state)
                    .containsExactly(ExecutionState.PARKED));
  }

  /** Nobody touches a row any more: what each change of it moves on stays as it is. */
  private void assertStaysWhileTheGoodJobGoesOn(LongSupplier mark) {
    long before = mark.getAsLong();
    goodJobGoesOn();
    await().during(Duration.ofSeconds(2)).atMost(LONG).until(() -> mark.getAsLong() == before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trigger_text", "policy"})
  void jobThatCannotBeRead_isParkedWithTheReason(String column) {
    Instant soon = Instant.now().plusSeconds(2);
    scheduler.addJob(measure, "poisoned", DateTrigger.at(soon), o -> o.id("bad"));
    database()
        .execute("UPDATE " + prefix + "job SET " + column + " = 'not (readable' WHERE id = 'bad'");

    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              Job bad = scheduler.getJob("bad").orElseThrow();
              assertThat(bad.definition().state()).isEqualTo(JobState.PARKED);
              assertThat(bad.definition().problem()).isNotBlank();
            });
    assertStaysWhileTheGoodJobGoesOn(
        () ->
            database()
                .number("SELECT version + claim_token FROM " + prefix + "job WHERE id = 'bad'"));
    assertThat(
            database()
                .number(
                    "SELECT count(*) FROM "
                        + prefix
                        + "job WHERE "
                        + column
                        + " = 'not (readable'"))
        .isEqualTo(1);
    assertThat(length).hasValue(0);
    assertThat(scheduler.getJobs()).hasSize(2);
  }

  @Test
  void payloadThatCannotBeRead_isParkedWithItsRow() {
    Instant soon = Instant.now().plusSeconds(2);
    scheduler.addJob(measure, "poisoned", DateTrigger.at(soon), o -> o.id("bad"));
    database()
        .execute(
            "UPDATE "
                + prefix
                + "job SET payload_version = payload_version, payload = "
                + hex("7b22c3")
                + " WHERE id = 'bad'");

    awaitParkedRun();
    assertStaysWhileTheGoodJobGoesOn(() -> live("bad").get(0).token());
    assertThat(length).hasValue(0);
  }

  @Test
  void runWhosePolicyCannotBeRead_isPutAwayAndNotStartedAgain() {
    scheduler.addJob(spoil, DateTrigger.at(Instant.now()), o -> o.id("bad"));

    awaitParkedRun();
    goodJobGoesOn();

    assertThat(starts).hasValue(1);
    assertThat(live("bad")).extracting(ExecutionRecord::attempt).containsExactly(2);
    assertThat(
            database()
                .number(
                    "SELECT count(*) FROM "
                        + prefix
                        + "execution WHERE policy = 'not (readable' AND id LIKE 'bad~%'"))
        .isEqualTo(1);
  }

  /** Runs once, makes its policy unreadable, as if newer code had written it, and fails. */
  private void spoilOwnPolicy() {
    starts.incrementAndGet();
    database()
        .execute(
            "UPDATE " + prefix + "execution SET policy = 'not (readable' WHERE id LIKE 'bad~%'");
    throw new IllegalStateException("to be tried again");
  }

  /** Some bytes as a literal. */
  abstract String hex(String digits);

  private List<ExecutionRecord> live(String job) {
    return scheduler.liveExecutions("default", job, null, 10).items();
  }

  @Test
  void payloadUpToTheLimit_isKeptAndAboveItRefused() {
    String largest = "x".repeat(TEN_MIB - 2); // and two quotes
    scheduler.addJob(measure, largest, DateTrigger.at(Instant.now()), o -> o.id("large"));
    assertThatThrownBy(
            () ->
                scheduler.addJob(
                    measure, largest + "x", DateTrigger.at(Instant.now()), o -> o.id("larger")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(TEN_MIB));

    await().atMost(LONG).untilAsserted(() -> assertThat(length).hasValue(TEN_MIB - 2));
    assertThat(scheduler.getJob("larger")).isEmpty();
    goodJobGoesOn();
  }
}
