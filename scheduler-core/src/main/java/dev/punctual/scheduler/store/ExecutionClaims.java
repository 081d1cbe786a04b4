package dev.punctual.scheduler.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leased executions.
 *
 * @param storeNow the store's time of the claim; leases count from it
 * @param claimed executions that the caller is to run
 * @param missed executions that were past their deadline and are now MISSED
 * @param nextDue when the earliest execution of the queues asked for that this node could claim by
 *     another call, and did not, is due; null when there is none. What a limit in the cluster holds
 *     back does not count
 */
public record ExecutionClaims(
    Instant storeNow,
    List<ExecutionRecord> claimed,
    List<ExecutionRecord> missed,
    @Nullable Instant nextDue) {

  /** Copies the lists. */
  public ExecutionClaims {
    claimed = List.copyOf(claimed);
    missed = List.copyOf(missed);
  }
}
