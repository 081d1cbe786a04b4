package dev.punctual.scheduler;

import dev.punctual.scheduler.store.JobRecord;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one job of {@link JobBatches#addJobs}.
 *
 * @param jobId its id, also when that was made up
 * @param store the name of the store that it was for
 * @param stored the job that is there under this id now; empty when that is not known
 */
public record AddResult(String jobId, String store, Status status, Optional<JobRecord> stored) {

  /** Refuses nulls. */
  public AddResult {
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(stored, "stored");
  }

  /** The possible answers. */
  public enum Status {
    /** The id was free; the job is there. */
    ADDED,
    /** The id was taken; the old job stays, as {@code KEEP} says. */
    KEPT,
    /** The old job is gone; the new one is there. */
    REPLACED,
    /** The old job has the new definition. */
    UPDATED,
    /** The id was taken; the old job stays, as {@code FAIL} says. */
    CONFLICT,
    /** The store failed while it was asked to add the job, which may be there. */
    UNKNOWN,
    /** The store had failed before the job's turn came; it is not there by this call. */
    UNTRIED
  }

  /** Whether the job is there as it was described: ADDED, REPLACED or UPDATED. */
  public boolean isStored() {
    return status == Status.ADDED || status == Status.REPLACED || status == Status.UPDATED;
  }
}
