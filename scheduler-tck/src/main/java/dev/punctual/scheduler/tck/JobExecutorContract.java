package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.ExecutorStats;
import dev.punctual.scheduler.executor.JobExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of a {@link dev.punctual.scheduler.executor.JobExecutor}, clause by clause (J1, J2,
 * …). An executor is right when a class that extends this one and implements {@link #create()}
 * passes.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class JobExecutorContract {

  private final AtomicInteger roomCalls = new AtomicInteger();
  private final List<JobExecutor> made = new ArrayList<>();

  /** For subclasses. */
  protected JobExecutorContract() {}

  /** A new executor that was not started. */
  protected abstract JobExecutor create();

  /** Whether a run is called by the thread that submits it; false unless overridden. */
  protected boolean runsInCaller() {
    return false;
  }

  private JobExecutor started() {
    JobExecutor executor = create();
    made.add(executor);
    executor.start(
        new ExecutorContext("tck", this::thread, System::nanoTime, roomCalls::incrementAndGet));
    return executor;
  }

  private Thread thread(Runnable body) {
    Thread thread = new Thread(body, "tck-executor");
    thread.setDaemon(true);
    return thread;
  }

  @AfterEach
  void shutDown() {
    made.forEach(JobExecutor::shutdown);
  }

  @Test
  void J1_start_twice_isRefused() {
    JobExecutor executor = started();
    ExecutorContext context =
        new ExecutorContext("again", this::thread, System::nanoTime, () -> {});

    assertThatIllegalStateException().isThrownBy(() -> executor.start(context));
  }

  @Test
  void J2_room_isNeverLessThanIdle() {
    JobExecutor executor = started();

    assertThat(executor.idle()).isNotNegative();
    assertThat(executor.room()).isGreaterThanOrEqualTo(executor.idle()).isPositive();
  }

  @Test
  void J3_submit_ofAnAcceptedRun_callsItOnce() throws InterruptedException {
    JobExecutor executor = started();
    AtomicInteger calls = new AtomicInteger();

    assertThat(executor.submit(calls::incrementAndGet)).isTrue();

    end(executor);
    assertThat(calls).hasValue(1);
  }

  @Test
  void J4_submit_fromManyThreads_callsEachAcceptedRunOnce() throws InterruptedException {
    JobExecutor executor = started();
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();

    Crowd.ask(
        i -> {
          for (int n = 0; n < 200; n++) {
            if (executor.submit(calls::incrementAndGet)) {
              accepted.incrementAndGet();
            }
          }
          return i;
        });

    end(executor);
    assertThat(calls).hasValue(accepted.get());
    assertThat(accepted.get()).isPositive();
    assertThat(executor.stats().completed()).isEqualTo(accepted.get());
  }

  @Test
  void J5_submit_upToTheRoom_isAccepted() throws InterruptedException {
    JobExecutor executor = started();
    needsThreads();
    CountDownLatch gate = new CountDownLatch(1);
    int room = Math.min(executor.room(), 100);

    for (int i = 0; i < room; i++) {
      assertThat(executor.submit(() -> await(gate))).as("run %s of %s", i, room).isTrue();
    }

    gate.countDown();
    end(executor);
    assertThat(executor.stats().completed()).isEqualTo(room);
  }

  @Test
  void J6_submit_returnsThoughTheRunGoesOn() throws InterruptedException {
    JobExecutor executor = started();
    needsThreads();
    CountDownLatch gate = new CountDownLatch(1);

    assertThat(executor.submit(() -> await(gate))).isTrue();

    gate.countDown();
    end(executor);
  }

  @Test
  void J7_idle_shrinksWhileARunGoesOnAndTheSchedulerIsToldWhenItGrows()
      throws InterruptedException {
    JobExecutor executor = started();
    needsThreads();
    int idle = executor.idle();
    assumeTrue(idle < 10_000, "this executor has no limit");
    CountDownLatch gate = new CountDownLatch(1);
    for (int i = 0; i < idle; i++) {
      executor.submit(() -> await(gate));
    }
    assertThat(executor.idle()).isZero();
    int before = roomCalls.get();

    gate.countDown();

    until(() -> executor.idle() > 0);
    until(() -> roomCalls.get() > before);
  }

  @Test
  void J8_run_mayAskTheExecutor() throws InterruptedException {
    JobExecutor executor = started();
    AtomicInteger seen = new AtomicInteger(-1);

    executor.submit(() -> seen.set(executor.room() + executor.stats().active()));

    end(executor);
    assertThat(seen.get()).isNotNegative();
  }

  @Test
  void J9_shutdown_takesNothingMore() {
    JobExecutor executor = started();
    AtomicInteger calls = new AtomicInteger();
    executor.shutdown();

    assertThat(executor.submit(calls::incrementAndGet)).isFalse();
    assertThat(executor.room()).isZero();
    assertThat(executor.idle()).isZero();
    assertThat(calls).hasValue(0);
  }

  @Test
  void J10_shutdown_letsWhatWasAcceptedRun() throws InterruptedException {
    JobExecutor executor = started();
    needsThreads();
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    int room = Math.min(executor.room(), 50);
    for (int i = 0; i < room; i++) {
      executor.submit(
          () -> {
            await(gate);
            calls.incrementAndGet();
          });
    }

    executor.shutdown();
    assertThat(executor.awaitTermination(Duration.ZERO)).isFalse();
    gate.countDown();

    end(executor);
    assertThat(calls).hasValue(room);
  }

  @Test
  void J11_shutdown_repeatedAndFromARun_returns() throws InterruptedException {
    JobExecutor executor = started();
    AtomicBoolean returned = new AtomicBoolean();

    executor.submit(
        () -> {
          executor.shutdown();
          returned.set(true);
        });
    executor.shutdown();

    end(executor);
    assertThat(returned).isTrue();
  }

  @Test
  void J12_stats_countWhatEndedAndWhatWasRefused() throws InterruptedException {
    JobExecutor executor = started();
    assertThat(executor.stats().completed()).isZero();
    executor.submit(() -> {});
    executor.submit(() -> {});
    end(executor);
    executor.submit(() -> {});

    ExecutorStats stats = executor.stats();

    assertThat(stats.completed()).isEqualTo(2);
    assertThat(stats.refused()).isEqualTo(1);
    assertThat(stats.active()).isZero();
    assertThat(stats.queued()).isZero();
  }

  private void needsThreads() {
    assumeTrue(!runsInCaller(), "this executor runs in the caller's thread");
  }

  private static void end(JobExecutor executor) throws InterruptedException {
    executor.shutdown();
    assertThat(executor.awaitTermination(Duration.ofSeconds(30))).as("all runs ended").isTrue();
  }

  private static void await(CountDownLatch gate) {
    try {
      if (!gate.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gate was not opened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for something that another thread is about to do; the time-out of the clause ends it. */
  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
