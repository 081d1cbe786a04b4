package dev.punctual.benchmarks.memory;

import dev.punctual.benchmarks.Clocks;
import dev.punctual.benchmarks.Figures;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Jobs that run every second, spread evenly over it; each run notes how late it is. */
final class LatenessRun {

  private static final long LEAD_MILLIS = 1_500;
  private static final long WARM_UP_MILLIS = 3_000;

  private final Kind kind;
  private final int threads;
  private final int seconds;

  /** Measures for {@code seconds}, long enough for the garbage collector to have its share. */
  LatenessRun(Kind kind, int threads, int seconds) {
    this.kind = kind;
    this.threads = threads;
    this.seconds = seconds;
  }

  Map<String, Double> measure(int jobs) {
    long[] late = new long[jobs * (seconds + 1)];
    AtomicInteger count = new AtomicInteger();
    long start = System.currentTimeMillis() + LEAD_MILLIS;
    long from = start + WARM_UP_MILLIS;
    long to = from + seconds * 1_000L;
    try (Contender contender = kind.start(threads)) {
      for (int i = 0; i < jobs; i++) {
        contender.addEverySecond(
            start + i * 1_000L / jobs, due -> note(due, from, to, late, count));
      }
      Clocks.awaitMillis(from);
      long cpuBefore = Clocks.cpuNanos();
      Clocks.awaitMillis(to);
      long cpu = Clocks.cpuNanos() - cpuBefore;
      Clocks.awaitMillis(to + 500);
      return figures(Arrays.copyOf(late, count.get()), (long) jobs * seconds, cpu);
    }
  }

  private static void note(long due, long from, long to, long[] late, AtomicInteger count) {
    long nanos = -Clocks.nanosUntil(due);
    if (due >= from && due < to) {
      late[count.getAndIncrement()] = nanos;
    }
  }

  private Map<String, Double> figures(long[] late, long expected, long cpuNanos) {
    Map<String, Double> figures = Figures.lateness(late);
    figures.put("fired_percent", 100.0 * late.length / expected);
    figures.put("cpu_percent", cpuNanos / 1e7 / seconds);
    return figures;
  }
}
