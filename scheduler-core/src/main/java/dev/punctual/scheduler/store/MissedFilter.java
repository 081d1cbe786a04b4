package dev.punctual.scheduler.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which ranges of skipped fires to list; a null part admits all.
 *
 * @param jobId only those of that job
 * @param reason only those that were skipped for that reason
 * @param from only ranges that end at this fire time or later
 * @param until only ranges that begin before this fire time
 */
public record MissedFilter(
    @Nullable String jobId,
    MissedRange.@Nullable Reason reason,
    @Nullable Instant from,
    @Nullable Instant until) {

  /** Admits every range. */
  public static final MissedFilter ALL = new MissedFilter(null, null, null, null);

  /** Those of one job. */
  public static MissedFilter ofJob(String jobId) {
    return new MissedFilter(jobId, null, null, null);
  }

  /** Whether {@code range} is listed. */
  public boolean admits(MissedRange range) {
    return (jobId == null || jobId.equals(range.jobId()))
        && (reason == null || reason == range.reason())
        && (from == null || !range.last().isBefore(from))
        && (until == null || range.first().isBefore(until));
  }
}
