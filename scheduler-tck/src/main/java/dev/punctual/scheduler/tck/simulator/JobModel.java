package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Overflow;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a checker knows of one generation of a job. */
final class JobModel {

  /** Whether the job is in the store. */
  enum Presence {
    PRESENT,
    FINISHED,
    REMOVED
  }

  JobRecord record;
  Presence presence = Presence.PRESENT;

  /** The largest limit of instances that it ever had. */
  int mostInstances;

  /** Whether its fires ever cancelled earlier ones. */
  boolean supersedes;

  /** How many of its executions are leased. */
  int leases;

  /** How many of its executions have not ended, as far as the ledger tells. */
  int unended;

  /**
   * The node that gave it another trigger and has not told its user yet: it does so again, with the
   * first fire counted from then, if the reply says that the change came too late.
   */
  @Nullable String reschedulingAt;

  /** The nodes whose users were told that it is paused or gone. */
  final Set<String> quietAt = new HashSet<>();

  JobModel(JobRecord record) {
    this.record = record;
    become(record);
  }

  /** The job has another content. */
  void become(JobRecord stored) {
    record = stored;
    mostInstances = Math.max(mostInstances, stored.policy().maxInstances());
    supersedes |= stored.policy().overflow() == Overflow.CANCEL_RUNNING;
    if (stored.state() == JobState.ACTIVE) {
      quietAt.clear();
    }
  }

  /** Whether the overlap limit may turn a run away now. */
  boolean maySkip() {
    return unended > 0 && record.policy().overflow() != Overflow.CANCEL_RUNNING;
  }

  boolean isPresent() {
    return presence == Presence.PRESENT;
  }

  /** Whether nothing of it may be leased now. */
  boolean isRevoked() {
    return presence == Presence.REMOVED || (isPresent() && record.state() != JobState.ACTIVE);
  }
}
