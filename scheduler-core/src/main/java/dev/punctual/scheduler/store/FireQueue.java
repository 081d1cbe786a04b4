package dev.punctual.scheduler.store;

import java.time.Duration;
import java.util.List;

/**
 * The store's role of turning due jobs into executions and handing out due executions.
 *
 * <p>Due order is priority (9 first), due time, id, kept per queue. In each room of a request that
 * order fills all slots but the {@linkplain QueueRoom#oldest() oldest}; those go to what has been
 * due longest among the rest, whatever its priority (of equal due times, by that order). Rows of
 * tasks that the node does not know, or takes no more of, never stand in the way of others.
 *
 * <p>{@link Node#limits} hold where executions are leased, in {@link #fire} and {@link #claimDue}:
 * one call leases at most {@link TaskLimit#perCall()} of a task, and none while {@link
 * TaskLimit#inCluster()} of it are leased, by whomever. What is due beyond that waits as SCHEDULED;
 * it gives a hint when a slot becomes free.
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
   * Claims jobs like {@link #claimJobs}, and fires in the same step those of them about whose fires
   * there is nothing to decide, as far as the store can tell.
   *
   * <p>That a job may be fired so takes that it runs once, at an instant, within no grace time;
   * that it has not fired and was not changed; that it has no live execution; and that no limit of
   * {@code node} bears upon its task. The outcome is that of {@link #fire} with the decision to run
   * its only fire at once: the job is removed and its execution leased to {@code node}. A store may
   * fire none so, like this default.
   *
   * <p>So that what was fired need not wait for it, a store may spare the look for what else is
   * due: {@link JobClaims#nextDue()} is then no later than the time of the claim, and the caller
   * asks again. Of jobs that others are just taking it may say that they are due in a moment.
   *
   * @param hold how long the claims last
   * @param lease how long the executions are leased, counted from their due time
   */
  default JobClaims claimOrFire(
      String requestId,
      Node node,
      List<QueueRoom> rooms,
      Duration hold,
      Duration lease,
      Duration horizon) {
    return claimJobs(requestId, node, rooms, hold, horizon);
  }

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
   * <p>An execution that a limit of {@code node} keeps from being leased waits as SCHEDULED.
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
   * Inserts a run like one that ended DEAD or LOST, as the history has it: of the same job id and
   * generation, with the task, payload, policy and tags of then. It is due at once.
   *
   * <p>While its job is there in that generation, the run obeys the job's overlap limit, and waits
   * while the job is paused; it needs no job otherwise.
   *
   * @param requestId names the run among those of its job; a repeated request changes nothing
   * @return NOT_FOUND if the history has no DEAD or LOST execution of that id
   */
  SubmitResult rerun(ExecutionId ended, String requestId);

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
   * The earliest time at which a job or a SCHEDULED execution that {@code node} can claim is due,
   * in the {@linkplain Node#queues queues that it serves}; a claimed job counts from the end of its
   * claim, and executions of a task count only while {@link TaskLimit#inCluster()} leaves room for
   * one.
   */
  NextDue nextDue(Node node);
}
