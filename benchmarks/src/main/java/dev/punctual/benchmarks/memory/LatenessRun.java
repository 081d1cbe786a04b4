package dev.punctual.benchmarks.memory;

import java.util.Arrays;
import java.util.LinkedHashMap;
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
    Arrays.sort(late);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("p99_ms", at(late, 0.99));
    figures.put("p50_ms", at(late, 0.5));
    figures.put("max_ms", at(late, 1));
    figures.put("first_ms", at(late, 0));
    figures.put("early", (double) Arrays.stream(late).filter(nanos -> nanos < 0).count());
    figures.put("fired_percent", 100.0 * late.length / expected);
    figures.put("cpu_percent", cpuNanos / 1e7 / seconds);
    return figures;
  }

  private static double at(long[] sorted, double part) {
    int last = sorted.length - 1;
    return last < 0 ? Double.NaN : sorted[(int) Math.round(part * last)] / 1e6;
  }
}
