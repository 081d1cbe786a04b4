package dev.punctual.scheduler.testkit;

import dev.punctual.scheduler.event.ExecutionEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run that a {@link RecordingListener} saw begin; a failed run that is tried again is two.
 *
 * @param run which execution of which job, and which attempt
 * @param startedAt when it began, by the scheduler's clock
 * @param endedAt when it ended; null while it runs, or when its end is not known
 * @param error what it threw; null if it did not
 * @param state what became of it
 */
public record RecordedRun(
    ExecutionEvent.Run run,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Throwable error,
    State state) {

  /** What became of a run. */
  public enum State {
    /** It has not ended. */
    RUNNING,
    /** It returned. */
    SUCCEEDED,
    /** It threw. */
    FAILED,
    /** It was stopped because a user said so. */
    CANCELLED,
    /** What it works on could not be read; it is kept aside. */
    PARKED,
    /** Its lease was over before it ended; another node may run it again. */
    LEASE_LOST
  }

  /** The job's id. */
  public String jobId() {
    return run.jobId();
  }

  /** The nominal time of the fire that it is a run of. */
  public Instant fireTime() {
    return run.fireTime();
  }

  /** 1 for the first try. */
  public int attempt() {
    return run.attempt();
  }

  RecordedRun ended(Instant at, State how, @Nullable Throwable thrown) {
    return new RecordedRun(run, startedAt, at, thrown, how);
  }
}
