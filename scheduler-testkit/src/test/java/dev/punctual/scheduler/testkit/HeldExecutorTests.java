package dev.punctual.scheduler.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.SchedulerState;
import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An executor whose runs a test releases. */
class HeldExecutorTests {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final IntervalTrigger EVERY_MINUTE = IntervalTrigger.every(MINUTE);

  private final HeldExecutor executor = HeldExecutor.create();
  private final ManualTime time = ManualTime.startingAt(START);
  private final TestScheduler test =
      TestScheduler.livingBy(time, builder -> builder.executor("default", executor));
  private final List<String> ran = new ArrayList<>();

  @AfterEach
  void close() {
    test.close();
  }

  private ExecutorContext context(AtomicInteger calls) {
    return new ExecutorContext("x", Thread::new, () -> 0, calls::incrementAndGet);
  }

  @Test
  void run_isHeldUntilItIsReleased() {
    test.scheduler().addJob(() -> ran.add("a"), EVERY_MINUTE, o -> o.id("a"));
    time.advance(MINUTE);

    assertThat(ran).isEmpty();
    assertThat(executor.held()).isEqualTo(1);
    assertThat(executor.stats().queued()).isEqualTo(1);
    executor.release();
    assertThat(ran).containsExactly("a");
    assertThat(executor.held()).isZero();
    assertThat(executor.stats().completed()).isEqualTo(1);
    test.recorder().requireRuns("a", 1);
  }

  @Test
  void releaseAll_releasesTheLongestHeldFirst() {
    test.scheduler().addJob(() -> ran.add("late"), DateTrigger.at(START.plusSeconds(2)));
    test.scheduler().addJob(() -> ran.add("early"), DateTrigger.at(START.plusSeconds(1)));
    time.advance(MINUTE);

    assertThat(executor.releaseAll()).isEqualTo(2);
    assertThat(ran).containsExactly("early", "late");
    assertThat(executor.releaseAll()).isZero();
  }

