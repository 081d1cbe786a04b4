package dev.punctual.scheduler.internal.executor;

import dev.punctual.scheduler.executor.ExecutorStats;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts the runs that are each called in a thread of their own or of the caller, never queued. */
public final class RunCounts {

  private final AtomicInteger active = new AtomicInteger();
  private final LongAdder completed = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** A run begins. */
  public void began() {
    active.incrementAndGet();
  }

  /** A run ended. */
  public void ended() {
    completed.increment();
    active.decrementAndGet();
  }

  /** A run was not accepted. */
  public void refused() {
    refused.increment();
  }

  /** What was counted; nothing ever waited. */
  public ExecutorStats stats() {
    return new ExecutorStats(
        active.get(), 0, completed.sum(), refused.sum(), Duration.ZERO, Duration.ZERO);
  }
}
