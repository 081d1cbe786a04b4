package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.jdbc.NodeMain.Role;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Has one node add jobs that are due at once, and another run them. */
final class AcrossRun {

  private static final int PER_SECOND = 60;
  private static final int WARM_UP = 100;

  private final Conditions conditions;
  private final Kind kind;

  AcrossRun(Conditions conditions, Kind kind) {
    this.conditions = conditions;
    this.kind = kind;
  }

  Map<String, Double> measure() throws IOException, SQLException {
    int jobs = PER_SECOND * conditions.seconds();
    try (Nodes nodes = Nodes.open(conditions, kind, 0, Role.CLIENT, Role.WORKER)) {
      nodes.last().order("start");
      nodes.first().order("now " + WARM_UP);
      nodes.awaitRan(WARM_UP);
      nodes.reset();
      nodes.first().order("now " + jobs);
      nodes.awaitRan(jobs);
      Map<String, Double> seen = nodes.last().figures();
      Map<String, Double> figures = new LinkedHashMap<>();
      for (String name : new String[] {"p99_ms", "p50_ms", "max_ms", "early"}) {
        figures.put(name, seen.get(name));
      }
      return figures;
    }
  }
}
