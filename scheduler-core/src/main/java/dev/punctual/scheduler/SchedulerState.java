package dev.punctual.scheduler;

/** Where a scheduler is in its life. */
public enum SchedulerState {
  /** Not started yet; jobs can be added and wait. */
  NEW,
  /** Runs jobs. */
  RUNNING,
  /** Started, but starts no runs until it is resumed. */
  PAUSED,
  /** Starts nothing more; waits for runs to end. */
  STOPPING,
  /** Has ended for good. */
  TERMINATED
}
