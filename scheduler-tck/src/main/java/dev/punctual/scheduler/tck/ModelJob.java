package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A job in the model. Its executions refer to it though its row is gone. */
final class ModelJob {

  /** Whether the job is still there. */
  enum Presence {
    PRESENT,
    /** It had no next fire. */
    FINISHED,
    /** A user took it away, or another took its place. */
    REMOVED
  }

  JobRecord record;
  Presence presence = Presence.PRESENT;
  @Nullable String claimOwner;
  long claimToken;
  Instant claimUntil = Instant.MIN;

  ModelJob(JobRecord record) {
    this.record = record;
  }

  boolean isClaimed(Instant now) {
    return claimToken != 0 && claimUntil.isAfter(now);
  }

  /** A new content ends any claim. */
  void become(JobRecord content) {
    record = content.withVersion(record.version() + 1);
    claimToken = 0;
    claimUntil = Instant.MIN;
  }

  /** Whether its executions may not run for now. */
  boolean holds() {
    return presence == Presence.PRESENT && record.state() != JobState.ACTIVE;
  }
}
