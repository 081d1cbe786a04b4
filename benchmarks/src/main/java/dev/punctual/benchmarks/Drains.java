package dev.punctual.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Drains by the same nodes, one after the other: adds jobs that all come due at one instant, lets
 * the machine rest until then, and measures from the start of the first until the store has
 * recorded the last.
 */
final class Drains {

  private static final int MOST_WARM_UPS = 30; // for each node, which share the runs
  private static final int RESTING = 3; // so many drains with little compiling, one after the other
  private static final double LITTLE = 0.15; // of the nodes' processor time
  private static final long PAUSE_MILLIS = 300;
  private static final long FIRST_LEAD_MILLIS = 1_000;

  private final Arena arena;
  private final Nodes nodes;

  /** How long adding may take; grows until it is enough. */
  private long leadMillis = FIRST_LEAD_MILLIS;

  Drains(Arena arena, Nodes nodes) {
    this.arena = arena;
    this.nodes = nodes;
  }

  /** Drains until the compilers of the virtual machines rest. */
  void warmUp(int jobs) throws Exception {
    int resting = 0;
    int most = MOST_WARM_UPS * nodes.all().size();
    for (int i = 0; i < most && resting < RESTING; i++) {
      double before = total("compiling_ns");
      Map<String, Double> figures = drain(jobs);
      double compiling = (total("compiling_ns") - before) / 1e3 / jobs;
      resting = compiling < LITTLE * figures.get("node_cpu_us_per_run") ? resting + 1 : 0;
    }
  }

  /** One drain. */
  Map<String, Double> drain(int jobs) throws Exception {
    while (true) {
      nodes.reset();
      long due = System.currentTimeMillis() + leadMillis;
      nodes.first().order("add " + jobs + " " + due);
      if (System.currentTimeMillis() <= due - PAUSE_MILLIS) {
        return drain(jobs, due);
      }
      nodes.awaitRan(jobs); // too late to rest before they are due: once more with more time
      var unused = nodes.awaitRecorded();
      leadMillis *= 2;
    }
  }

  private Map<String, Double> drain(int jobs, long due) throws Exception {
    Clocks.awaitMillis(due - PAUSE_MILLIS / 2);
    Map<String, Double> before = arena.counts();
    double cpuBefore = total("cpu_ns");
    nodes.awaitRan(jobs);
    double end = nodes.awaitRecorded();
    Map<String, Double> counted = arena.counted(before, jobs, "run");
    List<Map<String, Double>> each = nodes.all().stream().map(NodeProcess::figures).toList();
    double begin = each.stream().mapToDouble(one -> one.get("first_ns")).min().orElseThrow();
    double ran = each.stream().mapToDouble(one -> one.get("ran")).sum();
    double cpu = each.stream().mapToDouble(one -> one.get("cpu_ns")).sum() - cpuBefore;
    double busiest = each.stream().mapToDouble(one -> one.get("ran")).max().orElseThrow();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("jobs_per_s", jobs / (end - begin) * 1e9);
    figures.putAll(counted);
    figures.put("node_cpu_us_per_run", cpu / 1e3 / jobs);
    figures.put("busiest_percent", 100 * busiest / ran);
    figures.put("twice", ran - jobs);
    return figures;
  }

  private double total(String figure) {
    return nodes.all().stream().mapToDouble(each -> each.figures().get(figure)).sum();
  }
}
