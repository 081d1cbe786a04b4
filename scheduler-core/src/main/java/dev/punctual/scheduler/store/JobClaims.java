package dev.punctual.scheduler.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Jobs whose fires the caller is to decide, and executions of jobs that left nothing to decide.
 *
 * @param storeNow the store's time of the claim
 * @param nextDue when the earliest job of the queues asked for that this node could claim, and did
 *     not, is due; one claimed by another node counts from the end of that claim; null when there
 *     is none
 * @param fired the executions that {@link FireQueue#claimOrFire} has leased to the caller, which
 *     were the last of their jobs; empty in any other answer
 */
public record JobClaims(
    Instant storeNow,
    List<JobClaim> claims,
    @Nullable Instant nextDue,
    List<ExecutionRecord> fired) {

  /** Copies the lists. */
  public JobClaims {
    claims = List.copyOf(claims);
    fired = List.copyOf(fired);
  }

  /** Claims without executions. */
  public JobClaims(Instant storeNow, List<JobClaim> claims, @Nullable Instant nextDue) {
    this(storeNow, claims, nextDue, List.of());
  }

  /**
   * One claimed job.
   *
   * @param token names this claim; a later claim of the same job has another
   */
  public record JobClaim(JobRecord job, long token) {}
}
