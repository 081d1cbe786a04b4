package dev.punctual.scheduler;

import dev.punctual.scheduler.store.ExecutionId;

/** No store has the execution that was asked for. */
public final class ExecutionNotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String executionId;

  /** Says that there is none of that id. */
  public ExecutionNotFoundException(ExecutionId id) {
    this(id, "never was, or was forgotten");
  }

  /**
   * Says that there is none of that id to be used so.
   *
   * @param why what else may be true of it, as in "never was, or was forgotten"
   */
  public ExecutionNotFoundException(ExecutionId id, String why) {
    super("no store of this scheduler has the execution '" + id + "', or it " + why);
    this.executionId = id.toString();
  }

  /** The id that was asked for. */
  public ExecutionId executionId() {
    return ExecutionId.parse(executionId);
  }
}