  @Test
  void release_ofNothing_failsAndSaysWhatToLookAt() {
    assertThatThrownBy(executor::release)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "no run is held; has the time been moved to the fire, and does the job name this"
                + " executor?");
  }

  @Test
  void heldRun_countsAsALiveOneOfItsJob() {
    test.scheduler().addJob(() -> ran.add("a"), EVERY_MINUTE, o -> o.id("a"));
    time.advance(Duration.ofMinutes(3));

    assertThat(executor.held()).isEqualTo(1);
    assertThat(test.recorder().skippedOf("a"))
        .extracting(MissedRange::reason)
        .containsExactly(Reason.MAX_INSTANCES, Reason.MAX_INSTANCES);
    executor.release();
    time.advance(MINUTE);
    assertThat(executor.held()).isEqualTo(1);
  }

  @Test
  void blockedRun_comesWhenTheHeldOneWasReleasedAndTheTimeRuns() {
    test.scheduler()
        .addJob(() -> ran.add("a"), EVERY_MINUTE, o -> o.id("a").overflow(Overflow.QUEUE_ONE));
    time.advance(Duration.ofMinutes(2));
    executor.release();

    assertThat(executor.held()).isZero();
    time.runDue();
    assertThat(executor.held()).isEqualTo(1);
  }

  @Test
  void releasedRun_mayMoveTheTimeAndSoLast() {
    test.scheduler()
        .addJob(
            () -> time.advance(Duration.ofMinutes(5)),
            DateTrigger.at(START.plusSeconds(60)),
            o -> o.id("slow"));
    test.scheduler().addJob(() -> ran.add("other"), EVERY_MINUTE, o -> o.maxInstances(10));
    time.advance(MINUTE);
    executor.releaseAll();

    RecordedRun slow = test.recorder().runsOf("slow").get(0);
    assertThat(Duration.between(slow.startedAt(), slow.endedAt())).isEqualTo(Duration.ofMinutes(5));
    assertThat(ran).hasSize(6);
  }

  @Test
  void heldRun_pastItsGraceTime_isMissedWhenItIsReleased() {
    test.scheduler()
        .addJob(
            () -> ran.add("a"),
            DateTrigger.at(START.plusSeconds(60)),
            o -> o.id("a").misfireGraceTime(Duration.ofSeconds(30)));
    time.advance(Duration.ofMinutes(2));
    executor.release();

    assertThat(ran).isEmpty();
    test.recorder().requireRuns("a", 0);
  }

  @Test
  void heldRun_ofARemovedJob_isReleasedWithoutRunning() {
    test.scheduler().addJob(() -> ran.add("a"), EVERY_MINUTE, o -> o.id("a"));
    time.advance(MINUTE);
    test.scheduler().removeJob("a");
    executor.release();

    assertThat(ran).isEmpty();
  }

  @Test
  void heldRun_doesNotHoldUpAShutdown() {
    test.scheduler().addJob(() -> ran.add("a"), EVERY_MINUTE, o -> o.id("a"));
    time.advance(MINUTE);
    test.scheduler().shutdown();

    assertThat(test.scheduler().state()).isEqualTo(SchedulerState.TERMINATED);
    assertThat(executor.releaseAll()).isEqualTo(1);
    assertThat(ran).isEmpty();
  }

  @Test
  void fullExecutor_getsTheNextRunWhenThereIsRoomAgain() {
    HeldExecutor small = HeldExecutor.ofCapacity(1);
    test.scheduler().addExecutor("small", small);
    for (String id : List.of("a", "b")) {
      test.scheduler()
          .addJob(
              () -> ran.add(id), DateTrigger.at(START.plusSeconds(1)), o -> o.executor("small"));
    }
    time.advance(MINUTE);

    assertThat(small.held()).isEqualTo(1);
    assertThat(small.room()).isZero();
    small.release();
    assertThat(small.room()).isEqualTo(1);
    time.runDue();
    small.release();
    assertThat(ran).hasSize(2);
  }

  @Test
  void executor_refusesWhatItHasNoRoomFor() {
    HeldExecutor small = HeldExecutor.ofCapacity(1);
    AtomicInteger calls = new AtomicInteger();
    small.start(context(calls));

    assertThat(small.idle()).isEqualTo(1);
    assertThat(small.submit(() -> ran.add("a"))).isTrue();
    assertThat(small.submit(() -> ran.add("b"))).isFalse();
    assertThat(small.stats().refused()).isEqualTo(1);
    small.release();
    assertThat(calls).hasValue(1);
    assertThat(ran).containsExactly("a");
  }

  @Test
  void executor_afterItsShutdown_takesNothingAndEndsWithTheLastRun() {
    HeldExecutor ending = HeldExecutor.create();
    AtomicInteger calls = new AtomicInteger();
    ending.start(context(calls));
    ending.submit(() -> ran.add("a"));
    ending.shutdown();
    ending.shutdown();

    assertThat(ending.room()).isZero();
    assertThat(ending.submit(() -> ran.add("b"))).isFalse();
    assertThat(ending.awaitTermination(Duration.ofDays(1))).isFalse();
    ending.release();
    assertThat(ending.awaitTermination(Duration.ZERO)).isTrue();
    assertThat(calls).hasValue(0);
    assertThat(ran).containsExactly("a");
  }

  @Test
  void start_twice_isRefused() {
    assertThatThrownBy(() -> executor.start(context(new AtomicInteger())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("make one for each scheduler");
  }

  @ParameterizedTest(name = "capacity {0}")
  @ValueSource(ints = {0, -1, 1_000_001})
  void capacityOutOfRange_isRefused(int capacity) {
    assertThatThrownBy(() -> HeldExecutor.ofCapacity(capacity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity " + capacity + " is out of range; use 1 to 1000000");
  }
}
