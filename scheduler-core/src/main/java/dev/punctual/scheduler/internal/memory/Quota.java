package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.TaskLimit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the limits of a node leave of each task, during one operation. */
final class Quota {

  private final Map<String, TaskLimit> limits;
  private final Executions executions;
  private final Map<String, Integer> taken;

  Quota(Node node, Executions executions) {
    this.limits = node.limits();
    this.executions = executions;
    this.taken = limits.isEmpty() ? Map.of() : new HashMap<>();
  }

  /** Whether one more execution of a task may be leased. */
  boolean admits(String task) {
    @Nullable TaskLimit limit = limits.isEmpty() ? null : limits.get(task);
    if (limit == null) {
      return true;
    }
    return taken.getOrDefault(task, 0) < limit.perCall()
        && (limit.inCluster() == Integer.MAX_VALUE || !executions.isFull(task, limit.inCluster()));
  }

  /** Counts an execution that was leased. */
  void take(String task) {
    if (!limits.isEmpty()) {
      taken.merge(task, 1, Integer::sum);
    }
  }

  /** Begins to count for another call. */
  void renew() {
    if (!limits.isEmpty()) {
      taken.clear();
    }
  }
}
