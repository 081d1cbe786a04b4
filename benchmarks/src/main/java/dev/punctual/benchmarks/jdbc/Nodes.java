package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.NodeProcess;
import dev.punctual.benchmarks.jdbc.NodeMain.Role;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Nodes of one contender on a database with fresh tables. For one thread. */
final class Nodes implements AutoCloseable {

  private static final long LOOK_NANOS = 2_000_000;
  private static final long PATIENCE_NANOS = 240_000_000_000L;

  private final Kind kind;
  private final Server server;
  private final List<NodeProcess> all = new ArrayList<>();

  private Nodes(Kind kind, Server server) {
    this.kind = kind;
    this.server = server;
  }

  /** Makes the tables and starts the processes, which do nothing yet. */
  static Nodes open(Conditions conditions, Kind kind, int sleepMillis, Role... roles)
      throws IOException, SQLException {
    Server server = conditions.server();
    server.clear();
    TableScripts.create(kind, server);
    Nodes nodes = new Nodes(kind, server);
    boolean opened = false;
    try {
      for (Role role : roles) {
        List<String> arguments =
            List.of(
                kind.toString(),
                server.url(),
                server.user(),
                Integer.toString(conditions.threads()),
                role.name(),
                Integer.toString(sleepMillis));
        nodes.all.add(NodeProcess.start(NodeMain.class, conditions.jvmFlags(), arguments));
      }
      opened = true;
      return nodes;
    } finally {
      if (!opened) {
        nodes.close();
      }
    }
  }

  void start() {
    all.forEach(node -> node.order("start"));
  }

  NodeProcess first() {
    return all.get(0);
  }

  NodeProcess last() {
    return all.get(all.size() - 1);
  }

  List<NodeProcess> all() {
    return all;
  }

  void reset() {
    all.forEach(NodeProcess::reset);
  }

  int ran() {
    return all.stream().mapToInt(NodeProcess::ran).sum();
  }

  /** Waits until so many jobs have run. */
  void awaitRan(int jobs) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (ran() < jobs) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(kind + ": " + ran() + " of " + jobs + " jobs have run");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Waits until the database has no unfinished job. */
  void awaitRecorded() throws SQLException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    try (var connection = server.connect();
        var left = connection.prepareStatement(kind.leftSql())) {
      while (true) {
        try (var answer = left.executeQuery()) {
          answer.next();
          if (!answer.getBoolean(1)) {
            return;
          }
        }
        if (System.nanoTime() > end) {
          throw new IllegalStateException(kind + ": some jobs are never finished");
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  @Override
  public void close() {
    all.forEach(NodeProcess::close);
  }
}
