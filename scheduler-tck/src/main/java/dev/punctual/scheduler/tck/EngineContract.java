package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.RateLimit;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What schedulers make of the store when they limit, stop and hold back runs. */
interface EngineContract {

  Duration LIMIT = Duration.ofSeconds(10);
  Duration WHILE = Duration.ofMinutes(1);
  RateLimit THREE_A_SECOND = RateLimit.of(3, Duration.ofSeconds(1));

  @Test
  default void V1_timeLimit_endsARunOnceAndFreesItsSlot(Bench bench) {
    try (Engines engines = new Engines(bench)) {
      Task<Void> task = engines.endless(TASK).withClusterLimit(1);
      BackgroundScheduler scheduler = engines.build(bench.store, b -> b.tasks(task));
      for (String id : List.of("one", "two")) {
        scheduler.addJob(task, engines.due, o -> o.id(id).timeout(LIMIT).retry(RetryPolicy.NONE));
      }
      scheduler.start();

      engines.pass(WHILE);

      assertThat(engines.begun).as("one after the other").hasSize(2);
      assertThat(engines.begun.get(1).nanos() - engines.begun.get(0).nanos())
          .isGreaterThanOrEqualTo(LIMIT.toNanos());
      assertThat(engines.begun).allSatisfy(run -> assertThat(run.work()).isCancelled());
      assertThat(bench.ended())
          .hasSize(2)
          .allSatisfy(
              row -> {
                assertThat(row.state()).isEqualTo(ExecutionState.DEAD);
                assertThat(row.error()).contains(TimeoutException.class.getName());
              })
          .extracting(row -> row.id().jobId())
          .containsExactlyInAnyOrder("one", "two");
      assertThat(bench.live()).isEmpty();
    }
  }

  @Test
  default void V2_timeLimit_withAttemptsLeft_schedulesTheNextAsThePolicySays(Bench bench) {
    bench.needs(StoreCapability.MOVABLE_CLOCK);
    try (Engines engines = new Engines(bench)) {
      Task<Void> task = engines.endless(TASK);
      BackgroundScheduler scheduler = engines.build(bench.store, b -> b.tasks(task));
      RetryPolicy twice = RetryPolicy.attempts(2).withDelays(LATER, LATER);
      scheduler.addJob(task, engines.due, o -> o.id("j").timeout(LIMIT).retry(twice));
      scheduler.start();
      Instant before = bench.now();

      engines.pass(WHILE);

      ExecutionRecord waiting = bench.only("j");
      assertThat(waiting.state()).isEqualTo(ExecutionState.SCHEDULED);
      assertThat(waiting.attempt()).isEqualTo(2);
      assertThat(waiting.dueTime()).isBetween(before, bench.now().plus(LATER));
      assertThat(bench.ended()).isEmpty();
      assertThat(engines.begun).hasSize(1);

      bench.pass(LATER);
      engines.pass(WHILE);

      assertThat(engines.begun).hasSize(2);
      assertThat(bench.ended())
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.state()).isEqualTo(ExecutionState.DEAD);
                assertThat(row.attempt()).isEqualTo(2);
                assertThat(row.error()).contains(TimeoutException.class.getName());
              });
    }
  }

  @Test
  default void V3_rateLimitOfATask_isKeptAndLosesNothing(Bench bench) {
    try (Engines engines = new Engines(bench)) {
      Task<Void> task = engines.quick(TASK).withRateLimit(THREE_A_SECOND);
      BackgroundScheduler scheduler = engines.build(bench.store, b -> b.tasks(task));
      addMany(scheduler, engines, List.of(task));
      scheduler.start();

      engines.pass(WHILE);

      assertKept(engines, bench);
    }
  }

  @Test
  default void V4_rateLimitOfAnExecutor_isKeptAndLosesNothing(Bench bench) {
    try (Engines engines = new Engines(bench)) {
      List<Task<Void>> tasks = List.of(engines.quick(TASK), engines.quick("fax"));
      BackgroundScheduler scheduler =
          engines.build(
              bench.store,
              b -> b.tasks(tasks.get(0), tasks.get(1)).rateLimit("default", THREE_A_SECOND));
      addMany(scheduler, engines, tasks);
      scheduler.start();

      engines.pass(WHILE);

      assertKept(engines, bench);
    }
  }

  @Test
  default void V5_cancel_fromAnotherNode_stopsTheRunForGood(Bench bench) {
    try (Engines engines = new Engines(bench)) {
      Task<Void> task = engines.endless(TASK);
      BackgroundScheduler owner = engines.build(bench.store, b -> b.tasks(task));
      owner.addJob(task, engines.due, o -> o.id("j"));
      owner.start();
      engines.pass(LIMIT);
      assertThat(engines.begun).hasSize(1);
      ExecutionContext run = engines.begun.get(0).context();
      BackgroundScheduler other = engines.build(bench.another(), b -> b.tasks(task));
      other.start();

      assertThat(other.cancel(run.executionId())).isEqualTo(CancelStatus.REQUESTED);
      engines.pass(WHILE);

      assertThat(run.isCancelled()).isTrue();
      assertThat(engines.begun).hasSize(1);
      assertThat(bench.endedStates()).containsExactly(ExecutionState.CANCELLED);
      assertThat(bench.live()).isEmpty();
    }
  }

  @Test
  default void V6_cancel_fromAnotherNode_ofAWaitingRun_keepsItFromStarting(Bench bench) {
    try (Engines engines = new Engines(bench)) {
      Task<Void> task = engines.quick(TASK);
      BackgroundScheduler first = engines.build(bench.store, b -> b.tasks(task));
      BackgroundScheduler other = engines.build(bench.another(), b -> b.tasks(task));
      first.startPaused();
      other.startPaused();
      first.addJob(task, ManualTrigger.instance(), o -> o.id("j"));
      ExecutionId run = first.trigger("j").orElseThrow();

      assertThat(other.cancel(run)).isEqualTo(CancelStatus.CANCELLED);
      first.resume();
      other.resume();
      engines.pass(WHILE);

      assertThat(engines.begun).isEmpty();
      assertThat(bench.endedStates()).containsExactly(ExecutionState.CANCELLED);
      assertThat(bench.live()).isEmpty();
    }
  }

  private static void addMany(
      BackgroundScheduler scheduler, Engines engines, List<Task<Void>> tasks) {
    for (int i = 0; i < 12; i++) {
      String id = "j" + i;
      scheduler.addJob(tasks.get(i % tasks.size()), engines.due, o -> o.id(id));
    }
  }

  /** Three may start at once after a rest, and another with each third of a second. */
  private static void assertKept(Engines engines, Bench bench) {
    List<Long> starts = engines.begun.stream().map(Engines.Begun::nanos).toList();
    for (int from = 0; from < starts.size(); from++) {
      for (int to = from; to < starts.size(); to++) {
        long span = starts.get(to) - starts.get(from);
        long tokens = 3 + span * 3 / Duration.ofSeconds(1).toNanos();
        assertThat((long) (to - from + 1))
            .as("starts within %s ns of %s", span, starts)
            .isLessThanOrEqualTo(tokens);
      }
    }
    assertThat(bench.ended())
        .extracting(EndedExecution::state)
        .isEqualTo(Collections.nCopies(12, ExecutionState.SUCCEEDED));
    assertThat(engines.begun)
        .extracting(run -> run.context().executionId())
        .hasSize(12)
        .doesNotHaveDuplicates();
    assertThat(bench.live()).isEmpty();
  }
}
