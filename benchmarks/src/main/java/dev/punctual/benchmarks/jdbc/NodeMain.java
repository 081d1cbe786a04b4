package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.NodeOrders;
import java.io.IOException;

/** One node of a contender in a JVM of its own. */
public final class NodeMain {

  private NodeMain() {}

  /** Takes what a node is told when it is started; the server is found by url and user. */
  public static void main(String[] args) throws IOException {
    NodeOrders.obey(
        args,
        (node, work) -> {
          String url = node.server().get(0);
          String user = node.server().get(1);
          Setup setup = Setup.of(url, user, node.threads(), node.client());
          return Kind.named(node.contender()).open(setup, work);
        });
  }
}
