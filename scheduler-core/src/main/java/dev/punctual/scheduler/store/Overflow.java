package dev.punctual.scheduler.store;

/** What happens to a fire while the job already has as many live executions as it may. */
public enum Overflow {
  /** It is skipped and recorded. */
  SKIP,
  /** One waits; further ones are skipped and recorded. */
  QUEUE_ONE,
  /** All wait, up to 1,000; further ones are skipped and recorded. */
  QUEUE_ALL,
  /**
   * The running one is asked to stop, and this one waits for it; those of earlier fires that still
   * wait become CANCELLED.
   */
  CANCEL_RUNNING
}
