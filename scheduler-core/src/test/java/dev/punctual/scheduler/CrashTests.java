package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.executor.ExecutorStats;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.executor.VirtualThreadExecutor;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever code does in real threads, the pool keeps its size and no lease is left over. */
@Timeout(120)
class CrashTests {

  private static final int THREADS = 4;
  private static final int TIMES = 1_000;

  private final MemoryJobStore store = MemoryJobStore.create(InstantSource.system());
  private final ThreadPoolExecutor pool = ThreadPoolExecutor.ofSize(THREADS);
  private final BackgroundScheduler scheduler =
      BackgroundScheduler.builder()
          .jobStore("default", store)
          .executor("default", pool)
          .jobDefaults(d -> d.retry(RetryPolicy.NONE))
          .build();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void end() {
    release.countDown();
    scheduler.shutdown(Duration.ofSeconds(10));
  }

  static Stream<Named<JobBody>> crashes() {
    return Stream.of(
        crash("Exception", new Exception("boom")),
        crash("Error", new Error("boom")),
        crash("StackOverflowError", new StackOverflowError()),
        Named.of("real StackOverflowError", CrashTests::recurse),
        crash("OutOfMemoryError", new OutOfMemoryError("boom")),
        crash("InterruptedException", new InterruptedException()));
  }

  private static Named<JobBody> crash(String name, Throwable thrown) {
    return Named.of(name, () -> CrashTests.<RuntimeException>sneak(thrown));
  }

