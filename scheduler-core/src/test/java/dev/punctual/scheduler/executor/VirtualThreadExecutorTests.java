package dev.punctual.scheduler.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class VirtualThreadExecutorTests {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final TestContext context = new TestContext();

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void create_oldJava_namesVersionAndAlternative() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(VirtualThreadExecutor::create)
        .withMessageMatching(
            "virtual threads need Java 21 or later, and this is Java \\d+; run on a later Java or"
                + " use a ThreadPoolExecutor \\(type 'threadpool'\\)");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void submit_noLimit_eachRunHasAVirtualThread() throws Exception {
    JobExecutor executor = VirtualThreadExecutor.create();
    executor.start(context.lend());
    Gate allAtOnce = new Gate(1_000);
    AtomicReference<String> thread = new AtomicReference<>();

    assertThat(executor.room()).isEqualTo(Integer.MAX_VALUE);
    for (int i = 0; i < 1_000; i++) {
      executor.submit(
          () -> {
            thread.set(Thread.currentThread().toString());
            allAtOnce.open();
            allAtOnce.await();
          });
    }
    executor.shutdown();

    assertThat(executor.awaitTermination(LONG)).isTrue();
    assertThat(thread.get()).startsWith("VirtualThread[").contains("test-");
    assertThat(executor.stats().completed()).isEqualTo(1_000);
    assertThat(context.made).isEmpty();
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void abandon_asManyAsTheLimit_freesTheirSlotsOnce() {
    JobExecutor executor = VirtualThreadExecutor.ofLimit(1);
    executor.start(context.lend());
    Gate release = new Gate();
    Gate ended = new Gate();
    Runnable stubborn =
        () -> {
          release.await();
          ended.open();
        };
    Runnable second = release::await;
    executor.submit(stubborn);

    assertThat(executor.abandon(stubborn)).isTrue();
    assertThat(executor.idle()).isEqualTo(1);
    assertThat(executor.submit(second)).isTrue();
    assertThat(executor.abandon(second)).isFalse();
    release.open();
    ended.await();
    while (executor.idle() != 1) {
      Thread.onSpinWait();
    }
    assertThat(executor.stats().completed()).isEqualTo(2);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void submit_limitReached_refusedUntilOneEnds() throws Exception {
    JobExecutor executor = VirtualThreadExecutor.ofLimit(2);
    executor.start(context.lend());
    Gate release = new Gate();
    executor.submit(release::await);
    executor.submit(
        () -> {
          release.await();
          throw new AssertionError("thrown on purpose");
        });

    assertThat(executor.idle()).isZero();
    assertThat(executor.room()).isZero();
    assertThat(executor.submit(() -> {})).isFalse();
    release.open();
    executor.shutdown();

    assertThat(executor.awaitTermination(LONG)).isTrue();
    assertThat(executor.stats())
        .isEqualTo(new ExecutorStats(0, 0, 2, 1, Duration.ZERO, Duration.ZERO));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void roomFreed_onlyWhenThereWasNoRoom() throws Exception {
    Gate told = new Gate();
    JobExecutor executor = VirtualThreadExecutor.ofLimit(1);
    executor.start(new ExecutorContext("test", context::newThread, context.nanos::get, told::open));

    executor.submit(() -> {});

    told.await();
    assertThat(executor.room()).isEqualTo(1);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void start_wrongOrder_refused() {
    JobExecutor executor = VirtualThreadExecutor.create();
    assertThatIllegalStateException().isThrownBy(() -> executor.submit(() -> {}));
    executor.start(context.lend());
    assertThatIllegalStateException().isThrownBy(() -> executor.start(context.lend()));
  }

  @Test
  void limit_notPositive_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> VirtualThreadExecutor.ofLimit(0));
  }
}
