package dev.punctual.scheduler.store;

/**
 * What became of one added job.
 *
 * @param stored the job that the store now has under this id
 */
public record PutResult(Status status, JobRecord stored) {

  /** The possible answers. */
  public enum Status {
    /** The id was free. */
    CREATED,
    /** The id was taken and the old job stays. */
    KEPT,
    /** The old job is gone. */
    REPLACED,
    /** The old job has the new definition. */
    UPDATED,
    /** The id was taken and the policy is FAIL. */
    CONFLICT
  }
}
