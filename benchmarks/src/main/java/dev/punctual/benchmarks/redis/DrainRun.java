package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Clocks;
import dev.punctual.benchmarks.NodeProcess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds jobs that all come due at one instant, lets the machine rest until then, and measures from
 * the start of the first until the server has recorded the last. Does so several times with the
 * same nodes; the last time counts.
 */
final class DrainRun {

  private static final int WARM_UPS = 4;
  private static final long PAUSE_MILLIS = 300;
  private static final long FIRST_LEAD_MILLIS = 1_000;

  private final Conditions conditions;
  private final Kind kind;
  private final int count;

  /** How long adding may take; grows until it is enough. */
  private long leadMillis = FIRST_LEAD_MILLIS;

  DrainRun(Conditions conditions, Kind kind, int count) {
    this.conditions = conditions;
    this.kind = kind;
    this.count = count;
  }

  Map<String, Double> measure() throws IOException {
    int jobs = Math.max(1, conditions.jobs() / kind.part());
    try (Nodes nodes = Nodes.open(conditions, kind, count, false)) {
      nodes.start();
      for (int i = 0; i < WARM_UPS; i++) {
        drain(nodes, jobs);
      }
      return drain(nodes, jobs);
    }
  }

  private Map<String, Double> drain(Nodes nodes, int jobs) {
    while (true) {
      nodes.reset();
      long due = System.currentTimeMillis() + leadMillis;
      nodes.first().order("add " + jobs + " " + due);
      if (System.currentTimeMillis() <= due - PAUSE_MILLIS) {
        return drain(nodes, jobs, due);
      }
      nodes.awaitRan(jobs); // too late to rest before they are due: once more with more time
      nodes.awaitRecorded();
      leadMillis *= 2;
    }
  }

  private Map<String, Double> drain(Nodes nodes, int jobs, long due) {
    BenchServer server = conditions.server();
    Clocks.awaitMillis(due - PAUSE_MILLIS / 2);
    BenchServer.Counts before = server.counts();
    double cpuBefore = total(nodes, "cpu_ns");
    nodes.awaitRan(jobs);
    nodes.awaitRecorded();
    double end = Clocks.wallNanos();
    BenchServer.Counts counts = server.counts().minus(before);
    List<Map<String, Double>> each = nodes.all().stream().map(NodeProcess::figures).toList();
    double begin = each.stream().mapToDouble(one -> one.get("first_ns")).min().orElseThrow();
    double ran = each.stream().mapToDouble(one -> one.get("ran")).sum();
    double cpu = each.stream().mapToDouble(one -> one.get("cpu_ns")).sum() - cpuBefore;
    double busiest = each.stream().mapToDouble(one -> one.get("ran")).max().orElseThrow();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("jobs_per_s", jobs / (end - begin) * 1e9);
    figures.put("server_cpu_us_per_run", counts.cpuMicros() / jobs);
    figures.put("node_cpu_us_per_run", cpu / 1e3 / jobs);
    figures.put("scripts_per_run", counts.scripts() / jobs);
    figures.put("file_bytes_per_run", counts.fileBytes() / jobs);
    figures.put("busiest_percent", 100 * busiest / ran);
    figures.put("twice", ran - jobs);
    return figures;
  }

  private static double total(Nodes nodes, String figure) {
    return nodes.all().stream().mapToDouble(each -> each.figures().get(figure)).sum();
  }
}
