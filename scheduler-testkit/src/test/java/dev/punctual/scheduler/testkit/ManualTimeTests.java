package dev.punctual.scheduler.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.AsyncJob;
import dev.punctual.scheduler.AsyncScheduler;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.BlockingScheduler;
import dev.punctual.scheduler.JobNotFoundException;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time that a test moves, and what lives by it. */
class ManualTimeTests {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final IntervalTrigger EVERY_MINUTE = IntervalTrigger.every(MINUTE);

  private final ManualTime time = ManualTime.startingAt(START);
  private final List<Instant> ran = new ArrayList<>();

  private BackgroundScheduler started() {
    BackgroundScheduler scheduler = time.drive(BackgroundScheduler.builder()).build();
    scheduler.start();
    return scheduler;
  }

  @Test
  void time_standsStillUntilItIsMoved() {
    assertThat(time.instant()).isEqualTo(START).isEqualTo(time.instant());
    time.advance(MINUTE);
    assertThat(time.instant()).isEqualTo(START.plusSeconds(60));
    assertThat(time.millis()).isEqualTo(START.plusSeconds(60).toEpochMilli());
    assertThat(time).hasToString("ManualTime[2026-03-02T08:01:00Z, Z]");
  }

  @Test
  void advanceTo_movesToThatInstantOfTheWallClock() {
    time.stepClock(Duration.ofHours(-1));
    time.advanceTo(START);

    assertThat(time.instant()).isEqualTo(START);
  }

