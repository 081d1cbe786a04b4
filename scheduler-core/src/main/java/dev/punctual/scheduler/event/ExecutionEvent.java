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

  /**
   * When an attempt ran, by the node's clock.
   *
   * @param started when user code began
   * @param finished when it ended
   * @param lateness how long after its due time it began
   */
  record Times(Instant started, Instant finished, Duration lateness) {

    /** How long user code ran; zero if the clock was set back meanwhile. */
    public Duration duration() {
      Duration between = Duration.between(started, finished);
      return between.isNegative() ? Duration.ZERO : between;
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

  /**
   * It is asked to stop: its cancel flag is set and its thread interrupted. Comes once a run, with
   * the first reason.
   *
   * @param reason why
   */
  record CancelRequested(Instant at, Run run, CancelRequested.Reason reason)
      implements ExecutionEvent {

    /** Why a run is asked to stop. */
    public enum Reason {
      /** A user cancelled it, or a later fire takes its place. */
      REQUEST,
      /** It took longer than its policy allows. */
      TIMEOUT,
      /** The scheduler is shut down. */
      SHUTDOWN,
      /** This node no longer holds the lease. */
      LEASE_LOST
    }
  }

  /**
   * Its code did not return in time after it was asked to stop and is waited for no more: what it
   * does from now on changes nothing. How the run ended is told by another event.
   *
   * @param reason why it was asked to stop
   */
  record Abandoned(Instant at, Run run, CancelRequested.Reason reason) implements ExecutionEvent {}

  /**
   * The code of an abandoned run has returned after all.
   *
   * @param error what it threw; null when it returned normally
   */
  record LateReturn(Instant at, Run run, @Nullable Throwable error) implements ExecutionEvent {}

  /**
   * It returned at {@code at}, and its end is stored.
   *
   * @param times when it ran
   */
  record Succeeded(Instant at, Run run, Times times) implements ExecutionEvent {

    /** How long user code ran. */
    public Duration duration() {
      return times.duration();
    }
  }

  /**
   * It threw at {@code at}, and its end is stored.
   *
   * @param times when it ran
   * @param error what it threw
   * @param retryAfter how long until the next attempt; null when there is none
   */
  record Failed(Instant at, Run run, Times times, Throwable error, @Nullable Duration retryAfter)
      implements ExecutionEvent {

    /** How long user code ran. */
    public Duration duration() {
      return times.duration();
    }
  }

  /**
   * It will not be tried again.
   *
   * @param reason what used it up
   */
  record Dead(Instant at, Run run, Dead.Reason reason) implements ExecutionEvent {

    /** What uses an execution up. */
    public enum Reason {
      /** Its last attempt failed. */
      ATTEMPTS,
      /** Too many nodes died with it. */
      NODES
    }
  }

  /**
   * It was not started because it came too late or found no room.
   *
   * @param lateness how long after its due time that was decided
   */
  record Missed(Instant at, Run run, MissedRange.Reason reason, Duration lateness)
      implements ExecutionEvent {}

  /** It was stopped, or not started, because a user said so. */
  record Cancelled(Instant at, Run run) implements ExecutionEvent {}

  /** It was stopped by a shutdown before its end, and is given back to be started again. */
  record Released(Instant at, Run run) implements ExecutionEvent {}

  /** It was started once by a node that died; it is not repeated. */
  record Lost(Instant at, Run run) implements ExecutionEvent {}

  /** It cannot be run by any node as it is stored, and is kept aside. */
  record Parked(Instant at, Run run, String problem) implements ExecutionEvent {}

  /** This node no longer holds the lease; another may run it. */
  record LeaseLost(Instant at, Run run) implements ExecutionEvent {}
}
