package dev.punctual.scheduler.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.SchedulerState;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A started scheduler with its time and its record. */
class TestSchedulerTests {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final CronTrigger AT_NINE = CronTrigger.crontab("0 9 * * *");

  @Test
  void scheduler_isStartedAndLivesByTheTime() {
    try (TestScheduler test = TestScheduler.startingAt(START)) {
      test.scheduler().addJob(() -> {}, AT_NINE, o -> o.id("report"));
      test.time().advance(Duration.ofDays(31));

      assertThat(test.scheduler().state()).isEqualTo(SchedulerState.RUNNING);
      test.recorder().requireRuns("report", 31).requireNoFailures();
    }
  }

  @Test
  void zoneOfTheStart_isThatOfTriggers() {
    ZoneId tokyo = ZoneId.of("Asia/Tokyo");
    try (TestScheduler test = TestScheduler.startingAt(START.atZone(tokyo))) {
      test.scheduler().addJob(() -> {}, AT_NINE, o -> o.id("report"));
      test.time().advance(Duration.ofDays(1));

      test.recorder().requireFireTimes("report", List.of(START, START.plus(Duration.ofDays(1))));
    }
  }

  @Test
  void setup_isAppliedToTheBuilder() {
    ManualTime time = ManualTime.startingAt(START);
    List<String> sent = new ArrayList<>();
    Task<String> send = Task.named("send", String.class, (mail, context) -> sent.add(mail));
    HeldExecutor held = HeldExecutor.create();
    try (TestScheduler test =
        TestScheduler.livingBy(time, builder -> builder.tasks(send).executor("slow", held))) {
      test.scheduler().addJob(send, "x", DateTrigger.now(), o -> o.executor("slow"));
      time.runDue();

      assertThat(test.time()).isSameAs(time);
      held.release();
      assertThat(sent).containsExactly("x");
    }
  }

  @Test
  void twoSchedulers_mayLiveByOneTime() {
    ManualTime time = ManualTime.startingAt(START);
    try (TestScheduler one = TestScheduler.livingBy(time, builder -> {});
        TestScheduler other = TestScheduler.livingBy(time, builder -> {})) {
      one.scheduler().addJob(() -> {}, AT_NINE, o -> o.id("a"));
      other.scheduler().addJob(() -> {}, AT_NINE, o -> o.id("b"));
      time.advance(Duration.ofDays(1));

      one.recorder().requireRuns("a", 1).requireRuns("b", 0);
      other.recorder().requireRuns("b", 1).requireRuns("a", 0);
    }
  }

  @Test
  void close_waitsForNothingAndMovesNoTime() {
    TestScheduler test = TestScheduler.startingAt(START);
    Task<String> endless =
        Task.async("endless", String.class, (text, context) -> new CompletableFuture<>());
    test.scheduler().addJob(endless, "x", DateTrigger.now());
    test.time().runDue();
    test.close();
    test.close();

    assertThat(test.time().instant()).isEqualTo(START);
    assertThat(test.scheduler().isRunning()).isFalse();
  }
}
