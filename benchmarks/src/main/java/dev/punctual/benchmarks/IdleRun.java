package dev.punctual.benchmarks;

import java.util.Map;

/** Counts what two nodes ask in a minute in which nothing is due. */
public final class IdleRun {

  private static final int NODES = 2;
  private static final long SETTLE_MILLIS = 10_000;
  private static final long MINUTE_MILLIS = 60_000;

  private final Arena arena;

  /** A run of one contender. */
  public IdleRun(Arena arena) {
    this.arena = arena;
  }

  /** Lets the nodes settle and counts. */
  public Map<String, Double> measure() throws Exception {
    try (Nodes nodes = arena.open(NODES, false, 0)) {
      nodes.start();
      Clocks.awaitMillis(System.currentTimeMillis() + SETTLE_MILLIS);
      Map<String, Double> before = arena.counts();
      Clocks.awaitMillis(System.currentTimeMillis() + MINUTE_MILLIS);
      return arena.counted(before, NODES, "node");
    }
  }
}
