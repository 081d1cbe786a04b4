package com.example.store;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A live execution. {@link Runs} changes its state. */
final class KeptRun {

  final ExecutionId id;
  final KeptJob job;

  /** What it runs and how: its job as it was when it fired, or when the run that it repeats did. */
  final JobRecord source;

  final Instant fireTime;
  private final Adjustment adjustment;
  private final Instant created;

  ExecutionState state = ExecutionState.SCHEDULED;
  Instant dueTime;
  @Nullable Instant deadline;
  int attempt = 1;
  int lost;
  boolean cancelRequested;

  /** The lease: an owner and an end exactly while CLAIMED, and the token of the latest one. */
  @Nullable String owner;

  @Nullable Instant leaseUntil;
  long token;

  /** When the holder of the lease confirmed its start; null when it did not. */
  @Nullable Instant confirmed;

  /** Nodes that could not read it. */
  final Set<String> parkedBy = new HashSet<>();

  KeptRun(ExecutionId id, KeptJob job, JobRecord source, PlannedFire fire, Instant created) {
    this.id = id;
    this.job = job;
    this.source = source;
    this.fireTime = fire.fireTime();
    this.dueTime = fire.dueTime();
    this.deadline = fire.deadline();
    this.adjustment = fire.adjustment();
    this.created = created;
  }

  /** Whether it waits for a node, and {@code node} has code for it. */
  boolean mayRunOn(Node node) {
    return state == ExecutionState.SCHEDULED && node.tasks().contains(source.task());
  }

  /** Whether {@code token} names the lease that holds; any other changes nothing. */
  boolean isLeasedWith(long leaseToken) {
    return state == ExecutionState.CLAIMED && token == leaseToken;
  }

  /** Whether its lease ran out; it stays leased until someone takes it away. */
  boolean isExpired(Instant now) {
    return leaseUntil != null && !leaseUntil.isAfter(now);
  }

  /** Whether it is too late to start it; at the deadline it is not. */
  boolean isLate(Instant now) {
    return deadline != null && deadline.isBefore(now);
  }

  /** Whether a user wants it gone. */
  boolean isUnwanted() {
    return cancelRequested || job.isRemoved();
  }

  /** What callers see. */
  ExecutionRecord record() {
    return record(state);
  }

  ExecutionRecord record(ExecutionState shown) {
    return new ExecutionRecord(
        id,
        source.task(),
        source.payload(),
        source.policy(),
        source.tags(),
        fireTime,
        dueTime,
        deadline,
        adjustment,
        shown,
        owner,
        token,
        leaseUntil,
        attempt,
        lost,
        cancelRequested,
        created);
  }
}
