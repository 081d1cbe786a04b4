package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.NodeProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Nodes of one contender on an empty server. For one thread. */
final class Nodes implements AutoCloseable {

  private static final long LOOK_NANOS = 2_000_000;
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final Kind kind;
  private final BenchServer server;
  private final List<NodeProcess> all = new ArrayList<>();

  private Nodes(Kind kind, BenchServer server) {
    this.kind = kind;
    this.server = server;
  }

  /** Starts processes, which do nothing yet: some that run jobs, before them one that only adds. */
  static Nodes open(Conditions conditions, Kind kind, int workers, boolean withClient)
      throws IOException {
    conditions.server().clear();
    Nodes nodes = new Nodes(kind, conditions.server());
    boolean opened = false;
    try {
      for (int i = withClient ? -1 : 0; i < workers; i++) {
        List<String> arguments =
            List.of(
                kind.toString(),
                conditions.server().url(),
                Integer.toString(conditions.threads()),
                Boolean.toString(i < 0));
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

  /** Waits until so many jobs have run. */
  void awaitRan(int jobs) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    int ran = 0;
    while (ran < jobs) {
      ran = all.stream().mapToInt(NodeProcess::ran).sum();
      if (System.nanoTime() > end) {
        throw new IllegalStateException(kind + ": " + ran + " of " + jobs + " jobs have run");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Waits until the server has no unfinished job. */
  void awaitRecorded() {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (server.entries(kind.left()) > 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(kind + ": some jobs are never finished");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  @Override
  public void close() {
    all.forEach(NodeProcess::close);
  }
}
