package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Medians;
import dev.punctual.benchmarks.Verdicts;
import java.util.List;

/** What Punctual must reach beside the others, and whether it does. */
final class Budgets {

  private static final String RATE = "jobs_per_s";

  private Budgets() {}

  /** A table of the budgets that can be judged by what was measured. */
  static String table(Medians<Workload, Kind> medians) {
    Verdicts verdicts = new Verdicts();
    for (Workload drain : List.of(Workload.DRAIN, Workload.DRAIN_2, Workload.DRAIN_4)) {
      double ofRaw = medians.ratio(drain, Kind.PUNCTUAL, Kind.RAW, RATE);
      double ofRedisson = medians.ratio(drain, Kind.PUNCTUAL, Kind.REDISSON, RATE);
      verdicts.least(drain + " ≥ 0.6 × raw", ofRaw, 0.6);
      verdicts.least(drain + " ≥ 3 × Redisson", ofRedisson, 3);
    }
    double across = medians.of(Workload.ACROSS, Kind.PUNCTUAL, "p99_ms");
    verdicts.most("added elsewhere, p99 ≤ 50 ms", across, 50);
    verdicts.most("none early", medians.of(Workload.LATENESS, Kind.PUNCTUAL, "early"), 0);
    return verdicts.table();
  }
}
