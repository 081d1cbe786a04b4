package dev.punctual.scheduler.store;

import org.jspecify.annotations.Nullable;

/**
 * What became of a run that a user asked for.
 *
 * @param id the run; null when there is no such job or execution
 */
public record SubmitResult(Status status, @Nullable ExecutionId id) {

  /** The possible answers. */
  public enum Status {
    /** It is due now. */
    SUBMITTED,
    /** It waits for a running execution of its job, or for its job to be resumed. */
    WAITING,
    /** The overlap limit turned it away; the history has it as a MISSED execution. */
    SKIPPED,
    /** There is no job, or for {@link FireQueue#rerun} no failed execution, of that id. */
    NOT_FOUND
  }
}
