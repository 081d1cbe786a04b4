package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.AcrossRun;
import dev.punctual.benchmarks.DrainRun;
import dev.punctual.benchmarks.IdleRun;
import dev.punctual.benchmarks.Measure;
import dev.punctual.benchmarks.RateRun;
import dev.punctual.benchmarks.ScaleRun;
import dev.punctual.benchmarks.SteadyRun;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a contender is measured by. */
enum Workload {
  /** Adding jobs that are due tomorrow: one by one, by eight threads, in batches of 1,000. */
  ADD(arena -> new RateRun(arena).measure()),
  /** Running jobs that all come due at one instant. */
  DRAIN(arena -> new DrainRun(arena, 1, 0).measure()),
  /** The same with two nodes. */
  DRAIN_2(arena -> new DrainRun(arena, 2, 0).measure()),
  /** The same with four. */
  DRAIN_4(arena -> new DrainRun(arena, 4, 0).measure()),
  /** The same with one node and with two in turns, a pair after the other. */
  SCALE(arena -> new ScaleRun(arena).measure()),
  /** Running jobs that sleep for five milliseconds. */
  SLEEP(arena -> new DrainRun(arena, 1, 5).measure()),
  /** The same with two nodes. */
  SLEEP_2(arena -> new DrainRun(arena, 2, 5).measure()),
  /** How late jobs run that come due steadily, 500 a second. */
  LATENESS(arena -> new SteadyRun(arena).measure()),
  /** How late jobs run that another node adds, due at once. */
  ACROSS(arena -> new AcrossRun(arena).measure()),
  /** What a node asks while there is nothing to do. */
  IDLE(arena -> new IdleRun(arena).measure()),
  /** Claiming 100 of a million due jobs below a million of higher priority that are not due. */
  CLAIM(arena -> new ClaimRun(arena).measure());

  private final Measure<DatabaseArena> run;

  Workload(Measure<DatabaseArena> run) {
    this.run = run;
  }

  /** Warms up and measures; the figures by name, the first one counts most. */
  Map<String, Double> measure(DatabaseArena arena) throws Exception {
    return run.take(arena);
  }

  /** Those that budgets speak of for a database. */
  static List<Workload> of(boolean postgres) {
    return postgres ? List.of(values()) : List.of(ADD, DRAIN);
  }

  static Workload named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
