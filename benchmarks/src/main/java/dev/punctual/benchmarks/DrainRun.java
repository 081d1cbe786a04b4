package dev.punctual.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds jobs that all come due at one instant, lets the machine rest until then, and measures from
 * the start of the first until the store has recorded the last. Does so with the same nodes until
 * the compilers of their virtual machines rest, has the server clean up after all that, and then
 * does so some times more, the medians of which count.
 */
public final class DrainRun {

  private static final int MOST_WARM_UPS = 30; // for each node, which share the runs
  private static final int RESTING = 3; // so many drains with little compiling, one after the other
  private static final double LITTLE = 0.15; // of the nodes' processor time
  private static final int MEASURED = 5;
  private static final long PAUSE_MILLIS = 300;
  private static final long FIRST_LEAD_MILLIS = 1_000;

  private final Arena arena;
  private final int workers;
  private final int sleepMillis;

  /** How long adding may take; grows until it is enough. */
  private long leadMillis = FIRST_LEAD_MILLIS;

  /** A drain by so many nodes, of jobs that take so long. */
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
      if (arena.isSlow()) {
        drain(nodes, Math.max(1, jobs / 2));
        return drain(nodes, jobs);
      }
      warmUp(nodes, jobs);
      arena.tidy();
      List<Map<String, Double>> measured = new ArrayList<>();
      for (int i = 0; i < MEASURED; i++) {
        measured.add(drain(nodes, jobs));
      }
      return Figures.medians(measured);
    }
  }

  private void warmUp(Nodes nodes, int jobs) throws Exception {
    int resting = 0;
    int most = MOST_WARM_UPS * nodes.all().size();
    for (int i = 0; i < most && resting < RESTING; i++) {
      double before = total(nodes, "compiling_ns");
      Map<String, Double> figures = drain(nodes, jobs);
      double compiling = (total(nodes, "compiling_ns") - before) / 1e3 / jobs;
      resting = compiling < LITTLE * figures.get("node_cpu_us_per_run") ? resting + 1 : 0;
    }
  }

  private Map<String, Double> drain(Nodes nodes, int jobs) throws Exception {
    while (true) {
      nodes.reset();
      long due = System.currentTimeMillis() + leadMillis;
      nodes.first().order("add " + jobs + " " + due);
      if (System.currentTimeMillis() <= due - PAUSE_MILLIS) {
        return drain(nodes, jobs, due);
      }
      nodes.awaitRan(jobs); // too late to rest before they are due: once more with more time
      var unused = nodes.awaitRecorded();
      leadMillis *= 2;
    }
  }

  private Map<String, Double> drain(Nodes nodes, int jobs, long due) throws Exception {
    Clocks.awaitMillis(due - PAUSE_MILLIS / 2);
    Map<String, Double> before = arena.counts();
    double cpuBefore = total(nodes, "cpu_ns");
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

  private static double total(Nodes nodes, String figure) {
    return nodes.all().stream().mapToDouble(each -> each.figures().get(figure)).sum();
  }
}
