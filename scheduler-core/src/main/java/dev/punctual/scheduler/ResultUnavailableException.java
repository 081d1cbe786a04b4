package dev.punctual.scheduler;

import dev.punctual.scheduler.store.ExecutionId;

/** A run has no value to give; the message says why. */
public final class ResultUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String executionId;

  /**
   * Says why.
   *
   * @param why what became of the execution, as in "is DEAD: …"
   */
  public ResultUnavailableException(ExecutionId id, String why) {
    super("execution '" + id + "' " + why);
    this.executionId = id.toString();
  }

  /** The run. */
  public ExecutionId executionId() {
    return ExecutionId.parse(executionId);
  }
}
