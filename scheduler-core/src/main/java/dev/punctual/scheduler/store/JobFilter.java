package dev.punctual.scheduler.store;

import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list; a null part admits all.
 *
 * @param task only jobs of that task
 * @param state only jobs in that state
 * @param tag only jobs with that tag
 */
public record JobFilter(@Nullable String task, @Nullable JobState state, @Nullable String tag) {

  /** Admits every job. */
  public static final JobFilter ALL = new JobFilter(null, null, null);

  /** Whether {@code job} is listed. */
  public boolean admits(JobRecord job) {
    return (task == null || task.equals(job.task()))
        && (state == null || state == job.state())
        && (tag == null || job.tags().contains(tag));
  }
}
