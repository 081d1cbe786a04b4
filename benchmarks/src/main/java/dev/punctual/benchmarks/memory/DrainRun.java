package dev.punctual.benchmarks.memory;

import dev.punctual.benchmarks.Clocks;
import dev.punctual.benchmarks.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Adds jobs that all come due at one instant, lets the machine rest until then, and measures from
 * that instant until the last job has run and, where runs are recorded, until all are. Does so
 * several times in a new scheduler and takes the medians.
 */
final class DrainRun {

  private static final long PAUSE_MILLIS = 300;
  private static final long FIRST_LEAD_MILLIS = 500;

  private final Kind kind;
  private final int threads;
  private final int warmUps;
  private final int measured;

  /** How long adding may take; grows until it is enough. */
  private long leadMillis = FIRST_LEAD_MILLIS;

  DrainRun(Kind kind, int threads, int warmUps, int measured) {
    this.kind = kind;
    this.threads = threads;
    this.warmUps = warmUps;
    this.measured = measured;
  }

  Map<String, Double> measure(int jobs) {
    for (int i = 0; i < warmUps; i++) {
      drain(jobs);
    }
    List<Map<String, Double>> figures = new ArrayList<>();
    for (int i = 0; i < measured; i++) {
      figures.add(drain(jobs));
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    for (String name : figures.get(0).keySet()) {
      medians.put(name, Figures.median(figures, name));
    }
    return medians;
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
