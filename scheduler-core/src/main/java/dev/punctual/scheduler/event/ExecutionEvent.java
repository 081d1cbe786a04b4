package dev.punctual.scheduler.event;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something happened to one run of a job. */
public sealed interface ExecutionEvent extends SchedulerEvent {

  /** Which run. */
  Run run();

  /**
   * What all events of one attempt have in common.
   *
   * @param store the name of the job's store
   * @param node the engine that runs it
   * @param fireTime the nominal fire time
   * @param adjustment how a clock change moved it
   * @param attempt 1 for the first try
   */
  record Run(
      ExecutionId id,
      String task,
      String store,
      String node,
      Instant fireTime,
      Adjustment adjustment,
      int attempt) {

    /** The job's id. */
    public String jobId() {
      return id.jobId();
    }
  }

  /** It was handed to its executor. */
  record Submitted(Instant at, Run run) implements ExecutionEvent {}

  /**
   * User code is about to run.
   *
   * @param lateness how long after its due time
   */
  record Started(Instant at, Run run, Duration lateness) implements ExecutionEvent {}

  /** It returned, and its end is stored. */
  record Succeeded(Instant at, Run run, Duration duration) implements ExecutionEvent {}

  /**
   * It threw, and its end is stored.
   *
   * @param error what it threw
   * @param retryAfter how long until the next attempt; null when there is none
   */
  record Failed(
      Instant at, Run run, Duration duration, Throwable error, @Nullable Duration retryAfter)
      implements ExecutionEvent {}

  /** Its attempts are used up, or too many nodes died with it. */
  record Dead(Instant at, Run run) implements ExecutionEvent {}

  /** It was not started because it came too late or found no room. */
  record Missed(Instant at, Run run, MissedRange.Reason reason) implements ExecutionEvent {}

  /** It was stopped, or not started, because a user said so. */
  record Cancelled(Instant at, Run run) implements ExecutionEvent {}

  /** It was started once by a node that died; it is not repeated. */
  record Lost(Instant at, Run run) implements ExecutionEvent {}

  /** It cannot be run by any node as it is stored, and is kept aside. */
  record Parked(Instant at, Run run, String problem) implements ExecutionEvent {}

  /** This node no longer holds the lease; another may run it. */
  record LeaseLost(Instant at, Run run) implements ExecutionEvent {}
}
