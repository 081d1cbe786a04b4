package dev.punctual.scheduler;

/**
 * There is no job with this id: it was never added, was removed, or has fired for the last time.
 */
public final class JobNotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String jobId;

  /** Names the id. */
  public JobNotFoundException(String jobId) {
    super(
        "there is no job with the id '"
            + jobId
            + "'; it was never added, was removed, or has fired for the last time");
    this.jobId = jobId;
  }

  /** The id that was asked for. */
  public String jobId() {
    return jobId;
  }
}
