package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.NodeOrders;
import dev.punctual.benchmarks.Work;
import java.io.IOException;

/** One node of a contender in a JVM of its own. */
public final class NodeMain {

  private NodeMain() {}

  /** Takes the contender, url, user, number of threads, role and how long a job sleeps. */
  public static void main(String[] args) throws IOException {
    Work work = new Work(Long.parseLong(args[5]));
    Setup setup =
        Setup.of(args[1], args[2], Integer.parseInt(args[3]), Role.valueOf(args[4]) == Role.CLIENT);
    NodeOrders.obey(work, Kind.named(args[0]).open(setup, work));
  }

  /** What a node is for. */
  enum Role {
    /** Runs jobs, and adds some. */
    WORKER,
    /** Adds jobs only. */
    CLIENT
  }
}
