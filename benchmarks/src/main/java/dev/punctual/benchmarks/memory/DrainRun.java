package dev.punctual.benchmarks.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Adds jobs that all come due at one instant, lets the machine rest until then, and measures from
 * that instant until the last job has run and, where runs are recorded, until all are.
 */
final class DrainRun {

  private static final int WARM_UPS = 8;
  private static final long PAUSE_MILLIS = 300;
  private static final long FIRST_LEAD_MILLIS = 500;

  private final Kind kind;
  private final int threads;

  /** How long adding may take; grows until it is enough. */
  private long leadMillis = FIRST_LEAD_MILLIS;

  DrainRun(Kind kind, int threads) {
    this.kind = kind;
    this.threads = threads;
  }

  Map<String, Double> measure(int jobs) {
    int warmUps =
        Integer.getInteger(
            "warmups",
            kind == Kind.QUARTZ ? 1 : WARM_UPS); // it takes seconds, and is warm after one
    for (int i = 0; i < warmUps; i++) {
      drain(jobs);
    }
    return drain(jobs);
  }

  private Map<String, Double> drain(int jobs) {
    while (true) {
      try (Contender contender = kind.start(threads)) {
        CountDownLatch left = new CountDownLatch(jobs);
        Runnable job = left::countDown;
        long due = System.currentTimeMillis() + leadMillis;
        for (int i = 0; i < jobs; i++) {
          contender.addOnce(due, job);
        }
        if (System.currentTimeMillis() <= due - PAUSE_MILLIS) {
          return drain(contender, left, due, jobs);
        }
        leadMillis *= 2; // too late to rest before they are due: once more with more time
      }
    }
  }

  private static Map<String, Double> drain(
      Contender contender, CountDownLatch left, long due, int jobs) {
    System.gc();
    Clocks.awaitMillis(due);
    long cpuBefore = Clocks.cpuNanos();
    try {
      left.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    contender.settle();
    double nanos = -Clocks.nanosUntil(due);
    long cpu = Clocks.cpuNanos() - cpuBefore;
    long recorded = contender.recorded();
    if (recorded >= 0 && recorded != jobs) {
      throw new IllegalStateException(recorded + " of " + jobs + " runs were recorded");
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("jobs_per_s", jobs / nanos * 1e9);
    figures.put("cpu_us_per_job", cpu / 1e3 / jobs);
    return figures;
  }
}