  @Test
  void advanceTo_thePast_isRefusedAndSaysWhatToDo() {
    assertThatThrownBy(() -> time.advanceTo(START.minusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot advance to 2026-03-02T07:59:59Z: it is 2026-03-02T08:00:00Z and time only goes"
                + " forward; stepClock sets the wall clock back");
  }

  @Test
  void advance_negative_isRefusedAndSaysWhatToDo() {
    assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time cannot go by PT-1S; use zero or more, and step the clock to set it back");
    assertThatThrownBy(() -> time.delay(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
  }

  @Test
  void advance_fromInsideAJob_failsThatRunWithWhatToDo() {
    RecordingListener recorder = RecordingListener.create();
    BackgroundScheduler scheduler =
        time.drive(BackgroundScheduler.builder()).listener(recorder).build();
    scheduler.start();
    scheduler.addJob(() -> time.advance(MINUTE), DateTrigger.now(), o -> o.id("mover"));
    time.runDue();

    assertThat(recorder.runsOf("mover"))
        .singleElement()
        .satisfies(
            run ->
                assertThat(run.error())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("move it from the test"));
  }

  @Test
  void jobs_runAtTheirExactInstantsOnTheThreadThatMovesTheTime() {
    List<Thread> threads = new ArrayList<>();
    BackgroundScheduler scheduler = started();
    scheduler.addJob(
        () -> {
          ran.add(time.instant());
          threads.add(Thread.currentThread());
        },
        EVERY_MINUTE);
    time.advance(Duration.ofSeconds(150));

    assertThat(ran).containsExactly(START.plusSeconds(60), START.plusSeconds(120));
    assertThat(threads).containsOnly(Thread.currentThread());
  }

  @Test
  void runDue_doesWhatIsDueAndMovesNothing() {
    BackgroundScheduler scheduler = started();
    scheduler.addJob(() -> ran.add(time.instant()), DateTrigger.now());

    assertThat(ran).isEmpty();
    time.runDue();
    assertThat(ran).containsExactly(START);
    assertThat(time.instant()).isEqualTo(START);
  }

  @Test
  void clocks_showTheTimeInTheZoneOfTheMachineOrAnother() {
    ManualTime inBerlin = ManualTime.startingAt(START.atZone(BERLIN));
    Clock clock = inBerlin.asClock();
    inBerlin.advance(MINUTE);

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
    assertThat(clock.getZone()).isEqualTo(inBerlin.zone()).isEqualTo(BERLIN);
    assertThat(LocalTime.now(clock)).isEqualTo(LocalTime.of(9, 1));
    assertThat(LocalTime.now(clock.withZone(ZoneOffset.UTC))).isEqualTo(LocalTime.of(8, 1));
    assertThat(LocalTime.now(time.asClock())).isEqualTo(LocalTime.of(8, 0));
    assertThat(LocalTime.now(time.withZone(BERLIN))).isEqualTo(LocalTime.of(9, 0));
  }

  @Test
  void zoneOfTheStart_isThatOfTriggersThatNameNone() {
    ManualTime inBerlin = ManualTime.startingAt(START.atZone(BERLIN));
    BackgroundScheduler scheduler = inBerlin.drive(BackgroundScheduler.builder()).build();
    scheduler.start();
    scheduler.addJob(() -> ran.add(inBerlin.instant()), CronTrigger.crontab("30 9 * * *"));
    inBerlin.advance(Duration.ofHours(1));

    assertThat(ran).containsExactly(Instant.parse("2026-03-02T08:30:00Z"));
  }

  @Test
  void stepClock_forward_makesTheMissedFiresLate() {
    BackgroundScheduler scheduler = started();
    scheduler.addJob(context -> ran.add(context.fireTime()), EVERY_MINUTE);
    time.stepClock(Duration.ofMinutes(10));
    time.runDue();

    assertThat(ran).containsExactly(START.plus(Duration.ofMinutes(10)));
    assertThat(scheduler.missedFires(10)).singleElement().matches(range -> range.count() == 9);
  }

  @Test
  void stepClock_back_repeatsNoFire() {
    BackgroundScheduler scheduler = started();
    scheduler.addJob(context -> ran.add(context.fireTime()), EVERY_MINUTE);
    time.advance(MINUTE);
    time.stepClock(Duration.ofMinutes(-10));
    time.advance(Duration.ofMinutes(10));
    assertThat(ran).containsExactly(START.plusSeconds(60));
    time.advance(MINUTE);
    assertThat(ran).containsExactly(START.plusSeconds(60), START.plusSeconds(120));
  }

  @Test
  void chance_isRepeatedByItsSeed() {
    assertThat(jitteredStarts(1)).isEqualTo(jitteredStarts(1)).isNotEqualTo(jitteredStarts(2));
  }

  private static List<Instant> jitteredStarts(long seed) {
    ManualTime seeded = ManualTime.startingAt(START.atZone(ZoneOffset.UTC), seed);
    BackgroundScheduler scheduler = seeded.drive(BackgroundScheduler.builder()).build();
    List<Instant> starts = new ArrayList<>();
    scheduler.start();
    scheduler.addJob(
        () -> starts.add(seeded.instant()), EVERY_MINUTE.withJitter(Duration.ofSeconds(30)));
    seeded.advance(Duration.ofMinutes(10));
    assertThat(starts).hasSizeGreaterThan(8);
    return starts;
  }

  @Test
  void delay_completesWhenSoMuchTimeHasPassed() {
    CompletableFuture<?> five = time.delay(Duration.ofMinutes(5));
    CompletableFuture<Thread> where = five.thenApply(nothing -> Thread.currentThread());
    time.advance(Duration.ofMinutes(4));
    assertThat(five).isNotDone();
    time.advance(MINUTE);
    assertThat(where).isCompletedWithValue(Thread.currentThread());
  }

  @Test
  void await_movesTheTimeNoFurtherThanNeeded() {
    String answer = time.await(time.delay(MINUTE).thenApply(nothing -> "answer"));

    assertThat(answer).isEqualTo("answer");
    assertThat(time.instant()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void await_ofAFailedStage_throwsWithTheCause() {
    AsyncScheduler scheduler = time.drive(AsyncScheduler.builder()).build();

    assertThatThrownBy(() -> time.await(scheduler.pauseJob("nobody")))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(JobNotFoundException.class);
  }

  @Test
  void await_ofWhatNothingCompletes_givesUpAfterAnHour() {
    assertThatThrownBy(() -> time.await(new CompletableFuture<>()))
        .isInstanceOf(AssertionError.class)
        .hasMessage("not complete an hour after 2026-03-02T08:00:00Z; what should complete it?");
    assertThat(time.instant()).isEqualTo(START.plus(Duration.ofHours(1)));
  }

  @Test
  void asyncScheduler_isAnsweredByAwait() {
    AsyncScheduler scheduler = time.drive(AsyncScheduler.builder()).build();
    time.await(scheduler.start());
    AsyncJob job = time.await(scheduler.addJob(() -> ran.add(time.instant()), EVERY_MINUTE));
    time.advance(Duration.ofMinutes(3));

    assertThat(ran).hasSize(3);
    assertThat(time.await(scheduler.getJobs())).containsExactly(job);
    assertThat(time.await(scheduler.shutdown()).terminated()).isTrue();
  }

  @Test
  void blockingScheduler_movesTheTimeUntilAJobShutsItDown() {
    BlockingScheduler scheduler = time.drive(BlockingScheduler.builder()).build();
    scheduler.addJob(
        () -> {
          ran.add(time.instant());
          if (ran.size() == 3) {
            scheduler.shutdown();
          }
        },
        EVERY_MINUTE);
    scheduler.start();

    assertThat(ran).hasSize(3);
    assertThat(time.instant()).isEqualTo(START.plusSeconds(180));
  }

  @Test
  void schedulersThatShareTimeAndStore_shareTheJobs() {
    MemoryJobStore store = MemoryJobStore.create(time);
    List<BackgroundScheduler> nodes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      BackgroundScheduler node =
          time.drive(BackgroundScheduler.builder()).jobStore("default", store).build();
      node.start();
      nodes.add(node);
    }
    nodes.get(0).addJob(() -> ran.add(time.instant()), EVERY_MINUTE, o -> o.id("once"));
    time.advance(Duration.ofMinutes(10));

    assertThat(ran).hasSize(10);
    assertThat(nodes.get(1).getJob("once")).isPresent();
  }

  @Test
  void executorWithThreads_runsInRealTimeAfterTheTimeWasMoved() throws Exception {
    CountDownLatch mayRun = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    BackgroundScheduler scheduler =
        time.drive(BackgroundScheduler.builder())
            .executor("default", ThreadPoolExecutor.ofSize(1))
            .build();
    scheduler.start();
    scheduler.addJob(
        () -> {
          mayRun.await();
          done.countDown();
        },
        DateTrigger.now());
    time.advance(MINUTE);

    assertThat(done.getCount()).isEqualTo(1);
    mayRun.countDown();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    scheduler.shutdownNow();
  }

  @Test
  void zonedStart_isThatInstant() {
    ZonedDateTime start = ZonedDateTime.of(2026, 3, 2, 9, 0, 0, 0, BERLIN);

    assertThat(ManualTime.startingAt(start).instant()).isEqualTo(START);
    assertThat(time.zone()).isEqualTo(ZoneOffset.UTC);
  }
}
