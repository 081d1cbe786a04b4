package dev.punctual.benchmarks;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Adds jobs that are due tomorrow for some seconds, after a warm-up, and counts them. */
public final class AddRun {

  /** How they are added. */
  public enum Mode {
    /** One by one. */
    ONE(1),
    /** One by one, by eight threads. */
    EIGHT(8),
    /** Many at once. */
    BATCH(1);

    private final int threads;

    Mode(int threads) {
      this.threads = threads;
    }
  }

  private final Contender contender;
  private final int batch;

  /**
   * A run on one node.
   *
   * @param batch how many are added at once by {@link Mode#BATCH}
   */
  public AddRun(Contender contender, int batch) {
    this.contender = contender;
    this.batch = batch;
  }

  /** How many a second. */
  public Map<String, Double> measure(Mode mode, int seconds) {
    addFor(mode, Math.max(1, seconds / 2));
    long began = System.nanoTime();
    long added = addFor(mode, seconds);
    return Map.of("jobs_per_s", added * 1e9 / (System.nanoTime() - began));
  }

  private long addFor(Mode mode, int seconds) {
    long tomorrow = System.currentTimeMillis() + TimeUnit.DAYS.toMillis(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    LongAdder added = new LongAdder();
    List<Long> due = Collections.nCopies(batch, tomorrow);
    Runnable adder =
        () -> {
          while (System.nanoTime() < end) {
            if (mode == Mode.BATCH) {
              contender.addAll(due);
              added.add(batch);
            } else {
              contender.add(tomorrow);
              added.increment();
            }
          }
        };
    List<Thread> threads =
        Collections.nCopies(mode.threads, adder).stream().map(Thread::new).toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return added.sum();
  }
}
