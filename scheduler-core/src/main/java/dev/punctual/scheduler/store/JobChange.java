package dev.punctual.scheduler.store;

import java.util.List;

/**
 * A new content for a job.
 *
 * @param job the new content, with the id, generation and version that it was derived from
 * @param missed fires that the change skips, recorded in the same step
 */
public record JobChange(JobRecord job, List<MissedRange> missed) {

  /** Copies the list. */
  public JobChange {
    missed = List.copyOf(missed);
  }
}
