package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.NodeOrders;
import java.io.IOException;

/** One node of a contender in a JVM of its own. */
public final class NodeMain {

  private NodeMain() {}

  /** Takes what a node is told when it is started; the server is found by its url. */
  public static void main(String[] args) throws IOException {
    NodeOrders.obey(
        args,
        (node, work) -> {
          Setup setup = new Setup(node.server().get(0), node.threads(), node.client());
          return Kind.named(node.contender()).open(setup, work);
        });
  }
}
