package dev.punctual.scheduler.store;

/** How often an execution is started when something fails in between. */
public enum Guarantee {
  /** At least once: again if its node dies before the outcome is stored. */
  AT_LEAST_ONCE,
  /**
   * At least once, and each start is confirmed by the store first, so that none follows an
   * acknowledged pause, removal or cancellation anywhere in the cluster. Costs one write a run.
   */
  AT_LEAST_ONCE_CONFIRMED,
  /**
   * At most once: the start is recorded first; an execution whose node dies afterwards ends LOST
   * and a failed one is not tried again. Costs one write a run.
   */
  AT_MOST_ONCE
}
