package dev.punctual.scheduler.internal.memory;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one node can see of the due rows, during one operation. */
final class View {

  private static final int MAX_MOVES = 4_096;

  private final Set<String> tasks;
  private @Nullable String latestKnown;
  private int moves = MAX_MOVES;

  View(Set<String> tasks) {
    this.tasks = tasks;
  }

  /** The tasks that the node has code for. */
  Set<String> tasks() {
    return tasks;
  }

  @SuppressWarnings("ReferenceEquality") // an equal name is looked up like any other
  boolean knows(String task) {
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
