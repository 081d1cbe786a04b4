package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.NodeOrders;
import dev.punctual.benchmarks.Work;
import java.io.IOException;

/** One node of a contender in a JVM of its own. */
public final class NodeMain {

  private NodeMain() {}

  /**
   * Takes the contender, url, number of threads, whether it only adds, and how long a job sleeps.
   */
  public static void main(String[] args) throws IOException {
    Work work = new Work(Long.parseLong(args[4]));
    Setup setup = new Setup(args[1], Integer.parseInt(args[2]), Boolean.parseBoolean(args[3]));
    NodeOrders.obey(work, Kind.named(args[0]).open(setup, work));
  }
}
