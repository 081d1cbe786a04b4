package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.ExecutionEvent.CancelRequested.Reason;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A run is cancelled by its id, wherever it is on its way. */
class CancelTests {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final EngineFixture fixture = new EngineFixture();
  private final List<ExecutionContext> runs = new ArrayList<>();
  private final CompletableFuture<Void> work = new CompletableFuture<>();
  private final Task<String> task =
      Task.async(
          "work",
          String.class,
          (text, context) -> {
            runs.add(context);
            return work;
          });
  private final Task<String> stubborn =
      Task.async(
          "stubborn",
          String.class,
          (text, context) -> {
            runs.add(context);
            return work.minimalCompletionStage();
          });

  private ExecutionId onlyRun(Scheduler scheduler) {
    return scheduler.liveExecutions(10).get(0).id();
  }

  private List<ExecutionState> states() {
    return fixture.ended().stream().map(EndedExecution::state).toList();
  }

  @Test
  void cancel_runningRun_endsItAtOnceAsCancelled() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(task, "x", DateTrigger.now());
    fixture.advance(SECOND);

    CancelStatus status = scheduler.cancel(onlyRun(scheduler));
    fixture.advance(Duration.ZERO);

    assertThat(status).isEqualTo(CancelStatus.REQUESTED);
    assertThat(runs.get(0).isCancelled()).isTrue();
    assertThat(work).isCancelled();
    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
    assertThat(fixture.events(ExecutionEvent.CancelRequested.class))
        .extracting(ExecutionEvent.CancelRequested::reason)
        .containsExactly(Reason.REQUEST);
    assertThat(fixture.events(ExecutionEvent.Cancelled.class)).hasSize(1);
  }

  @Test
  void cancel_blockingRun_interruptsItsThread() {
    BackgroundScheduler scheduler = fixture.started();
    List<Boolean> interrupted = new ArrayList<>();
    scheduler.addJob(
        context -> {
          scheduler.cancel(context.executionId());
          interrupted.add(Thread.currentThread().isInterrupted());
          context.checkLease();
        },
        DateTrigger.now());

    fixture.advance(SECOND);

    assertThat(interrupted).containsExactly(true);
    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void cancel_runThatFailsByItself_isNotTriedAgain() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        context -> {
          runs.add(context);
          scheduler.cancel(context.executionId());
          throw new IllegalStateException("its own");
        },
        DateTrigger.now());

    fixture.advance(Duration.ofHours(10));

    assertThat(runs).hasSize(1);
    assertThat(fixture.ended().get(0).error()).contains("its own");
    assertThat(fixture.events(ExecutionEvent.Dead.class)).hasSize(1);
  }

  @Test
  void cancel_runThatReturnsNormally_hasSucceeded() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(context -> scheduler.cancel(context.executionId()), DateTrigger.now());

    fixture.advance(SECOND);

    assertThat(states()).containsExactly(ExecutionState.SUCCEEDED);
  }

  @Test
  void cancel_stubbornRun_isAbandonedAfterTheGraceTime() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(stubborn, "x", DateTrigger.now());
    fixture.advance(SECOND);

    scheduler.cancel(onlyRun(scheduler));
    fixture.advance(GRACE.minusMillis(1));
    assertThat(states()).isEmpty();
    fixture.advance(Duration.ofMillis(1));

    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
    assertThat(fixture.events(ExecutionEvent.Abandoned.class))
        .extracting(ExecutionEvent.Abandoned::reason)
        .containsExactly(Reason.REQUEST);
    work.completeExceptionally(new IllegalStateException("late"));
    assertThat(fixture.events(ExecutionEvent.LateReturn.class))
        .singleElement()
        .satisfies(event -> assertThat(event.error()).hasMessage("late"));
    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
  }

  @Test
  void cancel_runThatWaitsForAThread_neverStarts() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler scheduler = fixture.scheduler(builder -> builder.executor("default", held));
    scheduler.start();
    scheduler.addJob(task, "x", DateTrigger.now());
    fixture.advance(SECOND);
    assertThat(held.size()).isEqualTo(1);

    CancelStatus status = scheduler.cancel(onlyRun(scheduler));
    held.runAll();

    assertThat(status).isEqualTo(CancelStatus.REQUESTED);
    assertThat(runs).isEmpty();
    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
  }

  @Test
  void cancel_runThatWaitsForARetry_isCancelledInTheStore() {
    BackgroundScheduler scheduler = fixture.started();
    Duration hour = Duration.ofHours(1);
    scheduler.addJob(
        context -> {
          runs.add(context);
          throw new IllegalStateException("again");
        },
        DateTrigger.now(),
        o -> o.retry(RetryPolicy.DEFAULT.withDelays(hour, hour)));
    fixture.advance(SECOND);
    ExecutionId id = onlyRun(scheduler);

    CancelStatus status = scheduler.cancel(id);
    fixture.advance(Duration.ofHours(10));

    assertThat(status).isEqualTo(CancelStatus.CANCELLED);
    assertThat(runs).hasSize(1);
    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
    assertThat(fixture.events(ExecutionEvent.Cancelled.class))
        .singleElement()
        .satisfies(event -> assertThat(event.run().id()).isEqualTo(id));
    assertThat(scheduler.cancel(id)).isEqualTo(CancelStatus.NOT_FOUND);
  }

  @Test
  void cancel_runOfAnotherStore_isFound() {
    BackgroundScheduler scheduler =
        fixture.scheduler(
            builder -> builder.jobStore("other", MemoryJobStore.create(fixture.time)));
    scheduler.start();
    scheduler.addJob(task, "x", DateTrigger.now(), o -> o.store("other"));
    fixture.advance(SECOND);

    assertThat(scheduler.cancel(onlyRun(scheduler))).isEqualTo(CancelStatus.REQUESTED);
    assertThat(runs.get(0).isCancelled()).isTrue();
  }

  private BackgroundScheduler otherNode(JobStore store) {
    BackgroundScheduler other =
        BackgroundScheduler.builder()
            .time(fixture.time)
            .jobStore("default", store)
            .executor("default", DirectExecutor.create())
            .onlyTasks()
            .build();
    other.start();
    return other;
  }

  @Test
  void cancel_fromAnotherNode_reachesTheRunAtOnce() {
    BackgroundScheduler runner = fixture.started();
    BackgroundScheduler other = otherNode(fixture.memory);
    runner.addJob(task, "x", DateTrigger.now());
    fixture.advance(SECOND);

    CancelStatus status = other.cancel(onlyRun(other));
    fixture.advance(Duration.ZERO);

    assertThat(status).isEqualTo(CancelStatus.REQUESTED);
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).isCancelled()).isTrue();
    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
  }

  @Test
  void cancel_fromAnotherNodeWhoseHintIsLost_reachesTheRunWithinSeconds() {
    TappedStore tapped = new TappedStore(fixture.memory);
    tapped.on("hints", (arguments, real) -> (Hints) listener -> () -> {});
    fixture.store = tapped.store();
    BackgroundScheduler runner = fixture.started();
    BackgroundScheduler other = otherNode(fixture.memory);
    runner.addJob(task, "x", DateTrigger.now());
    fixture.advance(Duration.ofSeconds(8));

    other.cancel(onlyRun(other));
    fixture.advance(Duration.ZERO);
    assertThat(runs.get(0).isCancelled()).isFalse();
    fixture.advance(Duration.ofSeconds(8));

    assertThat(runs).hasSize(1);
    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
  }

  @Test
  void cancel_fromAnotherNodeOfARunThatWaitsForAThread_tellsThatItIsCancelled() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler runner = fixture.scheduler(builder -> builder.executor("default", held));
    runner.start();
    BackgroundScheduler other = otherNode(fixture.memory);
    runner.addJob(task, "x", DateTrigger.now());
    fixture.advance(SECOND);

    other.cancel(onlyRun(other));
    fixture.advance(Duration.ZERO);
    held.runAll();

    assertThat(runs).isEmpty();
    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
    assertThat(fixture.events(ExecutionEvent.Cancelled.class)).hasSize(1);
  }

  @Test
  void pause_onAnotherNode_keepsWhatWaitsForAThreadFromStarting() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler runner = fixture.scheduler(builder -> builder.executor("default", held));
    runner.start();
    BackgroundScheduler other = otherNode(fixture.memory);
    runner.addJob(task, "x", IntervalTrigger.every(SECOND), o -> o.id("job"));
    runner.addJob(task, "y", DateTrigger.now(), o -> o.id("neighbour"));
    fixture.advance(SECOND);
    assertThat(held.size()).isEqualTo(2);

    other.pauseJob("job");
    fixture.advance(Duration.ZERO);
    held.runAll();

    assertThat(runs).extracting(ExecutionContext::jobId).containsExactly("neighbour");
    other.resumeJob("job");
    fixture.advance(Duration.ZERO);
    held.runAll();
    assertThat(runs).extracting(ExecutionContext::jobId).containsExactly("neighbour", "job");
  }

  @Test
  void remove_onAnotherNode_keepsWhatWaitsForAThreadFromStarting() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler runner = fixture.scheduler(builder -> builder.executor("default", held));
    runner.start();
    BackgroundScheduler other = otherNode(fixture.memory);
    runner.addJob(task, "x", IntervalTrigger.every(SECOND), o -> o.id("job"));
    fixture.advance(SECOND);
    assertThat(held.size()).isEqualTo(1);

    other.removeJob("job");
    fixture.advance(Duration.ZERO);
    held.runAll();

    assertThat(runs).isEmpty();
    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
  }

  @Test
  void wordOfACancellation_renewsNoLeaseOfOtherJobsAndKeepsThePaceOfRenewal() {
    List<List<String>> renewals = new ArrayList<>();
    TappedStore tapped = new TappedStore(fixture.memory);
    fixture.store = tapped.store();
    BackgroundScheduler runner = fixture.started();
    BackgroundScheduler user = otherNode(fixture.memory);
    runner.addJob(task, "x", DateTrigger.now(), o -> o.id("job"));
    Task<String> other = Task.async("other", String.class, (x, y) -> new CompletableFuture<>());
    runner.addJob(other, "x", DateTrigger.now(), o -> o.id("long"));
    fixture.advance(Duration.ofSeconds(19));
    tapped.on(
        "renew",
        (arguments, real) -> {
          List<LeaseRef> leases =
              ((List<?>) arguments[2]).stream().map(LeaseRef.class::cast).toList();
          renewals.add(leases.stream().map(lease -> lease.id().jobId()).sorted().toList());
          return real.call(arguments);
        });

    user.cancel(fixture.memory.history().live("job", null, 1).items().get(0).id());
    fixture.advance(Duration.ofSeconds(2));

    assertThat(renewals).containsExactly(List.of("job"), List.of("long"));
    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
  }

  @Test
  void cancel_afterTheShutdown_isRefused() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.shutdown();

    assertThatThrownBy(() -> scheduler.cancel(ExecutionId.ofRequest("a", 1, "r")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TERMINATED");
  }

  @Test
  void overlapThatCancelsTheRunningOne_doesSoAtOnce() {
    BackgroundScheduler scheduler = fixture.started();
    List<CompletableFuture<Void>> works = new ArrayList<>();
    Task<String> each =
        Task.async(
            "each",
            String.class,
            (text, context) -> {
              CompletableFuture<Void> one = new CompletableFuture<>();
              works.add(one);
              return one;
            });
    scheduler.addJob(
        each, "x", IntervalTrigger.every(SECOND), o -> o.overflow(Overflow.CANCEL_RUNNING));

    fixture.advance(Duration.ofMillis(3_500));

    assertThat(works).hasSize(3);
    assertThat(works.get(0)).isCancelled();
    assertThat(works.get(1)).isCancelled();
    assertThat(works.get(2)).isNotDone();
    assertThat(states()).containsOnly(ExecutionState.CANCELLED).hasSize(2);
  }

  @Test
  void runNow_withAnOverlapThatCancels_takesThePlaceOfTheRunningOneAtOnce() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        task,
        "x",
        IntervalTrigger.every(Duration.ofMinutes(1)),
        o -> o.id("job").overflow(Overflow.CANCEL_RUNNING));
    scheduler.trigger("job");
    fixture.advance(SECOND);

    Optional<ExecutionId> second = scheduler.trigger("job");
    fixture.advance(Duration.ZERO);

    assertThat(second).isPresent();
    assertThat(runs).hasSize(2);
    assertThat(states()).contains(ExecutionState.CANCELLED);
  }

  @Test
  void runNow_beyondTheLimit_isToldAsMissed() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(task, "x", IntervalTrigger.every(Duration.ofMinutes(1)), o -> o.id("job"));
    scheduler.trigger("job");
    fixture.advance(SECOND);

    assertThat(scheduler.trigger("job")).isEmpty();

    assertThat(fixture.events(ExecutionEvent.Missed.class))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.reason()).isEqualTo(MissedRange.Reason.MAX_INSTANCES);
              assertThat(event.run().task()).isEqualTo("work");
            });
    assertThat(runs).hasSize(1);
  }

  @Test
  void runStoppedByAShutdown_isGivenBackToRunAgain() {
    BackgroundScheduler first = fixture.started();
    first.addJob(
        context -> {
          runs.add(context);
          if (runs.size() == 1) {
            first.shutdownNow();
            throw new CancellationException("asked to stop");
          }
        },
        DateTrigger.now());
    fixture.advance(SECOND);

    assertThat(runs).hasSize(1);
    assertThat(states()).isEmpty();
    assertThat(fixture.memory.history().live(null, null, 10).items())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.state()).isEqualTo(ExecutionState.SCHEDULED);
              assertThat(row.attempt()).isEqualTo(1);
            });
    assertThat(fixture.events(ExecutionEvent.Released.class)).hasSize(1);
  }

  @Test
  void runOfAtMostOnceStoppedByAShutdown_isNotRunAgain() {
    BackgroundScheduler first = fixture.started();
    first.addJob(
        context -> {
          first.shutdownNow();
          throw new InterruptedException();
        },
        DateTrigger.now(),
        o -> o.guarantee(Guarantee.AT_MOST_ONCE));
    fixture.advance(SECOND);

    assertThat(states()).containsExactly(ExecutionState.CANCELLED);
  }
}
