package dev.punctual.scheduler.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DirectExecutorTests {

  private final TestContext context = new TestContext();
  private final JobExecutor executor = DirectExecutor.create();

  @Test
  void submit_started_runsInTheCaller() {
    executor.start(context.lend());
    AtomicReference<Thread> ranIn = new AtomicReference<>();

    assertThat(executor.submit(() -> ranIn.set(Thread.currentThread()))).isTrue();

    assertThat(ranIn).hasValue(Thread.currentThread());
    assertThat(context.made).isEmpty();
    assertThat(executor.stats())
        .isEqualTo(new ExecutorStats(0, 0, 1, 0, Duration.ZERO, Duration.ZERO));
  }

  @Test
  void submit_runThrows_callerUnharmed() {
    executor.start(context.lend());

    boolean accepted =
        executor.submit(
            () -> {
              Thread.currentThread().interrupt();
              throw new AssertionError("thrown on purpose");
            });

    assertThat(accepted).isTrue();
    assertThat(Thread.interrupted()).isFalse();
    assertThat(executor.room()).isEqualTo(1);
  }

  @Test
  void room_whileARunLasts_isNoneAndThenFreed() {
    executor.start(context.lend());
    AtomicInteger inside = new AtomicInteger(-1);

    assertThat(executor.room()).isEqualTo(1);
    assertThat(executor.idle()).isEqualTo(1);
    executor.submit(() -> inside.set(executor.room()));

    assertThat(inside).hasValue(0);
    assertThat(executor.room()).isEqualTo(1);
    assertThat(context.roomCalls).hasValue(1);
  }

  @Test
  void submit_fromItsOwnRun_runsInside() {
    executor.start(context.lend());
    AtomicInteger ran = new AtomicInteger();

    executor.submit(
        () -> {
          executor.submit(ran::incrementAndGet);
          ran.incrementAndGet();
        });

    assertThat(ran).hasValue(2);
    assertThat(context.roomCalls).hasValue(1);
  }

  @Test
  void start_wrongOrder_refused() {
    assertThatIllegalStateException().isThrownBy(() -> executor.submit(() -> {}));
    executor.start(context.lend());
    assertThatIllegalStateException().isThrownBy(() -> executor.start(context.lend()));
  }

  @Test
  void shutdown_fromItsOwnRun_endsWithIt() throws Exception {
    executor.start(context.lend());
    assertThat(executor.awaitTermination(Duration.ZERO)).isFalse();

    executor.submit(executor::shutdown);

    assertThat(executor.awaitTermination(Duration.ZERO)).isTrue();
    assertThat(executor.submit(() -> {})).isFalse();
    assertThat(executor.room()).isZero();
    assertThat(executor.stats().refused()).isEqualTo(1);
    assertThat(context.roomCalls).as("calls after the shutdown").hasValue(0);
  }
}
