package dev.punctual.scheduler.store;

import java.util.Map;
import java.util.Set;

/**
 * Who asks for work, and which work it can do.
 *
 * @param owner a fresh random name for each start of an engine and each of its stores, never a host
 *     name
 * @param tasks the tasks that it has code for and takes now
 * @param queues the queues that it serves; claims name those that it takes from now, which are
 *     among them
 * @param limits how many executions it takes of tasks that have a limit; a task that is missing
 *     here has none
 */
public record Node(
    String owner, Set<String> tasks, Set<String> queues, Map<String, TaskLimit> limits) {

  /** Copies the collections. */
  public Node {
    tasks = Set.copyOf(tasks);
    queues = Set.copyOf(queues);
    limits = Map.copyOf(limits);
  }

  /** A node that serves the queue of {@link JobPolicy#DEFAULT} and whose tasks have no limits. */
  public Node(String owner, Set<String> tasks) {
    this(owner, tasks, Set.of(JobPolicy.DEFAULT.queue()), Map.of());
  }

  /** This node with other queues. */
  public Node withQueues(Set<String> served) {
    return new Node(owner, tasks, served, limits);
  }

  /** This node with other limits. */
  public Node withLimits(Map<String, TaskLimit> taken) {
    return new Node(owner, tasks, queues, taken);
  }

  /** The limit of a task. */
  public TaskLimit limit(String task) {
    return limits.getOrDefault(task, TaskLimit.NONE);
  }
}
