package dev.punctual.scheduler.store;

import java.util.Objects;

/**
 * A job that runs when an execution of another one has ended.
 *
 * @param when after which ends
 * @param jobId the job that then runs, with the result of the ended execution as its payload if
 *     there is one
 */
public record FollowUp(When when, String jobId) {

  /** Checks the id. */
  public FollowUp {
    Objects.requireNonNull(when, "when");
    Names.requireJobId(jobId);
  }

  /** After which ends of an execution a follow-up runs. */
  public enum When {
    /** It SUCCEEDED. */
    SUCCESS,
    /** It is DEAD or LOST: no attempt will follow. */
    FAILURE;

    /** Whether an execution that ended as {@code state} is followed. */
    public boolean admits(ExecutionState state) {
      return switch (this) {
        case SUCCESS -> state == ExecutionState.SUCCEEDED;
        case FAILURE -> state == ExecutionState.DEAD || state == ExecutionState.LOST;
      };
    }
  }
}
