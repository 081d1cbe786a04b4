package dev.punctual.benchmarks.memory;

import java.lang.ref.Reference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Adds jobs that are due tomorrow, one by one from one thread. */
final class AddRun {

  private static final int WARM_UPS = 3;
  private static final int WARM_UP_PART = 10;
  private static final int COLLECTIONS = 3;
  private static final Runnable NOTHING = () -> {};

  private final Kind kind;
  private final int threads;

  AddRun(Kind kind, int threads) {
    this.kind = kind;
    this.threads = threads;
  }

  Map<String, Double> measure(int jobs) {
    for (int i = 0; i < WARM_UPS; i++) {
      try (Contender warm = kind.start(threads)) {
        add(warm, Math.max(1, jobs / WARM_UP_PART));
      }
    }
    try (Contender contender = kind.start(threads)) {
      add(contender, 1);
      long before = usedHeap();
      long begin = System.nanoTime();
      add(contender, jobs);
      double seconds = (System.nanoTime() - begin) / 1e9;
      long after = usedHeap();
      Reference.reachabilityFence(contender);
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("jobs_per_s", jobs / seconds);
      figures.put("bytes_per_job", (after - before) / (double) jobs);
      return figures;
    }
  }

  private static void add(Contender contender, int jobs) {
    long tomorrow = System.currentTimeMillis() + TimeUnit.DAYS.toMillis(1);
    for (int i = 0; i < jobs; i++) {
      contender.addOnce(tomorrow, NOTHING);
    }
  }

  private static long usedHeap() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
