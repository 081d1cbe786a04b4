package dev.punctual.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Has one node run jobs that come due one after the other at even distances, and looks how late
 * each begins by the clock of this machine, which is that of the store.
 */
public final class SteadyRun {

  private static final int PER_SECOND = 500;
  private static final int WARM_UP_SECONDS = 3;
  private static final long LEAD_MILLIS = 2_500;
  private static final long MORE_LEAD_MILLIS = 10_000;
  private static final long AFTER_MILLIS = 600;

  private final Arena arena;

  /** A run of one contender. */
  public SteadyRun(Arena arena) {
    this.arena = arena;
  }

  /** Warms up and measures. */
  public Map<String, Double> measure() throws Exception {
    int seconds = 2 * arena.seconds();
    int jobs = PER_SECOND * (WARM_UP_SECONDS + seconds);
    try (Nodes nodes = arena.open(1, false, 0)) {
      nodes.start();
      long lead = LEAD_MILLIS + (arena.isSlow() ? MORE_LEAD_MILLIS : 0);
      long first = System.currentTimeMillis() + lead;
      nodes.first().order("spread " + jobs + " " + first + " " + 1_000_000 / PER_SECOND);
      if (System.currentTimeMillis() > first) {
        throw new IllegalStateException("adding " + jobs + " jobs took longer than " + lead);
      }
      Clocks.awaitMillis(first + WARM_UP_SECONDS * 1_000L - 1);
      nodes.reset();
      Map<String, Double> before = arena.counts();
      Clocks.awaitMillis(first + (WARM_UP_SECONDS + seconds) * 1_000L + AFTER_MILLIS);
      int expected = PER_SECOND * seconds;
      Map<String, Double> counted = arena.counted(before, expected, "run");
      Map<String, Double> figures = lateness(nodes.first().figures(), expected);
      figures.putAll(counted);
      return figures;
    }
  }

  /** What matters of a node's figures. */
  static Map<String, Double> lateness(Map<String, Double> seen, int expected) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (String name : new String[] {"p99_ms", "p50_ms", "max_ms", "first_ms", "early"}) {
      figures.put(name, seen.getOrDefault(name, Double.NaN));
    }
    figures.put("fired_percent", 100.0 * seen.get("ran") / expected);
    return figures;
  }
}
