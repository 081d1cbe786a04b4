package dev.punctual.benchmarks;

import java.util.Map;

/** Has one node add jobs that are due at once, and another run them. */
public final class AcrossRun {

  private static final int PER_SECOND = 60;
  private static final int WARM_UP = 100;

  private final Arena arena;

  /** A run of one contender. */
  public AcrossRun(Arena arena) {
    this.arena = arena;
  }

  /** Warms up and measures. */
  public Map<String, Double> measure() throws Exception {
    int jobs = PER_SECOND * arena.seconds();
    try (Nodes nodes = arena.open(1, true, 0)) {
      nodes.last().order("start");
      nodes.first().order("now " + WARM_UP);
      nodes.awaitRan(WARM_UP);
      nodes.reset();
      nodes.first().order("now " + jobs);
      nodes.awaitRan(jobs);
      return SteadyRun.lateness(nodes.last().figures(), jobs);
    }
  }
}
