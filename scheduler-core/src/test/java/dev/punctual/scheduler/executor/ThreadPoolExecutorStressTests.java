package dev.punctual.scheduler.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadPoolExecutorStressTests {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final TestContext context = new TestContext();

  @Test
  void submit_runsThatWaitForEachOther_allThreadsAreCalled() throws Exception {
    int size = 8;
    SplittableRandom random = seeded();
    JobExecutor executor = ThreadPoolExecutor.ofSize(size);
    executor.start(context.lend());
    for (int round = 0; round < 3_000; round++) {
      int together = random.nextInt(1, size + 1);
      Gate met = new Gate(together);
      Gate ended = new Gate(together);
      for (int i = 0; i < together; i++) {
        for (int shorter = random.nextInt(3); shorter > 0; shorter--) {
          executor.submit(() -> {});
        }
        executor.submit(
            () -> {
              met.open();
              met.await();
              ended.open();
            });
      }
      ended.await();
    }
    executor.shutdown();

    assertThat(executor.awaitTermination(LONG)).isTrue();
    assertThat(context.made).hasSizeLessThanOrEqualTo(size);
  }

  @Test
  void shutdown_whileOthersSubmit_runsExactlyWhatWasAccepted() throws Exception {
    SplittableRandom random = seeded();
    for (int round = 0; round < 300; round++) {
      int size = random.nextInt(1, 5);
      int limit = random.nextInt(0, 20);
      int shutdownAfter = random.nextInt(0, 2_000);
      JobExecutor executor = ThreadPoolExecutor.ofSize(size).withQueueCapacity(limit);
      executor.start(context.lend());
      AtomicInteger accepted = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      AtomicInteger ran = new AtomicInteger();
      List<Thread> submitters = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        submitters.add(
            new Thread(
                () -> {
                  while (executor.room() > 0 || accepted.get() + refused.get() < 4_000) {
                    (executor.submit(ran::incrementAndGet) ? accepted : refused).incrementAndGet();
                    if (accepted.get() + refused.get() > shutdownAfter) {
                      executor.shutdown();
                    }
                  }
                }));
      }
      submitters.forEach(Thread::start);
      for (Thread submitter : submitters) {
        submitter.join();
      }

      assertThat(executor.awaitTermination(LONG)).as("round %d ends", round).isTrue();
      assertThat(ran).as("round %d", round).hasValue(accepted.get());
      assertThat(executor.stats())
          .extracting(
              ExecutorStats::active,
              ExecutorStats::queued,
              ExecutorStats::completed,
              ExecutorStats::refused)
          .containsExactly(0, 0, (long) accepted.get(), (long) refused.get());
    }
  }

  private static SplittableRandom seeded() {
    long seed = new SplittableRandom().nextLong();
    System.out.println("seed " + seed);
    return new SplittableRandom(seed);
  }
}
