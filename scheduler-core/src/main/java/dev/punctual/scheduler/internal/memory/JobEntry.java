package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A job and its live executions. It outlives its row while some of its executions are live. All
 * fields are guarded by the store's lock.
 */
final class JobEntry extends Entry<String, JobEntry> {

  /** Whether the job is still there. */
  enum Presence {
    /** It is. */
    PRESENT,
    /** It had no next fire; its executions go on. */
    FINISHED,
    /** A user took it away; its executions stop. */
    REMOVED
  }

  /** The job as it is, or as it was last. */
  JobRecord record;

  Presence presence = Presence.PRESENT;

  /** Who decides its fires; null when nobody does. */
  @Nullable String claimOwner;

  /** Names the claim; 0 when there is none. */
  long claimToken;

  /** One of its live executions that are not BLOCKED, which lead to each other. */
  @Nullable ExecutionEntry first;

  /** How many those are. */
  int live;

  /** Its BLOCKED executions in the order in which they go; null when there never was one. */
  @Nullable ArrayDeque<ExecutionEntry> blocked;

  JobEntry(JobRecord record) {
    this.record = record;
  }

  /** Whether it keeps its executions from running. */
  boolean holds() {
    return presence == Presence.PRESENT && record.state() != JobState.ACTIVE;
  }

  int blockedCount() {
    return blocked == null ? 0 : blocked.size();
  }

  void link(ExecutionEntry execution) {
    execution.after = first;
    if (first != null) {
      first.before = execution;
    }
    first = execution;
    live++;
  }

  void unlink(ExecutionEntry execution) {
    if (execution.before == null) {
      first = execution.after;
    } else {
      execution.before.after = execution.after;
    }
    if (execution.after != null) {
      execution.after.before = execution.before;
    }
    execution.before = null;
    execution.after = null;
    live--;
  }

  @Override
  String key() {
    return record.id();
  }

  @Override
  String queue() {
    return record.policy().queue();
  }

  @Override
  int priority() {
    return record.policy().priority();
  }

  @Override
  String task() {
    return record.task();
  }

  @Override
  long orderKey() {
    return OrderKey.of(record.id());
  }

  @Override
  boolean precedes(JobEntry other) {
    return record.id().compareTo(other.record.id()) < 0;
  }
}
