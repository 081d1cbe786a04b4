package dev.punctual.scheduler.store;

import java.time.Instant;
import java.util.List;

/**
 * What became of fire decisions.
 *
 * @param storeNow the store's time of the fires; leases count from it
 * @param results one per decision, in order
 */
public record FireReply(Instant storeNow, List<FireResult> results) {

  /** Copies the list. */
  public FireReply {
    results = List.copyOf(results);
  }

  /**
   * What became of one decision.
   *
   * @param applied false when the decision was stale and nothing changed
   * @param claimed executions that are leased to the caller
   * @param skipped fires that the overlap limit turned away, as recorded
   */
  public record FireResult(
      boolean applied, List<ExecutionRecord> claimed, List<MissedRange> skipped) {

    /** The answer to a decision that came too late. */
    public static final FireResult STALE = new FireResult(false, List.of(), List.of());

    /** Copies the lists. */
    public FireResult {
      claimed = List.copyOf(claimed);
      skipped = List.copyOf(skipped);
    }
  }
}
