package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Waiting for runs, wherever they run. */
class AwaitTests {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG_ENOUGH_TO_GIVE_UP = Duration.ofHours(3);

  private final EngineFixture fixture = new EngineFixture();
  private final HeldExecutor held = new HeldExecutor();
  private final AtomicInteger looks = new AtomicInteger();

  /** A scheduler whose looks into the history are counted. */
  private BackgroundScheduler scheduler() {
    fixture.store = counting(fixture.memory);
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.executor("held", held));
    scheduler.start();
    return scheduler;
  }

  private JobStore counting(JobStore real) {
    History history =
        (History)
            Proxy.newProxyInstance(
                AwaitTests.class.getClassLoader(),
                new Class<?>[] {History.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("look")) {
                    looks.incrementAndGet();
                  }
                  return method.invoke(real.history(), arguments);
                });
    return (JobStore)
        Proxy.newProxyInstance(
            AwaitTests.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, arguments) ->
                method.getName().equals("history") ? history : method.invoke(real, arguments));
  }

  private static Task<Void> answering(String value) {
    return Task.returning("answer", Void.class, String.class, (nothing, context) -> value);
  }

  private ExecutionId waiting(BackgroundScheduler scheduler, String id) {
    Job job =
        scheduler.addJob(
            () -> {}, ManualTrigger.instance(), o -> o.id(id).executor("held").maxInstances(9));
    return job.runNow().orElseThrow();
  }

  private static CompletableFuture<EndedExecution> ended(
      BackgroundScheduler scheduler, ExecutionId id) {
    return scheduler.whenEnded(id).toCompletableFuture();
  }

  /** A node on the fixture's store that alone serves one queue. */
  private BackgroundScheduler nodeWith(String queue) {
    BackgroundScheduler node = fixture.scheduler(b -> b.executor(queue, DirectExecutor.create()));
    node.start();
    return node;
  }

  private static int waits(BackgroundScheduler scheduler) {
    return scheduler.engine().executions().waiting();
  }

  @Test
  void localEnd_isToldAtItsInstant() {
    BackgroundScheduler scheduler = scheduler();
    ExecutionId id = waiting(scheduler, "a");
    CompletableFuture<EndedExecution> ended = ended(scheduler, id);
    fixture.advance(Duration.ofMillis(61_234));
    assertThat(ended).isNotDone();

    held.runAll();
    fixture.time.runReady();

    assertThat(ended).isDone();
    assertThat(ended.join()).isEqualTo(scheduler.find(id).orElseThrow());
    assertThat(ended.join().state()).isEqualTo(ExecutionState.SUCCEEDED);
    assertThat(waits(scheduler)).isZero();
  }

  @Test
  void endOnAnotherNode_isToldWithinASecond() throws InterruptedException {
    BackgroundScheduler worker = nodeWith("work");
    BackgroundScheduler asking = nodeWith("nothing");
    Task<Void> slow =
        Task.returningAsync(
            "slow",
            Void.class,
            String.class,
            (nothing, context) ->
                fixture.completeAfter(Duration.ofSeconds(100)).thenApply(done -> "done"));
    ExecutionId id =
        worker
            .addJob(slow, ManualTrigger.instance(), o -> o.executor("work"))
            .runNow()
            .orElseThrow();

    RunResult<String> result = asking.await(id, String.class, Duration.ofHours(1));

    assertThat(result.value()).isEqualTo("done");
    assertThat(Duration.between(EngineFixture.START, fixture.time.instant()))
        .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(101));
  }

  @Test
  void polling_growsRareAndEndsWithTheLastWait() {
    BackgroundScheduler scheduler = scheduler();
    ExecutionId id = waiting(scheduler, "a");
    fixture.advance(Duration.ofMinutes(1));
    assertThat(looks).hasValue(0);

    CompletableFuture<EndedExecution> ended = ended(scheduler, id);
    fixture.advance(Duration.ofMinutes(1));
    assertThat(looks.get()).isBetween(60, 70);

    held.runAll();
    fixture.time.runReady();
    assertThat(ended).isDone();
    looks.set(0);
    fixture.advance(Duration.ofMinutes(1));
    assertThat(looks).hasValue(0);
  }

  @Test
  void manyWaits_areAskedForTogether() {
    BackgroundScheduler scheduler = scheduler();
    List<CompletableFuture<EndedExecution>> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      ExecutionId id = waiting(scheduler, "job-" + i);
      all.add(ended(scheduler, id));
      all.add(ended(scheduler, id));
    }
    looks.set(0);
    fixture.advance(Duration.ofMinutes(1));

    assertThat(looks.get()).isBetween(60, 70);
    assertThat(waits(scheduler)).isEqualTo(1_000);
    for (int i = 0; i < 10; i++) {
      held.runAll();
      fixture.advance(SECOND);
    }
    assertThat(all).allMatch(CompletableFuture::isDone);
    assertThat(waits(scheduler)).isZero();
  }

  @Test
  void await_thatTakesTooLong_isPendingAndLeavesNothingBehind() throws InterruptedException {
    BackgroundScheduler scheduler = scheduler();
    ExecutionId id = waiting(scheduler, "a");

    RunResult<String> result = scheduler.await(id, String.class, Duration.ofSeconds(7));

    assertThat(result).isEqualTo(new RunResult.Pending<>(id));
    assertThat(fixture.time.instant()).isEqualTo(EngineFixture.START.plusSeconds(7));
    assertThat(waits(scheduler)).isZero();
    assertThatThrownBy(result::value)
        .isInstanceOf(ResultUnavailableException.class)
        .hasMessageContaining("not ended");
    assertThat(scheduler.await(id, String.class, Duration.ZERO))
        .isEqualTo(new RunResult.Pending<>(id));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.await(id, String.class, Duration.ofSeconds(-1)))
        .withMessageContaining("PT-1S");
  }

  @Test
  void await_ofARunThatEndedBefore_answersAtOnce() throws InterruptedException {
    BackgroundScheduler scheduler = scheduler();
    ExecutionId id =
        scheduler.addJob(answering("x"), ManualTrigger.instance()).runNow().orElseThrow();
    fixture.time.runReady();

    assertThat(scheduler.await(id, String.class, Duration.ZERO).value()).isEqualTo("x");
    assertThat(ended(scheduler, id)).isDone();
    assertThat(waits(scheduler)).isZero();
  }

  @Test
  void await_fromInsideAJob_isAnsweredByAnotherNode() {
    BackgroundScheduler other = nodeWith("other");
    Job inner =
        other.addJob(answering("inner"), ManualTrigger.instance(), o -> o.executor("other"));
    BackgroundScheduler scheduler = nodeWith("own");
    List<String> answers = new ArrayList<>();
    Job outer =
        scheduler.addJob(
            () ->
                answers.add(
                    scheduler.await(inner.runNow().orElseThrow(), String.class, SECOND).value()),
            ManualTrigger.instance(),
            o -> o.executor("own"));
    outer.runNow();

    fixture.advance(Duration.ofSeconds(5));

    assertThat(answers).containsExactly("inner");
  }

  @Test
  void failure_isAnAnswer() throws InterruptedException {
    BackgroundScheduler scheduler = scheduler();
    Job job =
        scheduler.addJob(
            context -> {
              throw new IllegalStateException("boom");
            },
            ManualTrigger.instance());
    ExecutionId id = job.runNow().orElseThrow();

    RunResult<String> result = scheduler.await(id, String.class, LONG_ENOUGH_TO_GIVE_UP);

    assertThat(result)
        .isInstanceOfSatisfying(
            RunResult.Failed.class,
            failed -> assertThat(failed.run().state()).isEqualTo(ExecutionState.DEAD));
    assertThatThrownBy(result::value)
        .isInstanceOf(ResultUnavailableException.class)
        .hasMessageContaining("is DEAD")
        .hasMessageContaining("boom");
  }

  @Test
  void cancellationAndMiss_areAnswers() throws InterruptedException {
    BackgroundScheduler scheduler = scheduler();
    ExecutionId running = waiting(scheduler, "a");
    scheduler.modifyJob("a", m -> m.maxInstances(1).overflow(Overflow.QUEUE_ONE));
    ExecutionId second = scheduler.trigger("a").orElseThrow();
    assertThat(scheduler.trigger("a")).isEmpty();
    ExecutionId skipped = fixture.ended().get(0).id();
    CompletableFuture<EndedExecution> ended = ended(scheduler, second);
    fixture.time.runReady();

    scheduler.removeJob("a");

    assertThat(scheduler.await(second, String.class, SECOND))
        .isInstanceOfSatisfying(
            RunResult.Failed.class,
            failed -> assertThat(failed.run().state()).isEqualTo(ExecutionState.CANCELLED));
    fixture.advance(SECOND);
    assertThat(ended).isDone();
    assertThat(ended.join().state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(scheduler.await(skipped, String.class, SECOND))
        .isInstanceOfSatisfying(
            RunResult.Failed.class,
            failed -> assertThat(failed.run().state()).isEqualTo(ExecutionState.MISSED));
    assertThat(scheduler.await(running, String.class, SECOND).id()).isEqualTo(running);
  }

  @Test
  void runWhoseHistoryIsForgotten_isUnknown() throws InterruptedException {
    fixture.store = MemoryJobStore.create(fixture.time, 0, Duration.ofDays(1));
    BackgroundScheduler scheduler = fixture.started();
    ExecutionId id =
        scheduler.addJob(answering("x"), ManualTrigger.instance()).runNow().orElseThrow();
    CompletableFuture<EndedExecution> ended = ended(scheduler, id);

    assertThat(scheduler.await(id, String.class, SECOND)).isEqualTo(new RunResult.Unknown<>(id));
    assertThat(ended)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(ExecutionNotFoundException.class);
    assertThat(waits(scheduler)).isZero();
  }

  @Test
  void shutdown_endsTheWaits() throws InterruptedException {
    BackgroundScheduler scheduler = scheduler();
    ExecutionId left = waiting(scheduler, "a");
    scheduler.pauseJob("a");
    ExecutionId right =
        scheduler.addJob(answering("x"), ManualTrigger.instance()).runNow().orElseThrow();
    CompletableFuture<EndedExecution> never = ended(scheduler, left);
    CompletableFuture<EndedExecution> last = ended(scheduler, right);
    fixture.time.schedule(Duration.ofSeconds(2), () -> scheduler.shutdown(Duration.ZERO));

    assertThatThrownBy(() -> scheduler.await(left, String.class, Duration.ofHours(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(left.toString());

    assertThat(last).isDone();
    assertThat(last.join().state()).isEqualTo(ExecutionState.SUCCEEDED);
    assertThat(never).isCompletedExceptionally();
    assertThat(waits(scheduler)).isZero();
    assertThatThrownBy(() -> scheduler.whenEnded(left)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> scheduler.await(left, String.class, SECOND))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void removalOfTheStore_endsTheWaitsThere() {
    BackgroundScheduler scheduler = scheduler();
    scheduler.addStore("more", MemoryJobStore.create(fixture.time));
    scheduler.addJob(() -> {}, ManualTrigger.instance(), o -> o.id("m").store("more").paused());
    CompletableFuture<EndedExecution> there =
        ended(scheduler, scheduler.trigger("m").orElseThrow());
    CompletableFuture<EndedExecution> here = ended(scheduler, waiting(scheduler, "a"));

    scheduler.removeStore("more");
    fixture.advance(SECOND);

    assertThat(there).isCompletedExceptionally();
    assertThat(here).isNotDone();
  }

  @Test
  void storeTrouble_delaysTheAnswerOnly() {
    FaultyStore faulty = new FaultyStore(fixture.memory, 1, FaultyStore.When.BEFORE);
    fixture.store = faulty.store();
    BackgroundScheduler scheduler = fixture.started();
    ExecutionId id =
        scheduler.addJob(answering("x"), ManualTrigger.instance()).runNow().orElseThrow();
    CompletableFuture<EndedExecution> ended = ended(scheduler, id);
    faulty.begin();
    fixture.advance(Duration.ofMinutes(2));
    assertThat(ended).isNotDone();

    faulty.end();
    fixture.advance(Duration.ofMinutes(2));

    assertThat(ended).isDone();
    assertThat(ended.join().state()).isEqualTo(ExecutionState.SUCCEEDED);
  }

  @Test
  void brokenContinuation_harmsNoOtherWait() {
    BackgroundScheduler scheduler = scheduler();
    ExecutionId id = waiting(scheduler, "a");
    scheduler
        .whenEnded(id)
        .thenAccept(
            row -> {
              throw new IllegalStateException("broken");
            });
    CompletableFuture<EndedExecution> ended = ended(scheduler, id);

    fixture.time.runReady();
    held.runAll();
    fixture.time.runReady();

    assertThat(ended).isDone();
  }

  @Test
  void asyncScheduler_answersLater() {
    AsyncScheduler scheduler =
        AsyncScheduler.builder()
            .time(fixture.time)
            .jobStore("default", fixture.memory)
            .executor("default", DirectExecutor.create())
            .executor("held", held)
            .build();
    scheduler.start();
    var job = scheduler.addJob(answering("x"), ManualTrigger.instance()).toCompletableFuture();
    fixture.time.runReady();
    var run = job.join().runNow().toCompletableFuture();
    fixture.time.runReady();
    ExecutionId id = run.join().orElseThrow();
    var slow =
        scheduler
            .addJob(() -> {}, ManualTrigger.instance(), o -> o.executor("held"))
            .thenCompose(AsyncJob::runNow)
            .toCompletableFuture();
    fixture.time.runReady();
    ExecutionId pending = slow.join().orElseThrow();

    var ended = scheduler.whenEnded(id).toCompletableFuture();
    var found = scheduler.find(id).toCompletableFuture();
    var result = scheduler.result(id, String.class).toCompletableFuture();
    var awaited = scheduler.await(id, String.class, SECOND).toCompletableFuture();
    var late = scheduler.await(pending, String.class, SECOND).toCompletableFuture();
    var rerun = scheduler.rerun(id).toCompletableFuture();
    fixture.advance(Duration.ofMillis(999));

    assertThat(List.of(ended, found, result, awaited, rerun)).allMatch(CompletableFuture::isDone);
    assertThat(ended.join()).isEqualTo(found.join().orElseThrow());
    assertThat(result.join().value()).isEqualTo("x");
    assertThat(awaited.join().value()).isEqualTo("x");
    assertThat(rerun).isCompletedExceptionally();
    assertThat(late).isNotDone();
    fixture.advance(Duration.ofMillis(1));
    assertThat(late).isDone();
    assertThat(late.join()).isEqualTo(new RunResult.Pending<>(pending));
  }
}
