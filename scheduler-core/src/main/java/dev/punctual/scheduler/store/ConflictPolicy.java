package dev.punctual.scheduler.store;

/** What adding a job does when its id is taken. */
public enum ConflictPolicy {
  /** Refuse the new one. */
  FAIL,
  /** Keep the old one as it is. */
  KEEP,
  /** Replace the old one as if it had been removed: new generation, schedule from its start. */
  REPLACE,
  /**
   * Take the new definition but keep generation, creation time and paused state; keep the place in
   * the schedule too while the trigger is unchanged.
   */
  UPDATE_DEFINITION
}
