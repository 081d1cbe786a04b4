package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.SchedulerHealth.LoopHealth;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.ExecutionEvent.CancelRequested.Reason;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A run that takes longer than its limit is asked to stop, and given up if it does not. */
class TimeoutTests {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final EngineFixture fixture = new EngineFixture();
  private final CompletableFuture<Void> work = new CompletableFuture<>();
  private final List<Boolean> flags = new ArrayList<>();

  private Job addAsync(BackgroundScheduler scheduler, CompletionStage<?> stage) {
    Task<String> task = Task.async("async", String.class, (text, context) -> stage);
    return scheduler.addJob(
        task, "x", DateTrigger.now(), o -> o.timeout(LIMIT).retry(RetryPolicy.NONE));
  }

  private List<Class<?>> kinds() {
    return fixture.events(ExecutionEvent.class).stream()
        .<Class<?>>map(SchedulerEvent::getClass)
        .toList();
  }

  @Test
  void runWithinItsLimit_isNotDisturbed() {
    BackgroundScheduler scheduler = fixture.started();
    addAsync(scheduler, fixture.completeAfter(LIMIT.minusMillis(1)));

    fixture.advance(Duration.ofMinutes(1));

    assertThat(kinds())
        .containsExactly(
            ExecutionEvent.Submitted.class,
            ExecutionEvent.Started.class,
            ExecutionEvent.Succeeded.class);
  }

  @Test
  void asyncRun_atItsLimit_hasItsFutureCancelledAndFails() {
    BackgroundScheduler scheduler = fixture.started();
    addAsync(scheduler, work);

    fixture.advance(LIMIT.minusMillis(1));
    assertThat(work).isNotDone();
    fixture.advance(Duration.ofMillis(1));

    assertThat(work).isCancelled();
    assertThat(kinds())
        .containsExactly(
            ExecutionEvent.Submitted.class,
            ExecutionEvent.Started.class,
            ExecutionEvent.CancelRequested.class,
            ExecutionEvent.Failed.class,
            ExecutionEvent.Dead.class);
    assertThat(fixture.events(ExecutionEvent.CancelRequested.class).get(0).reason())
        .isEqualTo(Reason.TIMEOUT);
    assertThat(fixture.events(ExecutionEvent.Failed.class).get(0).error())
        .isInstanceOf(TimeoutException.class)
        .hasMessage("timed out after PT10S");
    assertThat(fixture.ended().get(0).error()).contains("timed out after PT10S");
  }

