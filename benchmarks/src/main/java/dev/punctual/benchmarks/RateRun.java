package dev.punctual.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Has one node add jobs that are due tomorrow in each way, for some seconds each. */
public final class RateRun {

  private final Arena arena;

  /** A run of one contender. */
  public RateRun(Arena arena) {
    this.arena = arena;
  }

  /** Warms up and measures. */
  public Map<String, Double> measure() throws Exception {
    try (Nodes nodes = arena.open(1, false, 0)) {
      nodes.start();
      Map<String, Double> figures = new LinkedHashMap<>();
      for (AddRun.Mode mode : AddRun.Mode.values()) {
        String answer = nodes.first().ask("rate " + mode + " " + arena.seconds());
        figures.put(
            mode.name().toLowerCase(Locale.ROOT) + "_per_s",
            Figures.read(answer).get("jobs_per_s"));
      }
      return figures;
    }
  }
}
