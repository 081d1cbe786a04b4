package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a node claims while the store takes its time to write the ends of runs. */
class ClaimsDuringWritesTests {

  private static final int JOBS = 1_000;
  private static final int THREADS = 100;
  private static final int FULL = 64; // so many gathered ends keep a node from claiming
  private static final int PATIENCE_SECONDS = 30;

  private final CountDownLatch claimed = new CountDownLatch(1);
  private final CountDownLatch ran = new CountDownLatch(JOBS);
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicBoolean claimedInTime = new AtomicBoolean();

  @Test
  void claims_goOn_whileEndsAreWritten() throws InterruptedException {
    TappedStore tapped = new TappedStore(DurableStore.over(MemoryJobStore.create()));
    tapped.on(
        "complete",
        (arguments, real) -> {
          boolean isLarge = ((List<?>) arguments[1]).size() >= FULL;
          if (isLarge && writing.compareAndSet(false, true)) {
            claimedInTime.set(claimed.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
          }
          return real.call(arguments);
        });
    tapped.on(
        "claimOrFire",
        (arguments, real) -> {
          boolean began = writing.get();
          JobClaims claims = (JobClaims) real.call(arguments);
          if (began && claims.claims().size() + claims.fired().size() > 0) {
            claimed.countDown();
          }
          return claims;
        });
    CyclicBarrier together = new CyclicBarrier(THREADS);
    Task<Void> task =
        Task.named(
            "short",
            context -> {
              together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
              ran.countDown();
            });
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .jobStore("default", tapped.store())
            .executor("default", ThreadPoolExecutor.ofSize(THREADS))
            .tasks(task)
            .build();
    for (int i = 0; i < JOBS; i++) {
      scheduler.addJob(task, DateTrigger.now());
    }
    scheduler.start();

    assertThat(ran.await(2 * PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    scheduler.shutdown(Duration.ofSeconds(PATIENCE_SECONDS));
    assertThat(claimedInTime).isTrue();
  }
}
