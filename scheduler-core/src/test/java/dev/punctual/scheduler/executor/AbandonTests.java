package dev.punctual.scheduler.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool does without the threads of runs that were abandoned. */
@Timeout(60)
class AbandonTests {

  private static final int SIZE = 3;

  private final TestContext context = new TestContext();
  private final ThreadPoolExecutor executor = ThreadPoolExecutor.ofSize(SIZE).withQueueCapacity(0);
  private final List<Gate> releases = new ArrayList<>();

  @AfterEach
  void end() {
    releases.forEach(Gate::open);
    executor.shutdown();
  }

  private Runnable stuck(Gate ended) {
    Gate began = new Gate();
    Gate release = new Gate();
    releases.add(release);
    Runnable run =
        () -> {
          began.open();
          release.await();
          ended.open();
        };
    assertThat(executor.submit(run)).isTrue();
    began.await();
    return run;
  }

  @Test
  void abandonedRun_givesItsSlotToOthersAndTakesNoneWhenItReturns() {
    executor.start(context.lend());
    Gate ended = new Gate(SIZE);
    List<Runnable> stuck = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      stuck.add(stuck(ended));
    }
    assertThat(executor.idle()).isZero();

    stuck.forEach(run -> assertThat(executor.abandon(run)).isTrue());

    assertThat(executor.idle()).isEqualTo(SIZE);
    assertThat(executor.stats().active()).isZero();
    runAtOnce(SIZE);
    releases.forEach(Gate::open);
    ended.await();
    runAtOnce(SIZE);
    assertThat(executor.idle()).isEqualTo(SIZE);
    assertThat(executor.stats().active()).isZero();
  }

  /** That many runs are in threads at the same time. */
  private void runAtOnce(int count) {
    Gate together = new Gate(count);
    Gate ended = new Gate(count);
    for (int i = 0; i < count; i++) {
      awaitIdle();
      assertThat(
              executor.submit(
                  () -> {
                    together.open();
                    together.await();
                    ended.open();
                  }))
          .isTrue();
    }
    ended.await();
    while (executor.stats().active() > 0) {
      Thread.onSpinWait();
    }
  }

  private void awaitIdle() {
    while (executor.idle() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void noMoreRunsThanThePoolHasThreads_canBeReplaced() {
    executor.start(context.lend());
    Gate ended = new Gate(SIZE + 1);
    for (int i = 0; i < SIZE; i++) {
      assertThat(executor.abandon(stuck(ended))).isTrue();
    }
    Runnable oneTooMany = stuck(ended);

    assertThat(executor.abandon(oneTooMany)).isFalse();
    assertThat(executor.idle()).isEqualTo(SIZE - 1);
    releases.forEach(Gate::open);
    ended.await();
    awaitActive(0);
    assertThat(executor.abandon(stuck(new Gate()))).isTrue();
  }

  private void awaitActive(int active) {
    while (executor.stats().active() != active || executor.idle() != SIZE) {
      Thread.onSpinWait();
    }
  }

  @Test
  void runInTheCallingThread_cannotBeReplaced() {
    ThreadPoolExecutor full =
        ThreadPoolExecutor.ofSize(1).withQueueCapacity(0).withFullPolicy(FullPolicy.CALLER_RUNS);
    full.start(context.lend());
    Gate release = new Gate();
    releases.add(release);
    assertThat(full.submit(release::await)).isTrue();
    List<Boolean> answers = new ArrayList<>();
    Runnable[] self = new Runnable[1];
    self[0] = () -> answers.add(full.abandon(self[0]));

    assertThat(full.submit(self[0])).isTrue();

    assertThat(answers).containsExactly(false);
    full.shutdown();
  }

  @Test
  void shutdown_doesNotWaitForAbandonedRuns() {
    executor.start(context.lend());
    executor.abandon(stuck(new Gate()));

    executor.shutdown();

    assertThat(executor.submit(() -> {})).isFalse();
    assertThat(context.made).allMatch(Thread::isDaemon);
  }

  @Test
  void directExecutor_cannotDoWithoutItsThread() {
    DirectExecutor direct = DirectExecutor.create();
    direct.start(context.lend());

    assertThat(direct.abandon(() -> {})).isFalse();
  }
}
