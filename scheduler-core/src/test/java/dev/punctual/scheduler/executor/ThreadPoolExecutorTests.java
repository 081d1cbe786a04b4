package dev.punctual.scheduler.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ThreadPoolExecutorTests {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final TestContext context = new TestContext();
  private final List<JobExecutor> started = new ArrayList<>();
  private final Gate release = new Gate();

  @AfterEach
  void end() {
    release.open();
    started.forEach(JobExecutor::shutdown);
  }

  @Test
  void submit_threadsIdle_runsInThreadOfTheContext() {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(2));
    AtomicReference<Thread> ranIn = new AtomicReference<>();
    Gate ran = new Gate();

    assertThat(
            executor.submit(
                () -> {
                  ranIn.set(Thread.currentThread());
                  ran.open();
                }))
        .isTrue();

    ran.await();
    assertThat(context.made).contains(ranIn.get());
  }

  @Test
  void start_alone_startsNoThread() {
    start(ThreadPoolExecutor.ofSize(2));

    assertThat(context.made).isEmpty();
  }

  @Test
  void start_secondTime_refused() {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(1));

    assertThatIllegalStateException()
        .isThrownBy(() -> executor.start(context.lend()))
        .withMessageContaining("'test' was started before");
  }

  @Test
  void submit_notStarted_refused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ThreadPoolExecutor.ofSize(1).submit(() -> {}))
        .withMessageContaining("not started");
  }

  @Test
  void sizes_outOfRange_refusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThreadPoolExecutor.ofSize(0))
        .withMessage("size 0 is out of range; use 1 to 10000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThreadPoolExecutor.ofSize(1).withQueueCapacity(-1))
        .withMessage("queue capacity -1 is out of range; use 0 to 1000000");
  }

  @Test
  void room_waitPolicy_isFreeThreadsAndQueue() {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(2).withQueueCapacity(3));
    assertThat(executor.idle()).isEqualTo(2);
    assertThat(executor.room()).isEqualTo(5);

    occupy(executor, 2);
    assertThat(executor.idle()).isZero();
    assertThat(executor.room()).isEqualTo(3);

    for (int i = 0; i < 3; i++) {
      assertThat(executor.submit(() -> {})).isTrue();
    }
    assertThat(executor.room()).isZero();
    assertThat(executor.submit(() -> {})).isFalse();
    assertThat(executor.stats())
        .isEqualTo(new ExecutorStats(2, 3, 0, 1, Duration.ZERO, Duration.ZERO));
  }

  @Test
  void queue_ofNothing_takesOnlyWhatAThreadIsFreeFor() {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(1).withQueueCapacity(0));

    occupy(executor, 1);

    assertThat(executor.room()).isZero();
    assertThat(executor.submit(() -> {})).isFalse();
  }

  @Test
  void submit_fullAndDrop_refused() {
    JobExecutor executor =
        start(ThreadPoolExecutor.ofSize(1).withQueueCapacity(1).withFullPolicy(FullPolicy.DROP));
    occupy(executor, 1);
    assertThat(executor.submit(() -> {})).isTrue();

    assertThat(executor.room()).isEqualTo(Integer.MAX_VALUE);
    assertThat(executor.idle()).isZero();
    assertThat(executor.submit(() -> {})).isFalse();
    assertThat(executor.stats().refused()).isEqualTo(1);
  }

  @Test
  void submit_fullAndCallerRuns_runsInTheCaller() {
    JobExecutor executor = startCallerRuns();
    occupy(executor, 1);
    AtomicReference<Thread> ranIn = new AtomicReference<>();
    AtomicInteger active = new AtomicInteger();

    boolean accepted =
        executor.submit(
            () -> {
              ranIn.set(Thread.currentThread());
              active.set(executor.stats().active());
            });

    assertThat(accepted).isTrue();
    assertThat(ranIn).hasValue(Thread.currentThread());
    assertThat(active).hasValue(2);
    assertThat(executor.stats().completed()).isEqualTo(1);
    assertThat(executor.room()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void submit_callerRunsAndThrows_callerUnharmed() {
    JobExecutor executor = startCallerRuns();
    occupy(executor, 1);

    boolean accepted =
        executor.submit(
            () -> {
              Thread.currentThread().interrupt();
              throw new AssertionError("thrown on purpose");
            });

    assertThat(accepted).isTrue();
    assertThat(Thread.interrupted()).as("the run's interrupt").isFalse();
  }

  @Test
  void submit_callerRunsInInterruptedCaller_interruptKept() {
    JobExecutor executor = startCallerRuns();
    occupy(executor, 1);

    Thread.currentThread().interrupt();
    executor.submit(Thread::interrupted);

    assertThat(Thread.interrupted()).as("the caller's interrupt").isTrue();
  }

  @Test
  void submit_callerRunsAfterShutdown_refused() {
    JobExecutor executor = startCallerRuns();
    executor.shutdown();

    assertThat(executor.submit(() -> {})).isFalse();
    assertThat(executor.room()).isZero();
  }

  @Test
  void roomFreed_whenQueueOrThreadsWereFull_onceEach() throws Exception {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(2).withQueueCapacity(2));
    occupy(executor, 2);
    executor.submit(() -> {});
    executor.submit(() -> {});
    assertThat(executor.room()).isZero();
    assertThat(context.roomCalls).hasValue(0);

    release.open();
    endWhenIdle(executor, 2);

    assertThat(context.roomCalls).hasValue(2);
  }

  @Test
  void roomFreed_neverFull_notCalled() throws Exception {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(2));
    occupy(executor, 1);

    release.open();
    endWhenIdle(executor, 2);

    assertThat(context.roomCalls).hasValue(0);
  }

  @Test
  void roomFreed_shutDown_notCalled() throws Exception {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(1).withQueueCapacity(0));
    occupy(executor, 1);
    executor.shutdown();

    release.open();

    assertThat(executor.awaitTermination(LONG)).isTrue();
    assertThat(context.roomCalls).hasValue(0);
  }

  @Test
  void stats_runsWaited_tellHowLong() throws Exception {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(1));
    occupy(executor, 1);
    executor.submit(() -> {});
    context.nanos.addAndGet(5);
    executor.submit(() -> {});
    context.nanos.addAndGet(7);

    release.open();
    executor.shutdown();

    assertThat(executor.awaitTermination(LONG)).isTrue();
    assertThat(executor.stats())
        .isEqualTo(new ExecutorStats(0, 0, 3, 0, Duration.ofNanos(19), Duration.ofNanos(12)));
  }

  /** Everything that a run should not do to its thread. */
  enum Harm {
    EXCEPTION(
        () -> {
          throw new IllegalStateException("thrown on purpose");
        }),
    ERROR(
        () -> {
          throw new LinkageError("thrown on purpose");
        }),
    STACK_OVERFLOW(Harm::recurse),
    OUT_OF_MEMORY(
        () -> {
          throw new OutOfMemoryError("thrown on purpose");
        }),
    CHECKED(() -> Harm.<RuntimeException>sneak(new InterruptedException("thrown on purpose"))),
    SELF_INTERRUPT(() -> Thread.currentThread().interrupt());

    private final Runnable run;

    Harm(Runnable run) {
      this.run = run;
    }

    private static int depth() {
      return depth() + 1;
    }

    private static void recurse() {
      depth();
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
      throw (E) thrown;
    }
  }

  @ParameterizedTest
  @EnumSource
  void run_doesHarm_threadsStayAndAreNotInterrupted(Harm harm) {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(3));
    for (int i = 0; i < 20; i++) {
      assertThat(executor.submit(harm.run)).isTrue();
    }
    Gate allAtOnce = new Gate(3);
    Gate ended = new Gate(3);
    AtomicBoolean interrupted = new AtomicBoolean();
    for (int i = 0; i < 3; i++) {
      executor.submit(
          () -> {
            interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
            allAtOnce.open();
            allAtOnce.await();
            ended.open();
          });
    }

    ended.await();
    assertThat(interrupted).isFalse();
    assertThat(context.made).hasSize(3);
  }

  @Test
  void submit_threadCannotStart_refusedUntilItCan() {
    AtomicBoolean broken = new AtomicBoolean(true);
    JobExecutor executor = ThreadPoolExecutor.ofSize(1).withQueueCapacity(0);
    executor.start(
        context.lend(
            body -> {
              if (broken.get()) {
                throw new OutOfMemoryError("no thread, on purpose");
              }
              return context.newThread(body);
            }));
    started.add(executor);
    Gate ran = new Gate();

    assertThat(executor.submit(() -> {})).isFalse();
    assertThat(executor.room()).isEqualTo(1);
    broken.set(false);
    assertThat(executor.submit(ran::open)).isTrue();

    ran.await();
  }

  @Test
  void shutdown_runsAccepted_stillRunAndThenThreadsEnd() throws Exception {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(2));
    occupy(executor, 2);
    Gate queued = new Gate();
    executor.submit(queued::open);

    executor.shutdown();
    executor.shutdown();

    assertThat(executor.submit(() -> {})).isFalse();
    assertThat(executor.room()).isZero();
    assertThat(executor.idle()).isZero();
    assertThat(executor.awaitTermination(Duration.ZERO)).isFalse();
    release.open();
    queued.await();
    assertThat(executor.awaitTermination(LONG)).isTrue();
    for (Thread thread : context.made) {
      thread.join(LONG.toMillis());
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void shutdown_fromItsOwnRun_returnsAndEnds() throws Exception {
    JobExecutor executor = start(ThreadPoolExecutor.ofSize(1));
    AtomicBoolean endedMeanwhile = new AtomicBoolean(true);

    executor.submit(
        () -> {
          executor.shutdown();
          endedMeanwhile.set(awaitNow(executor));
        });

    assertThat(executor.awaitTermination(LONG)).isTrue();
    assertThat(endedMeanwhile).isFalse();
  }

  @Test
  void shutdown_neverUsed_endsAtOnce() throws Exception {
    JobExecutor idle = start(ThreadPoolExecutor.ofSize(1));
    idle.shutdown();
    JobExecutor notStarted = ThreadPoolExecutor.ofSize(1);
    notStarted.shutdown();
    JobExecutor startedLate = ThreadPoolExecutor.ofSize(1);
    startedLate.shutdown();
    startedLate.start(context.lend());

    assertThat(idle.awaitTermination(Duration.ZERO)).isTrue();
    assertThat(notStarted.awaitTermination(Duration.ZERO)).isTrue();
    assertThat(startedLate.awaitTermination(LONG)).isTrue();
  }

  @Test
  void awaitTermination_notShutDown_answersFalse() throws Exception {
    assertThat(ThreadPoolExecutor.ofSize(1).awaitTermination(Duration.ZERO)).isFalse();
    assertThat(start(ThreadPoolExecutor.ofSize(1)).awaitTermination(Duration.ZERO)).isFalse();
  }

  /** Waits until all runs have left, and then for the threads, so that nothing is under way. */
  private static void endWhenIdle(JobExecutor executor, int size) throws InterruptedException {
    while (executor.idle() < size) {
      Thread.onSpinWait();
    }
    executor.shutdown();
    assertThat(executor.awaitTermination(LONG)).isTrue();
  }

  private static boolean awaitNow(JobExecutor executor) {
    try {
      return executor.awaitTermination(Duration.ZERO);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private JobExecutor startCallerRuns() {
    return start(
        ThreadPoolExecutor.ofSize(1).withQueueCapacity(0).withFullPolicy(FullPolicy.CALLER_RUNS));
  }

  private JobExecutor start(JobExecutor executor) {
    executor.start(context.lend());
    started.add(executor);
    return executor;
  }

  /** Keeps {@code threads} threads busy until {@link #release} opens. */
  private void occupy(JobExecutor executor, int threads) {
    Gate busy = new Gate(threads);
    for (int i = 0; i < threads; i++) {
      executor.submit(
          () -> {
            busy.open();
            release.await();
          });
    }
    busy.await();
  }
}
