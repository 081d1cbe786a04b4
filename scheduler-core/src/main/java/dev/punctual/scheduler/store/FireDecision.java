package dev.punctual.scheduler.store;

import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen to a claimed job.
 *
 * @param fires the fires to run, in order; empty when all were missed
 * @param missed the fires that are not run
 * @param lastFireTime the latest fire that this decision covers; null when it covers none
 * @param nextFireTime the next fire; null when there is none and the job ends
 * @param dueTime {@code nextFireTime} plus jitter; null exactly when that is null
 * @param claimLimit how many of the executions go straight to the caller, 0 or more; those past
 *     their deadline do not
 * @param problem when present, the job is PAUSED with this reason and keeps its place; the other
 *     parts are then empty
 */
public record FireDecision(
    JobClaim claim,
    List<PlannedFire> fires,
    List<MissedRange> missed,
    @Nullable Instant lastFireTime,
    @Nullable Instant nextFireTime,
    @Nullable Instant dueTime,
    int claimLimit,
    @Nullable String problem) {

  /** Copies the lists. */
  public FireDecision {
    fires = List.copyOf(fires);
    missed = List.copyOf(missed);
  }

  /** A decision to pause a job whose trigger failed. */
  public static FireDecision paused(JobClaim claim, String problem) {
    JobRecord job = claim.job();
    return new FireDecision(
        claim, List.of(), List.of(), null, job.nextFireTime(), job.dueTime(), 0, problem);
  }

  /**
   * One fire that is to run.
   *
   * @param fireTime the nominal fire time
   * @param dueTime when it may start at the earliest
   * @param deadline when it may start at the latest; null for no limit
   * @param adjustment how a clock change moved it
   */
  public record PlannedFire(
      Instant fireTime, Instant dueTime, @Nullable Instant deadline, Adjustment adjustment) {}
}
