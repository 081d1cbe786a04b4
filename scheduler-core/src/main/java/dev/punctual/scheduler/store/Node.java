package dev.punctual.scheduler.store;

import java.util.Map;
import java.util.Set;

/**
 * Who asks for work, and which work it can do.
 *
 * @param owner a fresh random name for each start of an engine, never a host name
 * @param tasks the tasks that it has code for and takes now
 * @param limits how many executions it takes of tasks that have a limit; a task that is missing
 *     here has none
 */
public record Node(String owner, Set<String> tasks, Map<String, TaskLimit> limits) {

  /** Copies the collections. */
  public Node {
    tasks = Set.copyOf(tasks);
    limits = Map.copyOf(limits);
  }

  /** A node whose tasks have no limits. */
  public Node(String owner, Set<String> tasks) {
    this(owner, tasks, Map.of());
  }

  /** The limit of a task. */
  public TaskLimit limit(String task) {
    return limits.getOrDefault(task, TaskLimit.NONE);
  }
}
