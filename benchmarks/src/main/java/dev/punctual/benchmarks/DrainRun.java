package dev.punctual.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Drains by nodes that are warm, after the server has cleaned up behind the warm-ups; the medians
 * count.
 */
public final class DrainRun {

  private static final int MEASURED = 5;

  private final Arena arena;
  private final int workers;
  private final int sleepMillis;

  /** Drains by so many nodes, of jobs that take so long. */
  public DrainRun(Arena arena, int workers, int sleepMillis) {
    this.arena = arena;
    this.workers = workers;
    this.sleepMillis = sleepMillis;
  }

  /** Warms up and measures. */
  public Map<String, Double> measure() throws Exception {
    int jobs = arena.jobs();
    try (Nodes nodes = arena.open(workers, false, sleepMillis)) {
      nodes.start();
      Drains drains = new Drains(arena, nodes);
      if (arena.isSlow()) {
        drains.drain(Math.max(1, jobs / 2));
        return drains.drain(jobs);
      }
      drains.warmUp(jobs);
      arena.tidy();
      List<Map<String, Double>> measured = new ArrayList<>();
      for (int i = 0; i < MEASURED; i++) {
        measured.add(drains.drain(jobs));
      }
      return Figures.medians(measured);
    }
  }
}
