package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Clocks;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Has one node run jobs that come due one after the other at even distances, and looks how late
 * each begins by the clock of this machine, which is that of the server.
 */
final class SteadyRun {

  private static final int PER_SECOND = 500;
  private static final int WARM_UP_SECONDS = 3;
  private static final long LEAD_MILLIS = 2_500;
  private static final long AFTER_MILLIS = 600;

  private final Conditions conditions;
  private final Kind kind;

  SteadyRun(Conditions conditions, Kind kind) {
    this.conditions = conditions;
    this.kind = kind;
  }

  Map<String, Double> measure() throws IOException {
    int seconds = conditions.seconds();
    int jobs = PER_SECOND * (WARM_UP_SECONDS + seconds);
    try (Nodes nodes = Nodes.open(conditions, kind, 1, false)) {
      nodes.start();
      long first = System.currentTimeMillis() + LEAD_MILLIS;
      nodes.first().order("spread " + jobs + " " + first + " " + 1_000_000 / PER_SECOND);
      if (System.currentTimeMillis() > first) {
        throw new IllegalStateException(kind + ": adding " + jobs + " jobs took too long");
      }
      Clocks.awaitMillis(first + WARM_UP_SECONDS * 1_000L - 1);
      nodes.reset();
      Clocks.awaitMillis(first + (WARM_UP_SECONDS + seconds) * 1_000L + AFTER_MILLIS);
      return lateness(nodes.first().figures(), PER_SECOND * seconds);
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
