package dev.punctual.scheduler.store;

import java.time.Instant;

/**
 * Consecutive fires of one job that were not run.
 *
 * @param first the first nominal fire time that was skipped
 * @param last the last one; equal to {@code first} when there is one
 * @param count how many fires of the trigger lie in the range, 1 or more
 * @param reason why they were skipped
 */
public record MissedRange(
    String jobId, long generation, Instant first, Instant last, long count, Reason reason) {

  /** Why fires were skipped. */
  public enum Reason {
    /** They would have started later than the misfire grace time allows. */
    GRACE,
    /** A later or earlier fire was run in their place. */
    COALESCED,
    /** The job already had as many live executions as it may. */
    MAX_INSTANCES,
    /** The job was paused. */
    PAUSED,
    /** More were missed than catch-up runs at once. */
    CATCH_UP_CAP,
    /** The executor was full and drops what it cannot take. */
    EXECUTOR_FULL,
    /** They were due and not yet run when the job was given another schedule. */
    RESCHEDULED
  }
}
