package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A live execution in the model. */
final class ModelExecution {

  final ExecutionId id;
  final ModelJob job;

  /** What it runs and how, whatever its job has become since. */
  final JobRecord source;

  final Instant fireTime;
  final Adjustment adjustment;
  final Instant created;
  Instant dueTime;
  @Nullable Instant deadline;
  ExecutionState state = ExecutionState.SCHEDULED;
  @Nullable String owner;
  long token;
  @Nullable Instant leaseUntil;
  @Nullable Instant started;
  int attempt = 1;
  int lost;
  boolean cancelRequested;
  final Set<String> parkedBy = new HashSet<>();

  ModelExecution(
      ExecutionId id, ModelJob job, JobRecord source, PlannedFire fire, Instant created) {
    this.id = id;
    this.job = job;
    this.source = source;
    this.fireTime = fire.fireTime();
    this.dueTime = fire.dueTime();
    this.deadline = fire.deadline();
    this.adjustment = fire.adjustment();
    this.created = created;
  }

  boolean isLeased(LeaseRef lease) {
    return state == ExecutionState.CLAIMED && token == lease.token();
  }

  boolean isLate(Instant now) {
    return deadline != null && deadline.isBefore(now);
  }

  /** Whether a user wants it gone. */
  boolean isUnwanted() {
    return cancelRequested || job.presence == ModelJob.Presence.REMOVED;
  }

  void unlease() {
    owner = null;
    leaseUntil = null;
    started = null;
  }

  /** Lets it wait for a node, or for the end of a pause. */
  void ready() {
    state = job.holds() ? ExecutionState.HELD : ExecutionState.SCHEDULED;
  }

  ExecutionRecord record() {
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
        state,
        owner,
        token,
        leaseUntil,
        attempt,
        lost,
        cancelRequested,
        created);
  }
}
