package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.internal.engine.CallQueue;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A scheduler whose callers never wait; in virtual time nothing is answered until time moves. */
class AsyncSchedulerTests {

  private static final IntervalTrigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<String> ran = new ArrayList<>();
  private final AsyncScheduler scheduler =
      AsyncScheduler.builder()
          .time(fixture.time)
          .jobStore("default", fixture.memory)
          .executor("default", DirectExecutor.create())
          .build();

  /** Waits in virtual time. */
  private <T> T answer(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    fixture.time.advanceUntil(future, Duration.ofMinutes(1));
    return future.join();
  }

  private Throwable refusal(CompletionStage<?> stage) {
    try {
      answer(stage);
    } catch (CompletionException refused) {
      return refused.getCause();
    }
    throw new AssertionError("it was not refused");
  }

  @Test
  void call_returnsBeforeItTakesEffect() {
    CompletionStage<AsyncJob> added = scheduler.addJob(() -> {}, EVERY_SECOND, o -> o.id("a"));

    assertThat(added.toCompletableFuture()).isNotDone();
    assertThat(answer(added).id()).isEqualTo("a");
  }

  @Test
  void calls_takeEffectInTheirOrder() {
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND, o -> o.id("a"));
    scheduler.start();
    CompletionStage<AsyncJob> paused = scheduler.pauseJob("a");
    CompletionStage<AsyncJob> resumed = scheduler.resumeJob("a");