  @SuppressWarnings("InfiniteRecursion") // that is the crash
  private static void recurse() {
    recurse();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** Executors that are not the pool, on a Java that has them. */
  static Stream<Arguments> crashesElsewhere() {
    List<Named<Supplier<JobExecutor>>> executors = new ArrayList<>();
    executors.add(Named.of("direct", DirectExecutor::create));
    if (Runtime.version().feature() >= 21) {
      executors.add(Named.of("virtual threads", () -> VirtualThreadExecutor.ofLimit(THREADS)));
    }
    return executors.stream()
        .flatMap(
            executor ->
                Stream.concat(
                        crashes(),
                        Stream.of(
                            Named.<JobBody>of(
                                "self-interrupt", () -> Thread.currentThread().interrupt())))
                    .map(crash -> Arguments.of(executor, Named.of(crash.getName(), crash))));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("crashesElsewhere")
  void codeThatCrashes_onAnotherExecutor_costsNothing(
      Supplier<JobExecutor> make, Named<JobBody> crash) throws Exception {
    JobExecutor executor = make.get();
    boolean direct = executor instanceof DirectExecutor;
    BackgroundScheduler other =
        BackgroundScheduler.builder()
            .jobStore("default", store)
            .executor("default", executor)
            .jobDefaults(d -> d.retry(RetryPolicy.NONE))
            .build();
    CountDownLatch ends = new CountDownLatch(TIMES);
    other.subscribe(ExecutionEvent.Dead.class, event -> ends.countDown());
    other.subscribe(ExecutionEvent.Succeeded.class, event -> ends.countDown());
    other.start();
    for (int i = 0; i < TIMES; i++) {
      other.addJob(crash.getPayload(), DateTrigger.now());
    }
    assertThat(ends.await(60, TimeUnit.SECONDS)).isTrue();
    boolean succeeds = crash.getName().equals("self-interrupt");
    assertThat(ended())
        .hasSize(TIMES)
        .containsOnly(succeeds ? ExecutionState.SUCCEEDED : ExecutionState.DEAD);

    CountDownLatch together = new CountDownLatch(direct ? 1 : THREADS);
    for (long i = together.getCount(); i > 0; i--) {
      other.addJob(
          () -> {
            together.countDown();
            together.await();
          },
          DateTrigger.now());
    }
    assertThat(together.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(other.health().isHealthy()).isTrue();
    assertThat(other.shutdown(Duration.ofSeconds(30)).running()).isEmpty();
    assertThat(store.history().live(null, null, 10).items()).isEmpty();
    assertThat(executor.awaitTermination(Duration.ofSeconds(30))).isTrue();
    assertThat(executor.stats().active()).isZero();
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void codeThatThrows_aThousandTimes_costsNothing(JobBody crash) throws Exception {
    runMany(crash, ExecutionEvent.Dead.class);

    assertThat(ended()).hasSize(TIMES).containsOnly(ExecutionState.DEAD);
    assertThatPoolIsWhole();
  }

  @Test
  void codeThatInterruptsItself_aThousandTimes_costsNothing() throws Exception {
    runMany(() -> Thread.currentThread().interrupt(), ExecutionEvent.Succeeded.class);

    assertThat(ended()).hasSize(TIMES).containsOnly(ExecutionState.SUCCEEDED);
    assertThatPoolIsWhole();
  }

  private void runMany(JobBody body, Class<? extends ExecutionEvent> end) throws Exception {
    CountDownLatch ends = new CountDownLatch(TIMES);
    scheduler.subscribe(end, event -> ends.countDown());
    scheduler.start();
    for (int i = 0; i < TIMES; i++) {
      scheduler.addJob(body, DateTrigger.now());
    }
    assertThat(ends.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private List<ExecutionState> ended() {
    List<ExecutionState> states = new ArrayList<>();
    for (EndedExecution row : store.history().ended(HistoryFilter.ALL, null, TIMES).items()) {
      states.add(row.state());
    }
    return states;
  }

  private void assertThatPoolIsWhole() throws Exception {
    CountDownLatch together = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      scheduler.addJob(
          () -> {
            together.countDown();
            together.await();
          },
          DateTrigger.now());
    }
    assertThat(together.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(scheduler.shutdown(Duration.ofSeconds(30)).running()).isEmpty();
    assertThat(store.history().live(null, null, 10).items()).isEmpty();
    assertThat(pool.awaitTermination(Duration.ofSeconds(30))).isTrue();
    assertThat(pool.stats().active()).isZero();
  }

  @Test
  void stubbornJobs_inEveryThread_holdUpNeitherOthersNorAShutdown() throws Exception {
    EngineFixture fixture = new EngineFixture();
    BackgroundScheduler inVirtualTime =
        fixture.scheduler(builder -> builder.executor("default", pool));
    CountDownLatch stuck = new CountDownLatch(THREADS);
    CountDownLatch late = new CountDownLatch(THREADS);
    inVirtualTime.subscribe(ExecutionEvent.LateReturn.class, event -> late.countDown());
    inVirtualTime.start();
    for (int i = 0; i < THREADS; i++) {
      addStubbornJob(inVirtualTime, stuck);
    }
    fixture.advance(Duration.ZERO);
    assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();

    fixture.advance(Duration.ofSeconds(15));

    assertThat(fixture.events(ExecutionEvent.Abandoned.class)).hasSize(THREADS);
    assertThat(fixture.ended().get(0).error()).contains("timed out").contains("awaitStubbornly");
    assertThat(inVirtualTime.health().abandoned()).hasSize(THREADS);
    assertThat(inVirtualTime.health().isHealthy()).isTrue();
    CountDownLatch others = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      inVirtualTime.addJob(
          () -> {
            others.countDown();
            others.await();
          },
          DateTrigger.now());
    }
    fixture.advance(Duration.ZERO);
    assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
    while (pool.stats().active() > 0) {
      Thread.onSpinWait();
    }
    ShutdownReport report = inVirtualTime.shutdown(Duration.ofSeconds(10));
    assertThat(report.terminated()).isTrue();
    assertThat(report.running()).hasSize(THREADS);
    release.countDown();
    assertThat(late.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(fixture.ended()).hasSize(2 * THREADS);
  }

  @Test
  void stubbornJob_whoseExecutorWasReplacedMeanwhile_takesNoThreadFromTheNewOne() throws Exception {
    EngineFixture fixture = new EngineFixture();
    BackgroundScheduler inVirtualTime =
        fixture.scheduler(builder -> builder.executor("default", pool));
    CountDownLatch stuck = new CountDownLatch(1);
    inVirtualTime.start();
    addStubbornJob(inVirtualTime, stuck);
    fixture.advance(Duration.ZERO);
    assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
    ThreadPoolExecutor other = ThreadPoolExecutor.ofSize(1).withQueueCapacity(0);
    inVirtualTime.removeExecutor("default");
    inVirtualTime.addExecutor("default", other);

    fixture.advance(Duration.ofSeconds(15));

    assertThat(fixture.events(ExecutionEvent.Abandoned.class)).hasSize(1);
    assertThat(other.room()).isOne();
    assertThat(other.stats())
        .isEqualTo(new ExecutorStats(0, 0, 0, 0, Duration.ZERO, Duration.ZERO));
    assertThat(pool.stats().active()).isZero();
    release.countDown();
    inVirtualTime.shutdownNow();
  }

  private void addStubbornJob(Scheduler to, CountDownLatch stuck) {
    to.addJob(
        context -> {
          stuck.countDown();
          awaitStubbornly();
        },
        DateTrigger.now(),
        o -> o.timeout(Duration.ofSeconds(10)).retry(RetryPolicy.NONE));
  }

  private void awaitStubbornly() {
    while (release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException ignored) {
        // That is what makes it stubborn.
      }
    }
  }
}
