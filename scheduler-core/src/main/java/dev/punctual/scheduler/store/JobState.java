package dev.punctual.scheduler.store;

/** Whether a job fires. */
public enum JobState {
  /** Fires when due. */
  ACTIVE,
  /** Held by a user, or by the engine after its trigger failed; keeps its place in the schedule. */
  PAUSED,
  /** Its trigger or payload cannot be read by any node; kept as it is until it can. */
  PARKED
}
