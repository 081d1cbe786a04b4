package dev.punctual.benchmarks.memory;

import java.util.Locale;
import java.util.Map;

/** What a contender is measured by. */
enum Workload {
  /** Adding jobs that are due tomorrow, and what they take of the heap. */
  ADD(1_000_000) {
    @Override
    Map<String, Double> measure(Kind kind, int jobs, int threads) {
      return new AddRun(kind, threads).measure(jobs);
    }
  },
  /** Running jobs that all come due at one instant. */
  DRAIN(100_000) {
    @Override
    Map<String, Double> measure(Kind kind, int jobs, int threads) {
      boolean slow = kind == Kind.QUARTZ; // takes seconds for each, and is warm after one
      int warmUps = Integer.getInteger("warmups", slow ? 1 : 4);
      int measured = warmUps == 0 || slow ? 1 : 5; // without a warm-up only the first counts
      return new DrainRun(kind, threads, warmUps, measured).measure(jobs);
    }
  },
  /** How late jobs run that each run every second, spread evenly. */
  LATENESS(10_000) {
    @Override
    Map<String, Double> measure(Kind kind, int jobs, int threads) {
      return new LatenessRun(kind, threads, 8).measure(jobs);
    }
  };

  private final int jobs;

  Workload(int jobs) {
    this.jobs = jobs;
  }

  /** How many jobs the published figures are for. */
  int jobs() {
    return jobs;
  }

  /** Warms up and measures in this JVM; the figures by name, the first one counts most. */
  abstract Map<String, Double> measure(Kind kind, int jobs, int threads);

  static Workload named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