    assertThat(answer(paused).isPaused()).isTrue();
    assertThat(answer(resumed).isPaused()).isFalse();
    fixture.advance(Duration.ofSeconds(3));
    assertThat(ran).hasSize(3);
  }

  @Test
  void refusal_comesThroughTheStage() {
    assertThat(refusal(scheduler.pauseJob("nobody"))).isInstanceOf(JobNotFoundException.class);
    answer(scheduler.addJob(() -> {}, EVERY_SECOND, o -> o.id("a")));
    assertThat(refusal(scheduler.addJob(() -> {}, EVERY_SECOND, o -> o.id("a"))))
        .isInstanceOf(JobConflictException.class);
    assertThat(refusal(scheduler.trigger("a"))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void configuration_takesEffectInItsTurn() {
    CompletionStage<AsyncJob> before = scheduler.addJob(() -> {}, EVERY_SECOND, o -> o.id("a"));
    CompletionStage<?> configured =
        scheduler.configure(
            c ->
                c.executor("default", Map.of("type", "direct"))
                    .jobDefaults(Map.of("max-instances", "3")));
    CompletionStage<AsyncJob> after = scheduler.addJob(() -> {}, EVERY_SECOND, o -> o.id("b"));
    CompletionStage<?> wrong = scheduler.configure(c -> c.jobStore("x", Map.of("type", "y")));

    assertThat(configured.toCompletableFuture()).isNotDone();
    answer(configured);
    assertThat(answer(before).definition().policy().maxInstances()).isEqualTo(1);
    assertThat(answer(after).definition().policy().maxInstances()).isEqualTo(3);
    assertThat(refusal(wrong)).isInstanceOf(ConfigProblemsException.class);
    answer(scheduler.start());
    assertThat(refusal(scheduler.configure(c -> {}))).isInstanceOf(IllegalStateException.class);
    assertThat(answer(scheduler.getJobs())).hasSize(2);
  }

  @Test
  void handle_changesItsJob() {
    answer(scheduler.start());
    AsyncJob job = answer(scheduler.addJob(() -> ran.add("a"), EVERY_SECOND, o -> o.id("a")));

    assertThat(answer(job.modify(m -> m.maxInstances(4))).definition().policy().maxInstances())
        .isEqualTo(4);
    assertThat(answer(job.reschedule(IntervalTrigger.every(Duration.ofHours(1)))).trigger())
        .isEqualTo(IntervalTrigger.every(Duration.ofHours(1)));
    assertThat(answer(job.pause()).isPaused()).isTrue();
    assertThat(answer(job.resume())).isEqualTo(job);
    assertThat(answer(job.runNow())).isPresent();
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).hasSize(1);
    answer(job.remove());
    assertThat(answer(scheduler.getJob("a"))).isEmpty();
    assertThat(refusal(job.pause())).isInstanceOf(JobNotFoundException.class);
  }

  @Test
  void catalog_isAnswered() {
    answer(scheduler.addJob(() -> {}, EVERY_SECOND, o -> o.id("a").tags("t")));
    answer(scheduler.start());

    assertThat(answer(scheduler.getJobs())).extracting(AsyncJob::id).containsExactly("a");
    assertThat(answer(scheduler.jobs("default", JobFilter.ALL, null, 10)).items()).hasSize(1);
    assertThat(answer(scheduler.preview("a", 2))).hasSize(2);
    assertThat(answer(scheduler.pauseJobs("t"))).isEqualTo(1);
    assertThat(answer(scheduler.resumeJobs("t"))).isEqualTo(1);
    StringBuilder table = new StringBuilder();
    answer(scheduler.printJobs(table));
    assertThat(table).contains("Job store default:").contains("a");
    assertThat(answer(scheduler.removeAllJobs())).isEqualTo(1);
  }

  @Test
  void stores_comeAndGo() {
    answer(scheduler.start());

    answer(scheduler.addStore("more", MemoryJobStore.create(fixture.time)));
    assertThat(scheduler.stores()).containsExactly("default", "more");
    answer(scheduler.removeStore("more"));
    assertThat(scheduler.stores()).containsExactly("default");
  }

  @Test
  void shutdown_answersWhenTheRunsHaveEnded() {
    answer(scheduler.start());
    answer(
        scheduler.addJob(
            Task.async(
                "slow",
                String.class,
                (text, context) -> fixture.completeAfter(Duration.ofSeconds(20))),
            "x",
            DateTrigger.now()));
    fixture.advance(Duration.ofSeconds(1));

    CompletionStage<ShutdownReport> all = scheduler.shutdown();
    fixture.advance(Duration.ofSeconds(10));
    assertThat(all.toCompletableFuture()).isNotDone();

    assertThat(answer(all).terminated()).isTrue();
    assertThat(answer(all).running()).isEmpty();
    assertThat(refusal(scheduler.addJob(() -> {}, EVERY_SECOND)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shutdown_withALimit_interruptsWhatStillRuns() {
    answer(scheduler.start());
    answer(
        scheduler.addJob(
            Task.async("stuck", String.class, (text, context) -> new CompletableFuture<Void>()),
            "x",
            DateTrigger.now()));
    fixture.advance(Duration.ofSeconds(1));

    ShutdownReport report = answer(scheduler.shutdown(Duration.ofSeconds(5)));

    assertThat(report.terminated()).isTrue();
    assertThat(report.running()).hasSize(1);
    assertThat(fixture.time.instant())
        .isBetween(EngineFixture.START.plusSeconds(6), EngineFixture.START.plusSeconds(9));
  }

  @Test
  void shutdown_withANegativeLimit_isRefusedAtOnce() {
    assertThatThrownBy(() -> scheduler.shutdown(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
  }

  @Test
  void tooManyCallsAtOnce_areRefused() {
    IntStream.range(0, CallQueue.CAPACITY).forEach(i -> scheduler.getJobs());

    assertThat(scheduler.getJobs().toCompletableFuture())
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .asInstanceOf(throwable(RejectedExecutionException.class))
        .hasMessageContaining("65536");
    answer(CompletableFuture.completedStage(null));
    fixture.time.runReady();
    assertThat(answer(scheduler.getJobs())).isEmpty();
  }

  @Test
  void shutdownNow_overtakesTheCallsThatWait() {
    AsyncScheduler real = AsyncScheduler.create();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch hung = new CountDownLatch(1);
    CompletableFuture<AsyncJob> first =
        real.addJob(
                () -> {},
                EVERY_SECOND,
                o -> {
                  begun.countDown();
                  awaitQuietly(hung);
                })
            .toCompletableFuture();
    awaitQuietly(begun);

    ShutdownReport report = real.shutdownNow().toCompletableFuture().join();

    assertThat(report.running()).isEmpty();
    assertThat(first).isNotDone();
    hung.countDown();
  }

  @Test
  void shutdownNow_isNotRefusedWhenTooManyCallsWait() {
    IntStream.range(0, CallQueue.CAPACITY).forEach(i -> scheduler.getJobs());

    answer(scheduler.shutdownNow());

    assertThat(refusal(scheduler.addJob(() -> {}, EVERY_SECOND)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void offer_isTheSameAsOfABlockingScheduler() {
    Set<String> blocking = names(Scheduler.class);
    blocking.addAll(names(BackgroundScheduler.class));
    blocking.remove("close"); // it waits

    assertThat(names(AsyncScheduler.class)).isEqualTo(blocking);
    assertThat(names(AsyncJob.class)).isEqualTo(names(Job.class));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<String> names(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .map(Method::getName)
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  static class Ticker {
    @ScheduledJob(every = "1s")
    void tick() {}

    @ScheduledJob(every = "1h")
    void chime() {}
  }

  @Test
  void annotatedObject_isRegisteredLaterAndAnswersItsJobs() {
    CompletionStage<List<AsyncJob>> jobs = scheduler.register(new Ticker());

    assertThat(jobs.toCompletableFuture()).isNotDone();
    assertThat(answer(jobs))
        .extracting(AsyncJob::id)
        .containsExactly("Ticker.chime", "Ticker.tick");
    assertThat(refusal(scheduler.register("nothing here")))
        .isInstanceOf(ConfigProblemsException.class);
  }
}
