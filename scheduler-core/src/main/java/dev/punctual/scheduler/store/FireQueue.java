package dev.punctual.scheduler.store;

import java.time.Duration;
import java.util.List;

/**
 * The store's role of turning due jobs into executions and handing out due executions.
 *
 * <p>Due order is priority (9 first), due time, id, kept per queue; rows of tasks that the node
 * does not know never stand in the way of others.
 */
public interface FireQueue {

  /**
   * Claims ACTIVE jobs whose due time has come for the time it takes to decide their fires. A job
   * claimed by someone else is skipped until that claim runs out.
   *
   * @param requestId fresh for each request; a repeated request gets the same jobs again
   * @param hold how long the claims last
   * @param horizon how long before its due time a job without a live execution may be claimed, zero
   *     or more
   */
  JobClaims claimJobs(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon);

  /**
   * Carries out decisions about claimed jobs, each on its own: advances the job, inserts its
   * executions and records what was skipped, all in one step. A job without a next fire is removed
   * in the same step.
   *
   * <p>A decision whose claim token, generation or version is no longer current is STALE and
   * changes nothing. Of the executions of one decision as many start as {@link
   * JobPolicy#maxInstances()} leaves room for and the others wait as BLOCKED; if it leaves no room,
   * {@link JobPolicy#overflow()} says what happens.
   *
   * @param lease how long the executions are leased that go straight to {@code node}
   * @return one answer per decision, in order
   */
  FireReply fire(Node node, Duration lease, List<FireDecision> decisions);

  /**
   * Inserts a run that a user asked for; it obeys the overlap limit of its job and leaves the
   * schedule alone. It is due at once.
   *
   * @param requestId names the run among those of its job; a repeated request changes nothing
   */
  SubmitResult submit(String jobId, String requestId);

  /**
   * Leases due SCHEDULED executions to {@code node}. One past its deadline becomes MISSED instead.
   *
   * @param requestId fresh for each request; a repeated request gets the same leases again
   * @param horizon how long before its due time an execution may be leased; the lease counts from
   *     the due time
   */
  ExecutionClaims claimDue(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon);

  /**
   * The earliest time at which a job or a SCHEDULED execution that {@code node} can run is due, in
   * any queue; a claimed job counts from the end of its claim.
   */
  NextDue nextDue(Node node);
}
