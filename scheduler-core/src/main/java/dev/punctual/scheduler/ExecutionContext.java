package dev.punctual.scheduler;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Instant;
import java.util.concurrent.CancellationException;

/**
 * What a run can know about itself. Safe for any thread; valid until the run has ended.
 *
 * <p>While user code runs, the logging context (MDC) has the keys {@value #MDC_JOB} and {@value
 * #MDC_EXECUTION}.
 */
public interface ExecutionContext {

  /** MDC key of the job's id. */
  String MDC_JOB = "job.id";

  /** MDC key of the execution's id. */
  String MDC_EXECUTION = "execution.id";

  /** The job's id. */
  String jobId();

  /** The execution's id, unique for ever. */
  ExecutionId executionId();

  /** The task's name. */
  String taskName();

  /**
   * The nominal time of this fire, without jitter or delay; for a manual run when it was asked for.
   */
  Instant fireTime();

  /** When this run really started, by the node's clock. */
  Instant startedAt();

  /** How a clock change moved this fire. */
  Adjustment adjustment();

  /** 1 for the first try. */
  int attempt();

  /** The token to show to resources that fence off late writers. */
  FencingToken fencingToken();

  /**
   * Whether this run is asked to stop early: by a user, its time limit, a later fire, a shutdown or
   * a lost lease.
   */
  boolean isCancelled();

  /**
   * Whether this node still holds the lease, by its own clocks and without a call to the store. A
   * run that lost its lease may be repeated elsewhere and should stop.
   */
  boolean holdsLease();

  /**
   * Throws unless this run may go on.
   *
   * @throws CancellationException if it was cancelled or lost its lease
   */
  default void checkLease() {
    if (isCancelled()) {
      throw new CancellationException("execution " + executionId() + " was asked to stop");
    }
    if (!holdsLease()) {
      throw new CancellationException("execution " + executionId() + " has lost its lease");
    }
  }
}
