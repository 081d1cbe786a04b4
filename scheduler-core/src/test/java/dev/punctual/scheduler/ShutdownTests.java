package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.punctual.scheduler.event.LifecycleEvent;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The four forms of shutdown, in virtual time. */
class ShutdownTests {

  private final EngineFixture fixture = new EngineFixture();
  private final List<ExecutionContext> runs = new ArrayList<>();
  private final Task<String> slow =
      Task.async(
          "slow",
          String.class,
          (text, context) -> {
            runs.add(context);
            return fixture.completeAfter(Duration.ofSeconds(20));
          });

  private BackgroundScheduler withARunningJob() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(slow, "x", DateTrigger.now());
    scheduler.addJob(context -> runs.add(context), IntervalTrigger.every(Duration.ofSeconds(7)));
    fixture.advance(Duration.ofSeconds(1));
    assertThat(runs).hasSize(1);
    return scheduler;
  }

  @Test
  void shutdown_pastItsLimit_recordsRunsThatEndSoonAfterThat() {
    fixture.store = DurableStore.over(fixture.memory); // which gathers outcomes
    Task<Void> late =
        Task.async(
            "late", Void.class, (none, context) -> fixture.completeAfter(Duration.ofSeconds(20)));
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(late, DateTrigger.now());
    fixture.advance(Duration.ofSeconds(1));

    ShutdownReport report = scheduler.shutdown(Duration.ofMillis(18_800));

    assertThat(report).isEqualTo(new ShutdownReport(true, List.of()));
    assertThat(fixture.ended())
        .extracting(EndedExecution::state)
        .containsExactly(ExecutionState.SUCCEEDED);
  }

  @Test
  void shutdown_waitsForRunningJobsAndStartsNothingMore() {
    BackgroundScheduler scheduler = withARunningJob();

    ShutdownReport report = scheduler.shutdown();

    assertThat(report.terminated()).isTrue();
    assertThat(report.running()).isEmpty();
    assertThat(runs).hasSize(1);
    assertThat(fixture.time.instant())
        .isBetween(EngineFixture.START.plusSeconds(20), EngineFixture.START.plusSeconds(21));
    assertThat(fixture.ended()).hasSize(1);
    assertThat(scheduler.isRunning()).isFalse();
  }

  @Test
  void shutdown_withALimit_interruptsAndReportsWhatIsLeft() {
    BackgroundScheduler scheduler = withARunningJob();
    Instant before = fixture.time.instant();

    ShutdownReport report = scheduler.shutdown(Duration.ofSeconds(5));

    assertThat(report.terminated()).isTrue();
    assertThat(report.running()).hasSize(1);
    assertThat(runs.get(0).isCancelled()).isTrue();
    assertThat(Duration.between(before, fixture.time.instant()))
        .isLessThanOrEqualTo(Duration.ofSeconds(6));
    assertThat(fixture.events(LifecycleEvent.Shutdown.class))
        .extracting(LifecycleEvent.Shutdown::abandoned)
        .containsExactly(1);
  }

  @Test
  void shutdown_withZero_returnsAtOnceAndLetsRunningJobsEnd() {
    BackgroundScheduler scheduler = withARunningJob();
    Instant before = fixture.time.instant();

    ShutdownReport report = scheduler.shutdown(Duration.ZERO);

    assertThat(report.terminated()).isFalse();
    assertThat(report.running()).hasSize(1);
    assertThat(fixture.time.instant()).isEqualTo(before);
    fixture.advance(Duration.ofSeconds(30));
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).isCancelled()).isFalse();
    assertThat(scheduler.state()).isEqualTo(SchedulerState.TERMINATED);
    assertThat(fixture.ended()).hasSize(1);
  }

  @Test
  void shutdownNow_asksRunningJobsToStopAndReturnsAtOnce() {
    BackgroundScheduler scheduler = withARunningJob();
    Instant before = fixture.time.instant();

    ShutdownReport report = scheduler.shutdownNow();

    assertThat(report.running()).hasSize(1);
    assertThat(runs.get(0).isCancelled()).isTrue();
    assertThat(fixture.time.instant()).isEqualTo(before);
  }

  @Test
  void shutdown_fromInsideAJob_doesNotWaitForItself() {
    BackgroundScheduler scheduler = fixture.started();
    List<ShutdownReport> reports = new ArrayList<>();
    scheduler.addJob(() -> reports.add(scheduler.shutdown()), DateTrigger.now());

    fixture.advance(Duration.ofSeconds(5));

    assertThat(reports).hasSize(1);
    assertThat(scheduler.state()).isEqualTo(SchedulerState.TERMINATED);
    assertThat(fixture.ended()).hasSize(1);
  }

  @Test
  void shutdown_fromAListener_ends() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.subscribe(
        dev.punctual.scheduler.event.ExecutionEvent.Succeeded.class, event -> scheduler.shutdown());
    scheduler.addJob(() -> {}, IntervalTrigger.every(Duration.ofSeconds(1)));

    fixture.advance(Duration.ofSeconds(5));

    assertThat(scheduler.state()).isEqualTo(SchedulerState.TERMINATED);
    assertThat(fixture.ended()).hasSize(1);
  }

  @Test
  void shutdown_twice_isTheSameAsOnce() {
    BackgroundScheduler scheduler = withARunningJob();

    scheduler.shutdown();
    ShutdownReport second = scheduler.shutdown();

    assertThat(second.terminated()).isTrue();
    assertThat(fixture.events(LifecycleEvent.Shutdown.class)).hasSize(1);
  }

  @Test
  void shutdown_withoutAStart_ends() {
    BackgroundScheduler scheduler = fixture.scheduler();

    assertThat(scheduler.shutdown().terminated()).isTrue();
  }

  static Stream<Arguments> forms() {
    return Stream.of(
        arguments(named("waiting", (Consumer<Scheduler>) Scheduler::shutdown)),
        arguments(named("limited", (Consumer<Scheduler>) s -> s.shutdown(Duration.ofSeconds(30)))),
        arguments(named("zero", (Consumer<Scheduler>) s -> s.shutdown(Duration.ZERO))),
        arguments(named("now", (Consumer<Scheduler>) Scheduler::shutdownNow)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void shutdown_whileTheStoreIsDown_endsWithinItsBound(Consumer<Scheduler> form) {
    FaultyStore faulty = new FaultyStore(fixture.memory, 1, FaultyStore.When.BEFORE);
    fixture.store = faulty.store();
    BackgroundScheduler scheduler = fixture.started();
    CompletableFuture<Void> done = new CompletableFuture<>();
    Task<String> task = Task.async("t", String.class, (text, context) -> done);
    scheduler.addJob(task, "x", DateTrigger.now());
    fixture.advance(Duration.ofSeconds(1));
    faulty.begin();
    done.complete(null);

    form.accept(scheduler);
    fixture.time.advanceUntil(scheduler.engine().terminated(), Duration.ofSeconds(15));

    assertThat(scheduler.state()).isEqualTo(SchedulerState.TERMINATED);
    assertThat(fixture.time.instant()).isBeforeOrEqualTo(EngineFixture.START.plusSeconds(16));
  }

  @Test
  void shutdown_whoseStoreComesBack_leavesNoExecutionClaimed() {
    FaultyStore faulty = new FaultyStore(fixture.memory, 1, FaultyStore.When.BEFORE);
    fixture.store = faulty.store();
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler scheduler = fixture.scheduler(builder -> builder.executor("default", held));
    scheduler.start();
    scheduler.addJob(() -> {}, DateTrigger.now());
    fixture.advance(Duration.ofSeconds(1));
    assertThat(claimed()).isEqualTo(1);
    faulty.begin();

    scheduler.shutdown(Duration.ZERO);
    fixture.advance(Duration.ofSeconds(3));
    assertThat(claimed()).isEqualTo(1);
    faulty.end();
    fixture.advance(Duration.ofSeconds(8));

    assertThat(claimed()).isZero();
    assertThat(scheduler.state()).isEqualTo(SchedulerState.TERMINATED);
  }

  @Test
  void shutdown_whileWhatTheStoreHoldsIsLookedUp_waitsUntilItIsGivenBack() {
    List<FaultyStore> faulty = new ArrayList<>();
    List<SchedulerState> meanwhile = new ArrayList<>();
    List<BackgroundScheduler> scheduler = new ArrayList<>();
    JobStore lookedUp =
        FaultyStore.interrupting(
            fixture.memory,
            "claimsOf",
            () -> {
              faulty.get(0).begin();
              letOthersWork();
              meanwhile.add(scheduler.get(0).state());
            });
    faulty.add(new FaultyStore(lookedUp, 1, FaultyStore.When.BEFORE));
    fixture.store = faulty.get(0).store();
    HeldExecutor held = new HeldExecutor();
    scheduler.add(fixture.scheduler(builder -> builder.executor("default", held)));
    scheduler.get(0).start();
    scheduler.get(0).addJob(() -> {}, DateTrigger.now());
    fixture.advance(Duration.ofSeconds(1));
    faulty.get(0).begin();
    scheduler.get(0).shutdown(Duration.ZERO);
    fixture.advance(Duration.ofMillis(1));

    faulty.get(0).end();
    fixture.advance(Duration.ofSeconds(2));
    faulty.get(0).end();
    fixture.advance(Duration.ofSeconds(7));

    assertThat(meanwhile).containsExactly(SchedulerState.STOPPING);
    assertThat(claimed()).isZero();
    assertThat(scheduler.get(0).state()).isEqualTo(SchedulerState.TERMINATED);
  }

  /** From inside a step: the steps of other loops that are due within a second. */
  private void letOthersWork() {
    try {
      assertThat(fixture.time.await(new CompletableFuture<>(), Duration.ofSeconds(1))).isFalse();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private long claimed() {
    return fixture.memory.history().live(null, null, 10).items().stream()
        .filter(row -> row.state() == ExecutionState.CLAIMED)
        .count();
  }

  @Test
  void afterShutdown_addingAndStartingAreRefused() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.shutdown();

    assertThatThrownBy(() -> scheduler.addJob(() -> {}, DateTrigger.now()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TERMINATED");
    assertThatThrownBy(scheduler::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("once");
  }

  @Test
  void shutdown_whileAClaimIsOnItsWay_givesItBackInsteadOfMissingIt() {
    BackgroundScheduler[] scheduler = new BackgroundScheduler[1];
    fixture.store =
        FaultyStore.interrupting(
            fixture.memory,
            "claimDue",
            () -> {
              scheduler[0].shutdown(Duration.ZERO);
              fixture.advance(Duration.ofSeconds(11));
            });
    scheduler[0] = fixture.started();
    Job job = scheduler[0].addJob(runs::add, IntervalTrigger.every(Duration.ofDays(1)));
    fixture.memory.queue().submit(job.id(), "by-hand");

    fixture.advance(Duration.ofSeconds(30));

    assertThat(scheduler[0].state()).isEqualTo(SchedulerState.TERMINATED);
    assertThat(runs).isEmpty();
    assertThat(fixture.memory.history().live(job.id(), null, 10).items())
        .singleElement()
        .extracting(ExecutionRecord::state)
        .isEqualTo(ExecutionState.SCHEDULED);
  }
}
