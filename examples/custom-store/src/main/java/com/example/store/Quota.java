package com.example.store;

import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.TaskLimit;
import java.util.HashMap;
import java.util.Map;

/** What the limits of a node leave of each task, during one call of it. */
final class Quota {

  private final Node node;
  private final Runs runs;
  private final Map<String, Integer> taken = new HashMap<>();

  Quota(Node node, Runs runs) {
    this.node = node;
    this.runs = runs;
  }

  /** Whether the call may lease one more execution of a task. */
  boolean admits(String task) {
    TaskLimit limit = node.limit(task);
    return taken.getOrDefault(task, 0) < limit.perCall() && !runs.isFull(task, limit.inCluster());
  }

  /** Counts an execution that the call has leased. */
  void take(String task) {
    taken.merge(task, 1, Integer::sum);
  }
}
