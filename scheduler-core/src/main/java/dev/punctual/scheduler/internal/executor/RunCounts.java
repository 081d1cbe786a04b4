package dev.punctual.scheduler.internal.executor;

import dev.punctual.scheduler.executor.ExecutorStats;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What an executor counts. Allocates nothing, so it still counts when memory is short. */
public final class RunCounts {

  private final AtomicInteger active = new AtomicInteger();
  private final AtomicLong completed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong waited = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();

  /** A run begins that waited that long for a thread. */
  public void began(long nanos) {
    active.incrementAndGet();
    if (nanos > 0) {
      waited.addAndGet(nanos);
      long seen = longest.get();
      while (nanos > seen && !longest.compareAndSet(seen, nanos)) {
        seen = longest.get();
      }
    }
  }

  /** A run ended. */
  public void ended() {
    completed.incrementAndGet();
    active.decrementAndGet();
  }

  /** A run was not accepted. */
  public void refused() {
    refused.incrementAndGet();
  }

  /**
   * What was counted.
   *
   * @param queued how many wait now
   */
  public ExecutorStats stats(int queued) {
    return new ExecutorStats(
        active.get(),
        queued,
        completed.get(),
        refused.get(),
        Duration.ofNanos(waited.get()),
        Duration.ofNanos(longest.get()));
  }
}
