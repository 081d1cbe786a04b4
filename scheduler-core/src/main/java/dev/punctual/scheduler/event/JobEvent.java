package dev.punctual.scheduler.event;

import dev.punctual.scheduler.store.MissedRange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something happened to a job. */
public sealed interface JobEvent extends SchedulerEvent {

  /** The name of the job's store. */
  String store();

  /** The job's id. */
  String jobId();

  /** A job was added, or took the place of another with its id. */
  record Added(Instant at, String store, String jobId) implements JobEvent {}

  /**
   * A job is gone.
   *
   * @param exhausted true when it had no fire left, false when a user removed it
   */
  record Removed(Instant at, String store, String jobId, boolean exhausted) implements JobEvent {}

  /** The definition of a job was changed. */
  record Modified(Instant at, String store, String jobId) implements JobEvent {}

  /**
   * A job has another trigger.
   *
   * @param nextFireTime when it fires next; null when never
   */
  record Rescheduled(Instant at, String store, String jobId, @Nullable Instant nextFireTime)
      implements JobEvent {}

  /**
   * A job fires no more until it is resumed.
   *
   * @param problem why the engine paused it; null when a user did
   */
  record Paused(Instant at, String store, String jobId, @Nullable String problem)
      implements JobEvent {}

  /** A job fires again. */
  record Resumed(Instant at, String store, String jobId) implements JobEvent {}

  /** Fires of a job were not run and are recorded as a range. */
  record FiresSkipped(Instant at, String store, MissedRange range) implements JobEvent {
    @Override
    public String jobId() {
      return range.jobId();
    }
  }
}
