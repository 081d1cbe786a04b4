package dev.punctual.scheduler.internal.memory;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one node can see of the due rows, during one operation. */
final class View {

  private static final int MAX_MOVES = 4_096;

  private final Set<String> tasks;
  private final @Nullable Quota quota;
  private @Nullable String latestKnown;
  private int moves = MAX_MOVES;

  /** All rows of some tasks. */
  View(Set<String> tasks) {
    this(tasks, null);
  }

  /** The rows of some tasks as long as {@code quota} admits them. */
  View(Set<String> tasks, @Nullable Quota quota) {
    this.tasks = tasks;
    this.quota = quota;
  }

  /** The tasks that the node has code for. */
  Set<String> tasks() {
    return tasks;
  }

  /** Whether the node takes rows of {@code task} now. */
  boolean shows(String task) {
    return knows(task) && (quota == null || quota.admits(task));
  }

  @SuppressWarnings("ReferenceEquality") // an equal name is looked up like any other
  private boolean knows(String task) {
    if (task == latestKnown) {
      return true;
    }
    if (tasks.contains(task)) {
      latestKnown = task;
      return true;
    }
    return false;
  }

  /** Whether one more row may be moved aside; bounds what an operation does for others. */
  boolean mayMove() {
    return moves-- > 0;
  }
}
