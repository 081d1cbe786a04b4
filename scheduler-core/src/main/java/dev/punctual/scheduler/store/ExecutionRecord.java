package dev.punctual.scheduler.store;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A live execution as the store keeps it; what its job said when it fired travels with it.
 *
 * @param fireTime the nominal fire time; for a manual run the time it was asked for
 * @param dueTime when it may start at the earliest: {@code fireTime} plus jitter or retry delay
 * @param deadline when it may start at the latest; null for no limit
 * @param adjustment how a clock change moved it
 * @param owner the node that holds the lease; null unless CLAIMED
 * @param token grows with each lease; a call with another token changes nothing
 * @param leaseUntil when the lease ends, by the store's clock; null unless CLAIMED
 * @param attempt 1 for the first try
 * @param lost how many leases of it ended without a word from their owner
 * @param cancelRequested whether a user asked it to stop
 * @param created when it was inserted
 */
public record ExecutionRecord(
    ExecutionId id,
    String task,
    Payload payload,
    JobPolicy policy,
    Set<String> tags,
    Instant fireTime,
    Instant dueTime,
    @Nullable Instant deadline,
    Adjustment adjustment,
    ExecutionState state,
    @Nullable String owner,
    long token,
    @Nullable Instant leaseUntil,
    int attempt,
    int lost,
    boolean cancelRequested,
    Instant created) {

  /** The lease that this record was read with. */
  public LeaseRef lease() {
    return new LeaseRef(id, token);
  }
}
