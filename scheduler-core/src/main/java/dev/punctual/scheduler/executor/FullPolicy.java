package dev.punctual.scheduler.executor;

/** What an executor does when all its threads are busy and its queue is full. */
public enum FullPolicy {
  /** The scheduler hands over no more than there is room for; the rest waits in the store. */
  WAIT,
  /** The run is refused, and the scheduler records the fire as missed. */
  DROP,
  /** The run is called in the thread that hands it over, which cannot schedule meanwhile. */
  CALLER_RUNS
}
