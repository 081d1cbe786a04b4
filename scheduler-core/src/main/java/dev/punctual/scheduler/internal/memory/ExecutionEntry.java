package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A live execution. All fields are guarded by the store's lock. */
final class ExecutionEntry extends Entry<ExecutionId, ExecutionEntry> {

  final ExecutionId id;
  final JobEntry job;

  /** The job as it was when it fired, with what this execution is given. */
  final JobRecord source;

  final Instant fireTime;
  final Adjustment adjustment;
  final Instant created;
  Instant dueTime;
  @Nullable Instant deadline;
  ExecutionState state = ExecutionState.SCHEDULED;
  @Nullable String owner;
  @Nullable Instant leaseUntil;
  long token;

  /** The lease whose completion took effect; 0 when none did. */
  long completedToken;

  int attempt = 1;
  int lost;
  boolean cancelRequested;

  /** When {@code LeaseBook.start} confirmed the current lease. */
  @Nullable Instant started;

  /** The nodes that found that they cannot run it; null while there is none. */
  @Nullable Set<String> parkedBy;

  /** Neighbours among the executions of the job that are not BLOCKED. */
  @Nullable ExecutionEntry before;

  @Nullable ExecutionEntry after;

  ExecutionEntry(
      ExecutionId id,
      JobEntry job,
      Instant fireTime,
      Instant dueTime,
      @Nullable Instant deadline,
      Adjustment adjustment,
      Instant created) {
    this(id, job, job.record, fireTime, dueTime, deadline, adjustment, created);
  }

  /** An execution of {@code job} as {@code source} describes it. */
  ExecutionEntry(
      ExecutionId id,
      JobEntry job,
      JobRecord source,
      Instant fireTime,
      Instant dueTime,
      @Nullable Instant deadline,
      Adjustment adjustment,
      Instant created) {
    this.id = id;
    this.job = job;
    this.source = source;
    this.fireTime = fireTime;
    this.dueTime = dueTime;
    this.deadline = deadline;
    this.adjustment = adjustment;
    this.created = created;
  }

  boolean isLeased(long byToken) {
    return state == ExecutionState.CLAIMED && token == byToken;
  }

  boolean isLeased(String by, long byToken) {
    return isLeased(byToken) && by.equals(owner);
  }

  /** Whether a node found that it cannot run it. */
  boolean isParkedBy(String node) {
    return parkedBy != null && parkedBy.contains(node);
  }

  void addParkedBy(String node) {
    if (parkedBy == null) {
      parkedBy = new HashSet<>(2);
    }
    parkedBy.add(node);
  }

  /** Whether it is not to be started again. */
  boolean isUnwanted() {
    return cancelRequested || job.presence == JobEntry.Presence.REMOVED;
  }

  ExecutionRecord toRecord() {
    return toRecord(state);
  }

  ExecutionRecord toRecord(ExecutionState shown) {
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

  @Override
  ExecutionId key() {
    return id;
  }

  @Override
  String queue() {
    return source.policy().queue();
  }

  @Override
  int priority() {
    return source.policy().priority();
  }

  @Override
  String task() {
    return source.task();
  }

  @Override
  long orderKey() {
    return OrderKey.of(id.jobId());
  }

  @Override
  boolean precedes(ExecutionEntry other) {
    return ExecutionOrder.compare(id, other.id) < 0;
  }
}
