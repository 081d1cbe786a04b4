package dev.punctual.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Drains by one node and by two, in turns and within the same minute, since the speed of a machine
 * that others share changes more from one minute to the next than by a second node. All nodes are
 * {@link Restable}. For one thread.
 */
public final class ScaleRun {

  private static final int PAIRS = 21;

  private final Arena arena;
  private int awake;

  /** Compares one node with two. */
  public ScaleRun(Arena arena) {
    this.arena = arena;
  }

  /** Warms up and measures; the first figure is the median of what two nodes do for each of one. */
  public Map<String, Double> measure() throws Exception {
    try (Nodes nodes = arena.open(2, false, 0)) {
      nodes.start();
      awake = 2;
      Drains drains = new Drains(arena, nodes);
      if (arena.isSlow()) {
        drains.drain(Math.max(1, arena.jobs() / 2));
      } else {
        drains.warmUp(arena.jobs());
        wake(nodes, 1);
        drains.warmUp(arena.jobs());
        arena.tidy();
      }
      List<Map<String, Double>> pairs = new ArrayList<>();
      for (int i = 0; i < (arena.isSlow() ? 1 : PAIRS); i++) {
        int first = 1 + i % 2; // the last of a pair is the first of the next
        Map<String, Double> one = Map.of();
        Map<String, Double> two = Map.of();
        for (int count : List.of(first, 3 - first)) {
          wake(nodes, count);
          Map<String, Double> figures = drains.drain(arena.jobs());
          one = count == 1 ? figures : one;
          two = count == 2 ? figures : two;
        }
        pairs.add(pair(one, two));
      }
      return figures(pairs);
    }
  }

  /** Has so many nodes run jobs. */
  private void wake(Nodes nodes, int count) {
    if (count != awake) {
      nodes.last().order(count == 1 ? "rest" : "start");
      awake = count;
    }
  }

  private static Map<String, Double> pair(Map<String, Double> one, Map<String, Double> two) {
    Map<String, Double> pair = new LinkedHashMap<>();
    pair.put("ratio", two.get("jobs_per_s") / one.get("jobs_per_s"));
    one.forEach((name, figure) -> pair.put("one_" + name, figure));
    two.forEach((name, figure) -> pair.put("two_" + name, figure));
    return pair;
  }

  private static Map<String, Double> figures(List<Map<String, Double>> pairs) {
    Map<String, Double> figures = Figures.medians(pairs);
    figures.put("least_ratio", ratios(pairs).min().orElseThrow());
    figures.put("most_ratio", ratios(pairs).max().orElseThrow());
    return figures;
  }

  private static DoubleStream ratios(List<Map<String, Double>> pairs) {
    return pairs.stream().mapToDouble(pair -> pair.get("ratio"));
  }
}
