package dev.punctual.scheduler.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.AsyncJob;
import dev.punctual.scheduler.AsyncScheduler;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.BlockingScheduler;
import dev.punctual.scheduler.SchedulerBuilder;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The code that the page on testing shows. */
class TestingPageTests {

  /** What an application would have. */
  private static final class Reports {

    private final Clock clock;
    private final List<LocalDate> sent = new ArrayList<>();

    Reports(Clock clock) {
      this.clock = clock;
    }

    void send() {
      sent.add(LocalDate.now(clock));
    }

    void schedule(BackgroundScheduler scheduler) {
      scheduler.addJob(this::send, CronTrigger.crontab("30 9 * * mon-fri"), o -> o.id("report"));
    }

    static SchedulerBuilder<BackgroundScheduler> builder() {
      return BackgroundScheduler.builder();
    }
  }

  private final Reports reports = new Reports(Clock.systemUTC());

  @Test
  void month_ofWeekdays_isRunInOneCall() {
    try (TestScheduler test = TestScheduler.startingAt(Instant.parse("2026-03-01T00:00:00Z"))) {
      BackgroundScheduler scheduler = test.scheduler();
      ManualTime time = test.time();
      RecordingListener recorder = test.recorder();

      scheduler.addJob(reports::send, CronTrigger.crontab("30 9 * * mon-fri"), o -> o.id("report"));
      time.advance(Duration.ofDays(31));
      recorder.requireRuns("report", 22);
    }
  }

  @Test
  void ownBuilderAndClock_liveByTheTime() {
    ManualTime time = ManualTime.startingAt(Instant.parse("2026-03-02T09:00:00Z"));
    RecordingListener recorder = RecordingListener.create();
    Reports reports = new Reports(time.asClock());
    BackgroundScheduler scheduler = time.drive(Reports.builder()).listener(recorder).build();
    reports.schedule(scheduler);
    scheduler.start();
    time.advanceTo(Instant.parse("2026-03-02T09:30:00Z"));

    assertThat(recorder.runsOf("report")).hasSize(1);
    assertThat(reports.sent).containsExactly(LocalDate.of(2026, 3, 2));
  }

  @Test
  void nightlyJob_inTheNightOfAClockChange_isShifted() {
    ZonedDateTime saturday = ZonedDateTime.of(2026, 3, 28, 12, 0, 0, 0, ZoneId.of("Europe/Berlin"));
    try (TestScheduler test = TestScheduler.startingAt(saturday)) {
      test.scheduler()
          .addJob(reports::send, CronTrigger.crontab("30 2 * * *"), o -> o.id("nightly"));
      test.time().advance(Duration.ofDays(2));

      test.recorder()
          .requireFireTimes(
              "nightly",
              List.of(
                  Instant.parse("2026-03-29T01:30:00Z"), // 03:30: there is no 02:30 that night
                  Instant.parse("2026-03-30T00:30:00Z"))); // 02:30
    }
  }

  @Test
  void wallClock_thatJumps_makesOneLateRun() {
    try (TestScheduler test = TestScheduler.startingAt(Instant.parse("2026-03-02T08:00:00Z"))) {
      test.scheduler()
          .addJob(reports::send, IntervalTrigger.every(Duration.ofMinutes(1)), o -> o.id("tick"));
      test.time().stepClock(Duration.ofMinutes(10));
      test.time().runDue();

      test.recorder().requireRuns("tick", 1).requireSkipped("tick", 9);
    }
  }

  @Test
  void pausedScheduler_afterDays_runsTheLatestFire() {
    try (TestScheduler test = TestScheduler.startingAt(Instant.parse("2026-03-02T00:00:00Z"))) {
      test.scheduler()
          .addJob(reports::send, CronTrigger.crontab("30 9 * * *"), o -> o.id("report"));
      test.scheduler().pause();
      test.time().advance(Duration.ofDays(5));
      test.scheduler().resume();
      test.time().runDue();

      test.recorder().requireRuns("report", 1).requireSkipped("report", 4);
      assertThat(test.recorder().skippedOf("report"))
          .extracting(MissedRange::reason)
          .containsExactly(MissedRange.Reason.COALESCED);
    }
  }

  @Test
  void job_thatFailsTwice_isTriedAgain() {
    try (TestScheduler test = TestScheduler.startingAt(Instant.parse("2026-03-02T08:00:00Z"))) {
      List<Instant> tries = new ArrayList<>();
      test.scheduler()
          .addJob(
              context -> {
                tries.add(context.fireTime());
                if (tries.size() <= 2) {
                  throw new IllegalStateException("the mail server is down");
                }
              },
              IntervalTrigger.every(Duration.ofHours(1)),
              o -> o.id("mail"));
      test.time().advance(Duration.ofMinutes(90));

      assertThat(test.recorder().runsOf("mail"))
          .extracting(RecordedRun::state)
          .containsExactly(
              RecordedRun.State.FAILED, RecordedRun.State.FAILED, RecordedRun.State.SUCCEEDED);
    }
  }

  @Test
  void heldRun_turnsAwayTheNextFires() {
    ManualTime time = ManualTime.startingAt(Instant.parse("2026-03-02T08:00:00Z"));
    HeldExecutor pool = HeldExecutor.create();
    try (TestScheduler test =
        TestScheduler.livingBy(time, builder -> builder.executor("default", pool))) {
      test.scheduler()
          .addJob(reports::send, IntervalTrigger.every(Duration.ofMinutes(1)), o -> o.id("tick"));
      time.advance(Duration.ofMinutes(3));
      pool.release();

      test.recorder().requireRuns("tick", 1).requireSkipped("tick", 2);
    }
  }

  @Test
  void runThatLasts_turnsAwayTheFiresMeanwhile() {
    try (TestScheduler test = TestScheduler.startingAt(Instant.parse("2026-03-02T08:00:00Z"))) {
      Task<String> export =
          Task.async(
              "export", String.class, (table, context) -> test.time().delay(Duration.ofMinutes(5)));
      test.scheduler()
          .addJob(
              export, "orders", IntervalTrigger.every(Duration.ofMinutes(2)), o -> o.id("export"));
      test.time().advance(Duration.ofMinutes(8));

      test.recorder().requireRuns("export", 2).requireSkipped("export", 2);
    }
  }

  @Test
  void asyncScheduler_isAwaited() {
    ManualTime time = ManualTime.startingAt(Instant.parse("2026-03-02T08:00:00Z"));
    AsyncScheduler scheduler = time.drive(AsyncScheduler.builder()).build();
    time.await(scheduler.start());
    AsyncJob job =
        time.await(scheduler.addJob(reports::send, IntervalTrigger.every(Duration.ofHours(1))));
    time.advance(Duration.ofHours(3));
    time.await(job.pause());

    assertThat(reports.sent).hasSize(3);
  }

  @Test
  void blockingScheduler_isShutDownByADelay() {
    ManualTime time = ManualTime.startingAt(Instant.parse("2026-03-02T08:00:00Z"));
    BlockingScheduler scheduler = time.drive(BlockingScheduler.builder()).build();
    scheduler.addJob(reports::send, IntervalTrigger.every(Duration.ofHours(1)));
    CompletableFuture<?> stopped =
        time.delay(Duration.ofHours(24)).thenRun(() -> scheduler.shutdown(Duration.ZERO));
    scheduler.start();

    assertThat(stopped).isCompleted();
    assertThat(reports.sent).hasSize(23);
  }
}
