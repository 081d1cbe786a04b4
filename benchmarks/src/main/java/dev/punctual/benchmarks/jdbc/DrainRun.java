package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Clocks;
import dev.punctual.benchmarks.NodeProcess;
import dev.punctual.benchmarks.jdbc.NodeMain.Role;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds jobs that all come due at one instant, lets the machine rest until then, and measures from
 * the start of the first until the database has recorded the last. Does so several times with the
 * same nodes; the last time counts.
 */
final class DrainRun {

  private static final int WARM_UPS = 4;
  private static final long PAUSE_MILLIS = 300;
  private static final long FIRST_LEAD_MILLIS = 2_000;

  private final Conditions conditions;
  private final Kind kind;
  private final int count;
  private final int sleepMillis;

  /** How long adding may take; grows until it is enough. */
  private long leadMillis = FIRST_LEAD_MILLIS;

  DrainRun(Conditions conditions, Kind kind, int count, int sleepMillis) {
    this.conditions = conditions;
    this.kind = kind;
    this.count = count;
    this.sleepMillis = sleepMillis;
  }

  Map<String, Double> measure() throws IOException, SQLException {
    int jobs = Math.max(1, conditions.jobs() / kind.part());
    Role[] roles = Collections.nCopies(count, Role.WORKER).toArray(Role[]::new);
    try (Nodes nodes = Nodes.open(conditions, kind, sleepMillis, roles)) {
      nodes.start();
      int warmUps = kind.part() == 1 ? WARM_UPS : 1;
      for (int i = 0; i < warmUps; i++) {
        drain(nodes, kind.part() == 1 ? jobs : Math.max(1, jobs / 2));
      }
      return drain(nodes, jobs);
    }
  }

  private Map<String, Double> drain(Nodes nodes, int jobs) throws SQLException {
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

  private Map<String, Double> drain(Nodes nodes, int jobs, long due) throws SQLException {
    Server server = conditions.server();
    ServerCounts before = server.counts();
    Clocks.awaitMillis(due - PAUSE_MILLIS / 2);
    double cpuBefore = total(nodes, "cpu_ns");
    nodes.awaitRan(jobs);
    nodes.awaitRecorded();
    double end = Clocks.wallNanos();
    ServerCounts counts = server.counts().minus(before);
    List<Map<String, Double>> each = nodes.all().stream().map(NodeProcess::figures).toList();
    double begin = each.stream().mapToDouble(one -> one.get("first_ns")).min().orElseThrow();
    double ran = each.stream().mapToDouble(one -> one.get("ran")).sum();
    double cpu = each.stream().mapToDouble(one -> one.get("cpu_ns")).sum() - cpuBefore;
    double busiest = each.stream().mapToDouble(one -> one.get("ran")).max().orElseThrow();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("jobs_per_s", jobs / (end - begin) * 1e9);
    figures.put("statements_per_run", counts.statements() / jobs);
    figures.put("begins_per_run", counts.begins() / jobs);
    figures.put("wal_bytes_per_run", counts.walBytes() / jobs);
    figures.put("node_cpu_us_per_run", cpu / 1e3 / jobs);
    figures.put("server_cpu_us_per_run", counts.cpuMicros() / jobs);
    figures.put("busiest_percent", 100 * busiest / ran);
    figures.put("twice", ran - jobs);
    return figures;
  }

  private static double total(Nodes nodes, String figure) {
    return nodes.all().stream().mapToDouble(each -> each.figures().get(figure)).sum();
  }
}
