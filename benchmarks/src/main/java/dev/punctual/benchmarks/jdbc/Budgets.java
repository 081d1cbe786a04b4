package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Medians;
import dev.punctual.benchmarks.Verdicts;

/** What Punctual must reach beside the others, and whether it does. */
final class Budgets {

  private static final String RATE = "jobs_per_s";

  private final Medians<Workload, Kind> medians;
  private final Verdicts verdicts = new Verdicts();

  private Budgets(Medians<Workload, Kind> medians) {
    this.medians = medians;
  }

  /** A table of the budgets that can be judged by what was measured. */
  static String table(Medians<Workload, Kind> medians, boolean postgres) {
    Budgets budgets = new Budgets(medians);
    if (postgres) {
      budgets.judge();
    } else {
      budgets.ratio("drain ≥ 0.6 × raw", Workload.DRAIN, RATE, Kind.RAW, 0.6);
    }
    return budgets.verdicts.table();
  }

  private void judge() {
    ratio("add one by one ≥ 1.1 × db-scheduler", Workload.ADD, "one_per_s", Kind.DBS_LOCK, 1.1);
    ratio("add, 8 threads ≥ 1.1 × db-scheduler", Workload.ADD, "eight_per_s", Kind.DBS_LOCK, 1.1);
    ratio("add in batches ≥ 2 × db-scheduler", Workload.ADD, "batch_per_s", Kind.DBS_LOCK, 2);
    ratio("drain ≥ 3 × db-scheduler", Workload.DRAIN, RATE, Kind.DBS_LOCK, 3);
    ratio("drain ≥ 0.35 × floor", Workload.DRAIN, RATE, Kind.FLOOR, 0.35);
    most("≤ 0.2 statements a run", Workload.DRAIN, "statements_per_run", 0.2);
    most("≤ 1,000 bytes of log a run", Workload.DRAIN, "wal_bytes_per_run", 1_000);
    least("2 nodes ≥ 0.95 × one", Workload.SCALE, "ratio", 0.95);
    nodes("2 nodes, 5 ms jobs ≥ 1.6 × one", Workload.SLEEP_2, Workload.SLEEP, 1.6);
    most("late at 500/s, p99 ≤ 5 ms", Workload.LATENESS, "p99_ms", 5);
    most("none early", Workload.LATENESS, "early", 0);
    most("added elsewhere, p99 ≤ 100 ms", Workload.ACROSS, "p99_ms", 100);
    most("idle ≤ 20 statements a minute", Workload.IDLE, "statements_per_node", 20);
    most("claim of 100, p99 ≤ 20 ms", Workload.CLAIM, "p99_ms", 20);
  }

  private void ratio(String text, Workload workload, String figure, Kind rival, double least) {
    verdicts.least(text, medians.ratio(workload, Kind.PUNCTUAL, rival, figure), least);
  }

  private void nodes(String text, Workload more, Workload one, double least) {
    double own = medians.of(more, Kind.PUNCTUAL, RATE);
    verdicts.least(text, own / medians.of(one, Kind.PUNCTUAL, RATE), least);
  }

  private void least(String text, Workload workload, String figure, double least) {
    verdicts.least(text, medians.of(workload, Kind.PUNCTUAL, figure), least);
  }

  private void most(String text, Workload workload, String figure, double most) {
    verdicts.most(text, medians.of(workload, Kind.PUNCTUAL, figure), most);
  }
}
