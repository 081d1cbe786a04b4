package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.AcrossRun;
import dev.punctual.benchmarks.DrainRun;
import dev.punctual.benchmarks.Measure;
import dev.punctual.benchmarks.RateRun;
import dev.punctual.benchmarks.SteadyRun;
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
  /** How late jobs run that come due steadily, 500 a second. */
  LATENESS(arena -> new SteadyRun(arena).measure()),
  /** How late jobs run that another node adds, due at once. */
  ACROSS(arena -> new AcrossRun(arena).measure());

  private final Measure<RedisArena> run;

  Workload(Measure<RedisArena> run) {
    this.run = run;
  }

  /** Warms up and measures; the figures by name, the first one counts most. */
  Map<String, Double> measure(RedisArena arena) throws Exception {
    return run.take(arena);
  }

  static Workload named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
