package dev.punctual.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;

/** What every job of a node does, and what is noted of it. */
public final class Work {

  private static final int MOST_NOTED = 1 << 20;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final long sleepMillis;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ran = new AtomicInteger();
  private final LongAccumulator first = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator last = new LongAccumulator(Math::max, 0);
  private final long[] late = new long[MOST_NOTED];

  /** Work that takes some time without processor. */
  public Work(long sleepMillis) {
    this.sleepMillis = sleepMillis;
  }

  /** Runs a job that was due at an epoch millisecond. */
  public void run(long due) {
    long began = Clocks.wallNanos();
    first.accumulate(began);
    if (sleepMillis > 0) {
      sleep(began + sleepMillis * NANOS_PER_MILLI);
    }
    late[begun.getAndIncrement() % MOST_NOTED] = began - due * NANOS_PER_MILLI;
    last.accumulate(Clocks.wallNanos());
    ran.incrementAndGet();
  }

  private static void sleep(long until) {
    for (long left = until - Clocks.wallNanos(); left > 0; left = until - Clocks.wallNanos()) {
      LockSupport.parkNanos(left);
    }
  }

  /** How many have run since the last reset. */
  public int ran() {
    return ran.get();
  }

  /** Forgets what ran. */
  public void reset() {
    begun.set(0);
    ran.set(0);
    first.reset();
    last.reset();
  }

  /** How many ran, when the first began and the last ended, and how late they began. */
  public Map<String, Double> figures() {
    int count = Math.min(ran.get(), MOST_NOTED);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("ran", (double) ran.get());
    figures.put("first_ns", (double) first.get());
    figures.put("last_ns", (double) last.get());
    figures.put("cpu_ns", (double) Clocks.cpuNanos());
    figures.put("compiling_ns", (double) Clocks.compilingNanos());
    if (count > 0) {
      figures.putAll(Figures.lateness(Arrays.copyOf(late, count)));
    }
    return figures;
  }
}
