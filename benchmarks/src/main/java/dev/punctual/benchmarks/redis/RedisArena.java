package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Arena;
import dev.punctual.benchmarks.Nodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One contender on a Redis server.
 *
 * @param allJobs how many a drain has, before the slow contenders get a part of that
 * @param threads how many run jobs on a node
 * @param seconds how long what is measured by time takes
 * @param jvmFlags what the nodes' JVMs are started with
 */
record RedisArena(
    Kind kind, BenchServer server, int allJobs, int threads, int seconds, List<String> jvmFlags)
    implements Arena {

  /** The same for another contender. */
  RedisArena of(Kind other) {
    return new RedisArena(other, server, allJobs, threads, seconds, jvmFlags);
  }

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
    return Math.max(1, allJobs / kind.part());
  }

  @Override
  public boolean isSlow() {
    return false; // fewer jobs take the slow one no longer than the others
  }

  /** Nodes on the keys of the contender. */
  private final class RedisNodes extends Nodes {

    RedisNodes(int workers, boolean withClient, int sleepMillis) throws IOException {
      super(kind.toString());
      List<List<String>> arguments = new ArrayList<>();
      for (int i = withClient ? -1 : 0; i < workers; i++) {
        arguments.add(
            List.of(
                kind.toString(),
                server.url(),
                Integer.toString(threads),
                Boolean.toString(i < 0),
                Integer.toString(sleepMillis)));
      }
      start(NodeMain.class, jvmFlags, arguments);
    }

    @Override
    protected boolean isUnfinished() {
      return server.entries(kind.left()) > 0;
    }
  }
}
