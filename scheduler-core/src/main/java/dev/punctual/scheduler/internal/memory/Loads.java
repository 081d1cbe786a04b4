package dev.punctual.scheduler.internal.memory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many executions of each task are leased, and which tasks a limit holds back. It counts from
 * the moment at which a node first sets a limit, so that stores without limits pay nothing. Guarded
 * by the store's lock.
 */
final class Loads {

  private @Nullable Map<String, Integer> leased;
  private final Set<String> heldBack = new HashSet<>(0);

  /** Notes that an execution of {@code task} was leased. */
  void add(String task) {
    Map<String, Integer> counts = leased;
    if (counts != null) {
      counts.merge(task, 1, Integer::sum);
    }
  }

  /**
   * Notes that a lease on an execution of {@code task} ended.
   *
   * @return whether others of the task were held back that may go now
   */
  boolean remove(String task) {
    Map<String, Integer> counts = leased;
    if (counts == null) {
      return false;
    }
    counts.computeIfPresent(task, (name, count) -> count == 1 ? null : count - 1);
    return heldBack.remove(task);
  }

  /** Whether {@code most} executions of a task are leased; notes that this held others back. */
  boolean isFull(String task, int most, EntryHeap<ExecutionEntry> leases) {
    Map<String, Integer> counts = leased == null ? count(leases) : leased;
    boolean full = counts.getOrDefault(task, 0) >= most;
    if (full) {
      heldBack.add(task);
    }
    return full;
  }

  /** Whether a limit held executions of {@code task} back and no slot became free since. */
  boolean isHeldBack(String task) {
    return heldBack.contains(task);
  }

  private Map<String, Integer> count(EntryHeap<ExecutionEntry> leases) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < leases.size(); i++) {
      counts.merge(leases.row(i).task(), 1, Integer::sum);
    }
    leased = counts;
    return counts;
  }
}
