package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Knows in memory which nodes share the store. */
final class MemoryMembership implements Membership {

  private final State state;

  MemoryMembership(State state) {
    this.state = state;
  }

  @Override
  public Tick tick(Node node, Duration ttl) {
    state.lock();
    try {
      state.members.announce(node, Millis.plus(state.millis(), ttl));
      state.executions.unpark(node);
      return new Tick(
          state.now(),
          state.members.count(state.millis()),
          state.nextDue(node),
          state.executions.leases.headTime() <= state.millis(),
          cancelled(node.owner()),
          unknownTasks());
    } finally {
      state.unlock();
    }
  }

  @Override
  public void leave(String owner) {
    state.lock();
    try {
      state.members.forget(owner);
      state.jobReplies.forget(owner);
      state.executionReplies.forget(owner);
    } finally {
      state.unlock();
    }
  }

  private List<ExecutionId> cancelled(String owner) {
    List<ExecutionId> cancelled = new ArrayList<>(0);
    EntryHeap<ExecutionEntry> leases = state.executions.leases;
    for (int i = 0; i < leases.size(); i++) {
      ExecutionEntry execution = leases.row(i);
      if (execution.cancelRequested && owner.equals(execution.owner)) {
        cancelled.add(execution.id);
      }
    }
    return List.copyOf(cancelled);
  }

  /** Tasks of due rows that some node moved aside and that no live node has code for. */
  private Set<String> unknownTasks() {
    Set<String> unknown = new HashSet<>(0);
    state.jobs.forEachAside(heap -> addUnknown(heap, unknown));
    state.executions.due.forEachAside(heap -> addUnknown(heap, unknown));
    return Collections.unmodifiableSet(unknown);
  }

  private void addUnknown(DueQueue<?> heap, Set<String> unknown) {
    long now = state.millis();
    if (heap.headTime() <= now) {
      String task = heap.head().task();
      if (!state.members.know(task, now)) {
        unknown.add(task);
      }
    }
  }
}
