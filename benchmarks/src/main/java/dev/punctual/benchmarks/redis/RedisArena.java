package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Arena;
import dev.punctual.benchmarks.NodeSetup;
import dev.punctual.benchmarks.Nodes;
import dev.punctual.benchmarks.Sizes;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One contender on a Redis server. */
record RedisArena(Kind kind, BenchServer server, Sizes sizes) implements Arena {

  @Override
  public Nodes open(int workers, boolean withClient, int sleepMillis) throws IOException {
    server.clear();
    return new RedisNodes(workers, withClient, sleepMillis);
  }

  @Override
  public Map<String, Double> counts() {
    return server.counts();
  }

  @Override
  public int jobs() {
    return sizes.jobs(kind.part());
  }

  @Override
  public boolean isSlow() {
    return false; // fewer jobs take the slow one no longer than the others
  }

  /** Nodes on the keys of the contender. */
  private final class RedisNodes extends Nodes {

    RedisNodes(int workers, boolean withClient, int sleepMillis) throws IOException {
      super(kind.toString());
      NodeSetup worker =
          NodeSetup.worker(kind, List.of(server.url()), sizes.threads(), sleepMillis);
      start(NodeMain.class, sizes.jvmFlags(), worker, workers, withClient);
    }

    @Override
    protected boolean isUnfinished() {
      return server.entries(kind.left()) > 0;
    }
  }
}
