package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Clocks;
import dev.punctual.benchmarks.jdbc.NodeMain.Role;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what two nodes ask in a minute in which nothing is due. */
final class IdleRun {

  private static final int NODES = 2;
  private static final long SETTLE_MILLIS = 10_000;
  private static final long MINUTE_MILLIS = 60_000;

  private final Conditions conditions;
  private final Kind kind;

  IdleRun(Conditions conditions, Kind kind) {
    this.conditions = conditions;
    this.kind = kind;
  }

  Map<String, Double> measure() throws IOException, SQLException {
    Role[] roles = Collections.nCopies(NODES, Role.WORKER).toArray(Role[]::new);
    try (Nodes nodes = Nodes.open(conditions, kind, 0, roles)) {
      nodes.start();
      Clocks.awaitMillis(System.currentTimeMillis() + SETTLE_MILLIS);
      ServerCounts before = conditions.server().counts();
      Clocks.awaitMillis(System.currentTimeMillis() + MINUTE_MILLIS);
      ServerCounts counts = conditions.server().counts().minus(before);
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("statements_per_node", counts.statements() / NODES);
      figures.put("begins_per_node", counts.begins() / NODES);
      figures.put("wal_bytes_per_node", counts.walBytes() / NODES);
      return figures;
    }
  }
}
