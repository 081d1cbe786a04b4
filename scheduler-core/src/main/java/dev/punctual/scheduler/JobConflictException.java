package dev.punctual.scheduler;

/** A job with this id exists already. */
public final class JobConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String jobId;

  /** Names the id. */
  public JobConflictException(String jobId) {
    super(
        "a job with the id '"
            + jobId
            + "' exists already; choose another id, or say o -> o.onConflict(KEEP, REPLACE or"
            + " UPDATE_DEFINITION)");
    this.jobId = jobId;
  }

  /** The id that is taken. */
  public String jobId() {
    return jobId;
  }
}
