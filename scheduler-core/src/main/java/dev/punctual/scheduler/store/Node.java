package dev.punctual.scheduler.store;

import java.util.Set;

/**
 * Who asks for work, and which work it can do.
 *
 * @param owner a fresh random name for each start of an engine, never a host name
 * @param tasks the tasks that it has code for
 */
public record Node(String owner, Set<String> tasks) {

  /** Copies the set. */
  public Node {
    tasks = Set.copyOf(tasks);
  }
}
