package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.Membership.Tick;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.StoreTraits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;

/**
 * The contract as a program: a store for one thread that is as plain as can be, to hold others
 * against. Each operation searches lists and does what the contract says in its words.
 */
final class StoreModel implements JobStore, Membership {

  private final ModelState state;
  private final JobRegistry jobs;
  private final FireQueue queue;
  private final LeaseBook leases;
  private final History history;

  /** An empty store that lives by {@code clock}. */
  StoreModel(InstantSource clock) {
    state = new ModelState(clock);
    jobs = new ModelRegistry(state);
    queue = new ModelQueue(state);
    leases = new ModelLeases(state);
    history = new ModelHistory(state);
  }

  @Override
  public JobRegistry jobs() {
    return jobs;
  }

  @Override
  public FireQueue queue() {
    return queue;
  }

  @Override
  public LeaseBook leases() {
    return leases;
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public Membership members() {
    return this;
  }

  /** No hint is ever told; polling is the truth. */
  @Override
  public Hints hints() {
    return listener -> () -> {};
  }

  @Override
  public StoreTraits traits() {
    return StoreTraits.IN_PROCESS;
  }

  @Override
  public Instant now() {
    return state.now();
  }

  @Override
  public void close() {}

  @Override
  public Tick tick(Node node, Duration ttl) {
    state.members.put(node.owner(), state.now().plus(ttl));
    state.tasks.put(node.owner(), node.tasks());
    state.members.values().removeIf(until -> !until.isAfter(state.now()));
    for (ModelExecution run : state.live) {
      if (run.state == ExecutionState.PARKED
          && node.tasks().contains(run.source.task())
          && !run.parkedBy.contains(node.owner())) {
        run.ready();
      }
    }
    return new Tick(
        state.now(),
        state.members.size(),
        queue.nextDue(node).due(),
        state.live.stream()
            .anyMatch(run -> run.leaseUntil != null && !run.leaseUntil.isAfter(state.now())),
        state.live.stream()
            .filter(run -> run.cancelRequested && node.owner().equals(run.owner))
            .map(run -> run.id)
            .toList(),
        unknownTasks());
  }

  /** Whether an execution is due and no live node has code for it. */
  boolean isUnknown(ExecutionRecord run) {
    return !run.dueTime().isAfter(now()) && !state.isKnown(run.task());
  }

  private Set<String> unknownTasks() {
    Set<String> due = new TreeSet<>();
    for (ModelJob job : state.jobs.values()) {
      Instant time = job.record.dueTime();
      if (job.record.state() == JobState.ACTIVE && time != null && !time.isAfter(state.now())) {
        due.add(job.record.task());
      }
    }
    for (ModelExecution run : state.live) {
      if (run.state == ExecutionState.SCHEDULED && !run.dueTime.isAfter(state.now())) {
        due.add(run.source.task());
      }
    }
    due.removeIf(state::isKnown);
    return due;
  }

  @Override
  public void leave(String owner) {
    state.members.remove(owner);
  }
}
