package dev.punctual.scheduler.event;

import java.time.Instant;

/** The scheduler gained or lost a store or an executor, or a store all its jobs. */
public sealed interface ComponentEvent extends SchedulerEvent {

  /** The name of the store or executor. */
  String name();

  /** A store was added. */
  record StoreAdded(Instant at, String name) implements ComponentEvent {}

  /** A store was removed: its last run here has ended and it is closed. */
  record StoreRemoved(Instant at, String name) implements ComponentEvent {}

  /** An executor was added. */
  record ExecutorAdded(Instant at, String name) implements ComponentEvent {}

  /** An executor was removed; runs that it had begun may still go on. */
  record ExecutorRemoved(Instant at, String name) implements ComponentEvent {}

  /**
   * All jobs of a store were removed at once; there are no events for the single jobs.
   *
   * @param count how many there were
   */
  record AllJobsRemoved(Instant at, String name, long count) implements ComponentEvent {}
}