  @Test
  void stubbornAsyncRun_isAbandonedAfterTheGraceTime_andItsLateEndChangesNothing() {
    BackgroundScheduler scheduler = fixture.started();
    addAsync(scheduler, work.minimalCompletionStage());

    fixture.advance(LIMIT.plus(GRACE).minusMillis(1));
    assertThat(fixture.ended()).isEmpty();
    fixture.advance(Duration.ofMillis(1));

    assertThat(kinds())
        .endsWith(
            ExecutionEvent.CancelRequested.class,
            ExecutionEvent.Abandoned.class,
            ExecutionEvent.Failed.class,
            ExecutionEvent.Dead.class);
    assertThat(scheduler.health().abandoned())
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.keepsSlot()).isFalse();
              assertThat(run.since()).isEqualTo(EngineFixture.START.plus(LIMIT).plus(GRACE));
            });
    assertThat(scheduler.health().isHealthy()).isTrue();
    List<EndedExecution> ended = fixture.ended();
    work.complete(null);
    fixture.advance(Duration.ofMinutes(1));

    assertThat(fixture.ended()).isEqualTo(ended);
    assertThat(ended).extracting(EndedExecution::state).containsExactly(ExecutionState.DEAD);
    assertThat(fixture.events(ExecutionEvent.LateReturn.class)).hasSize(1);
    assertThat(fixture.events(ExecutionEvent.Succeeded.class)).isEmpty();
    assertThat(scheduler.health().abandoned()).isEmpty();
  }

  @Test
  void timedOutRun_isTriedAgain() {
    BackgroundScheduler scheduler = fixture.started();
    List<Integer> attempts = new ArrayList<>();
    Task<String> task =
        Task.async(
            "async",
            String.class,
            (text, context) -> {
              attempts.add(context.attempt());
              return context.attempt() < 3 ? new CompletableFuture<>() : null;
            });
    scheduler.addJob(task, "x", DateTrigger.now(), o -> o.timeout(LIMIT));

    fixture.advance(Duration.ofMinutes(5));

    assertThat(attempts).containsExactly(1, 2, 3);
    assertThat(fixture.ended())
        .extracting(EndedExecution::state)
        .containsExactly(ExecutionState.SUCCEEDED);
  }

  @Test
  void blockingRun_isInterruptedAndSeesItsFlag() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler scheduler = startedWith(held);
    scheduler.addJob(
        context -> {
          fixture.advance(LIMIT);
          flags.add(context.isCancelled());
          if (Thread.interrupted()) {
            throw new IllegalStateException("wrapped", new InterruptedException());
          }
        },
        DateTrigger.now(),
        o -> o.executor("held").timeout(LIMIT).retry(RetryPolicy.NONE));

    fixture.advance(Duration.ZERO);
    held.runAll();

    assertThat(flags).containsExactly(true);
    assertThat(fixture.ended().get(0).error())
        .startsWith("java.util.concurrent.TimeoutException: timed out after PT10S")
        .contains("Caused by: java.lang.IllegalStateException: wrapped");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void runThatReturnsNormallyAfterItsLimit_hasSucceeded() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler scheduler = startedWith(held);
    scheduler.addJob(
        context -> fixture.advance(LIMIT.plusSeconds(1)),
        DateTrigger.now(),
        o -> o.executor("held").timeout(LIMIT));

    fixture.advance(Duration.ZERO);
    held.runAll();

    assertThat(fixture.ended())
        .extracting(EndedExecution::state)
        .containsExactly(ExecutionState.SUCCEEDED);
  }

  @Test
  void runThatFailsByItselfAfterItsLimit_failsWithItsOwnError() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler scheduler = startedWith(held);
    scheduler.addJob(
        context -> {
          fixture.advance(LIMIT.plusSeconds(1));
          throw new IllegalStateException("its own");
        },
        DateTrigger.now(),
        o -> o.executor("held").timeout(LIMIT).retry(RetryPolicy.NONE));

    fixture.advance(Duration.ZERO);
    held.runAll();

    assertThat(fixture.ended().get(0).error()).contains("its own").doesNotContain("timed out");
  }

  @Test
  void stubbornRunInTheCallersThread_isAbandonedAndItsSlotIsToldToBeLost() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler scheduler = startedWith(held);
    List<SchedulerHealth> health = new ArrayList<>();
    scheduler.addJob(
        context -> {
          fixture.advance(LIMIT.plus(GRACE).plusSeconds(1));
          health.add(scheduler.health());
        },
        DateTrigger.now(),
        o -> o.executor("held").timeout(LIMIT).retry(RetryPolicy.NONE));

    fixture.advance(Duration.ZERO);
    held.runAll();

    assertThat(fixture.ended())
        .extracting(EndedExecution::state)
        .containsExactly(ExecutionState.DEAD);
    assertThat(fixture.ended().get(0).error())
        .startsWith("java.util.concurrent.TimeoutException: timed out after PT10S")
        .contains("TimeoutTests");
    assertThat(fixture.events(TroubleEvent.SlotLost.class)).hasSize(1);
    assertThat(health.get(0).isHealthy()).isFalse();
    assertThat(scheduler.health().isHealthy()).isTrue();
    assertThat(fixture.events(ExecutionEvent.LateReturn.class)).hasSize(1);
  }

  /** Runs of the executor {@code held} begin outside the steps of time, so they may move it. */
  private BackgroundScheduler startedWith(HeldExecutor held) {
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.executor("held", held));
    scheduler.start();
    return scheduler;
  }

  @Test
  void runsWithoutALimit_needNoLoopForIt() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(() -> {}, IntervalTrigger.every(Duration.ofSeconds(1)));
    fixture.advance(Duration.ofSeconds(10));
    List<String> before = scheduler.health().loops().stream().map(LoopHealth::name).toList();

    scheduler.addJob(() -> {}, DateTrigger.now(), o -> o.timeout(LIMIT));
    fixture.advance(Duration.ofSeconds(1));

    assertThat(before).noneMatch(name -> name.endsWith("deadlines"));
    assertThat(scheduler.health().loops())
        .extracting(LoopHealth::name)
        .filteredOn(name -> name.endsWith("deadlines"))
        .hasSize(1);
  }

  @Test
  void deadlineLoop_sleepsWhileRunsStayWithinTheirLimits() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        () -> {}, IntervalTrigger.every(Duration.ofMillis(100)), o -> o.timeout(LIMIT));

    fixture.advance(Duration.ofSeconds(100));

    assertThat(fixture.ended()).hasSizeGreaterThanOrEqualTo(1_000);
    assertThat(scheduler.health().loops())
        .filteredOn(loop -> loop.name().endsWith("deadlines"))
        .singleElement()
        .satisfies(loop -> assertThat(loop.rounds()).isLessThan(30));
  }

  @Test
  void severalLimits_areEachKeptAtTheirOwnInstant() {
    BackgroundScheduler scheduler = fixture.started();
    List<Duration> ends = new ArrayList<>();
    for (int seconds : new int[] {30, 5, 20, 10}) {
      CompletableFuture<Void> one = new CompletableFuture<>();
      var unused = one.whenComplete((done, thrown) -> ends.add(elapsed()));
      Task<String> task = Task.async("t" + seconds, String.class, (text, context) -> one);
      Duration limit = Duration.ofSeconds(seconds);
      scheduler.addJob(task, "x", DateTrigger.now(), o -> o.timeout(limit).retry(RetryPolicy.NONE));
    }

    fixture.advance(Duration.ofMinutes(1));

    assertThat(ends).extracting(Duration::toSeconds).containsExactly(5L, 10L, 20L, 30L);
  }

  private Duration elapsed() {
    Instant now = fixture.time.instant();
    return Duration.between(EngineFixture.START, now);
  }

  @Test
  void limitThatIsNotPositive_isRefused() {
    BackgroundScheduler scheduler = fixture.scheduler();

    assertThatThrownBy(
            () -> scheduler.addJob(() -> {}, DateTrigger.now(), o -> o.timeout(Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }
}
