package dev.punctual.scheduler.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The store's role of keeping leases on executions. A call with a token that is no longer current
 * changes nothing and is told so.
 *
 * <p>Whatever ends an execution as SUCCEEDED, DEAD or LOST submits, in the same step, a run of each
 * {@linkplain RunPolicy#followUps() follow-up} in the execution's policy that admits this end, in
 * order. Such a run is like one that {@link FireQueue#submit} inserts with {@link
 * ExecutionId#followUpRequest} as its request id: due at once, within the overlap limit of its job,
 * HELD while that is paused, and there once however often the step is repeated. It is given what
 * the ended execution returned, or the job's own payload if nothing is left of that or the payload
 * is the job's code ({@link JobRecord#following}). If there is no job of that id, the history gets
 * one CANCELLED line that says so: its id has generation 0, its task is that of the ended
 * execution.
 */
public interface LeaseBook {

  /** Lets the leases of {@code owner} last for another {@code lease} from the store's now. */
  RenewReply renew(String owner, Duration lease, List<LeaseRef> leases);

  /**
   * Records that user code is about to run, for executions that must not run twice or whose claim
   * must be confirmed.
   *
   * @return per lease, in order, whether it is current and has not run out, and nobody has paused
   *     or removed the job or asked the execution to stop
   */
  List<Boolean> start(String owner, List<LeaseRef> leases);

  /**
   * Ends executions: each becomes terminal, or SCHEDULED again when its outcome asks for a retry
   * (HELD while the job is paused, CANCELLED when a user asked it to stop, DEAD when the job was
   * removed), and one that waits for it may go. A retry has no deadline: the first try met it.
   *
   * @param node shown in the history as the place where it ran
   * @return one answer per completion, in order
   */
  List<CompleteStatus> complete(String node, List<Completion> completions);

  /**
   * Gives leases back: SCHEDULED again (HELD while the job is paused, CANCELLED when it was removed
   * or cancelled), without counting an attempt.
   *
   * @return per lease, in order, whether it was current
   */
  List<Boolean> release(String owner, List<LeaseRef> leases);

  /**
   * Takes leases away that ran out: LOST if its start was recorded and its policy says {@link
   * Guarantee#AT_MOST_ONCE}, else as {@link #release} but with a new token and one loss more, or
   * DEAD after more than {@code maxLost} losses; lets waiting executions go that have room.
   *
   * @param limit at most this many, 1 to 1,000
   * @return the executions as they are now
   */
  List<ExecutionRecord> reap(int limit, int maxLost);

  /**
   * Asserts leases again that the store may have lost with other things it had acknowledged ({@link
   * Hints.Listener#dataLossSuspected}). An execution that is not there and has not ended comes back
   * as it is given, leased to {@code owner}; one that is there without a lease, or with an older
   * one, gets this lease. One that has a newer lease, or that has ended, stays as it is, and the
   * caller's lease is lost. What is kept lasts for another {@code lease} from the store's now.
   *
   * <p>In a store that keeps what it acknowledged this is {@link #renew}.
   */
  default RenewReply reassert(String owner, Duration lease, List<Held> leases) {
    return renew(owner, lease, leases.stream().map(held -> held.execution().lease()).toList());
  }

  /** All leases of {@code owner}, to find those whose reply was lost. */
  List<LeaseRef> claimsOf(String owner);

  /** Ends an execution that waits, or asks a claimed one to stop. Nothing follows CANCELLED. */
  CancelStatus cancel(ExecutionId id);

  /**
   * A lease as its owner knows it.
   *
   * @param execution the execution as it was leased
   * @param started whether its code was called
   */
  record Held(ExecutionRecord execution, boolean started) {}

  /**
   * What became of leases.
   *
   * @param storeNow the store's time of the renewal; the leases that were kept count from it
   * @param lost those that are no longer the caller's
   * @param cancelled executions among those kept that a user asked to stop
   */
  record RenewReply(Instant storeNow, List<LeaseRef> lost, List<ExecutionId> cancelled) {}

  /** What became of a completion. */
  enum CompleteStatus {
    /** It took effect. */
    DONE,
    /** The same completion took effect before. */
    ALREADY_DONE,
    /** The lease is no longer current; nothing changed. */
    FENCED
  }

  /** What became of a cancellation. */
  enum CancelStatus {
    /** It had not started and never will. */
    CANCELLED,
    /** It is leased; its node will be told. */
    REQUESTED,
    /** No live execution has that id. */
    NOT_FOUND
  }
}
