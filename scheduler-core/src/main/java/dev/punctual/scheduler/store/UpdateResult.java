package dev.punctual.scheduler.store;

import org.jspecify.annotations.Nullable;

/**
 * What became of a change.
 *
 * @param stored the job as it is now; null when there is none
 */
public record UpdateResult(Status status, @Nullable JobRecord stored) {

  /** The possible answers. */
  public enum Status {
    /** The change took effect. */
    UPDATED,
    /** The job has another generation or version; read it and decide again. */
    STALE,
    /** There is no job of that id. */
    NOT_FOUND
  }
}
