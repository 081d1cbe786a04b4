package com.example.store;

import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Node;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job, the claim on it and its live executions, which outlive its row. */
final class KeptJob {

  /** Where the row of a job is. */
  enum Row {
    STORED,
    /** Gone because no fire follows; its executions go on as if it were there. */
    FINISHED,
    /** Gone because a user said so; its executions are to end. */
    REMOVED
  }

  /** Its live executions, the oldest first. */
  final Set<KeptRun> runs = new LinkedHashSet<>();

  JobRecord record;
  Row row = Row.STORED;

  @Nullable String claimOwner;
  private long claimToken;
  private Instant claimUntil = Instant.EPOCH;

  KeptJob(JobRecord record) {
    this.record = record;
  }

  /** Stands for a job that is gone, for a run like one of its own. */
  static KeptJob finished(JobRecord record) {
    KeptJob job = new KeptJob(record);
    job.row = Row.FINISHED;
    return job;
  }

  /** Takes a new content. The version moves on, so what was decided about the old one is stale. */
  void become(JobRecord content) {
    record = content.withVersion(record.version() + 1);
    claimOwner = null;
  }

  void claim(String owner, long token, Instant until) {
    claimOwner = owner;
    claimToken = token;
    claimUntil = until;
  }

  /** Whether a claim keeps others away. */
  boolean isClaimed(Instant now) {
    return claimOwner != null && claimUntil.isAfter(now);
  }

  /** Whether a claim with that token is the latest one; it counts until someone takes over. */
  boolean isClaimedWith(long token) {
    return claimOwner != null && claimToken == token;
  }

  boolean isRemoved() {
    return row == Row.REMOVED;
  }

  /** Whether its executions have to wait because it is paused or parked. */
  boolean holds() {
    return row == Row.STORED && record.state() != JobState.ACTIVE;
  }

  /** Whether it fires, and {@code node} has code for it. */
  boolean mayFireOn(Node node) {
    return record.state() == JobState.ACTIVE
        && record.dueTime() != null
        && node.tasks().contains(record.task());
  }

  /** When it can be claimed next; null when it has no next fire. */
  @Nullable Instant claimableAt(Instant now) {
    return isClaimed(now) ? claimUntil : record.dueTime();
  }

  /** Executions that wait for an earlier one, the oldest first. */
  List<KeptRun> waiting() {
    return runs.stream().filter(run -> run.state == ExecutionState.BLOCKED).toList();
  }

  /** How many executions count for the overlap limit. */
  int running() {
    return runs.size() - waiting().size();
  }

  /** The policy by which {@code next} is let go: the job's as it is now, or was when it ended. */
  JobPolicy policyFor(KeptRun next) {
    return row == Row.STORED ? record.policy() : next.source.policy();
  }
}
