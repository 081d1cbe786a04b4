package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one claim of {@link JobTaking} took.
 *
 * @param jobs claimed, in no order
 * @param fired in no order
 * @param leftDue when the earliest job that may be due and was left is due; null if none was seen
 * @param from where it began
 * @param isSolid whether others are taking all that it left before the last that it took
 * @param isContested whether it got less than it saw and wanted, since others are taking that
 * @param passed the last that it saw, if it got none and the next claim may begin there
 */
record TakenJobs(
    long now,
    List<JobRow> jobs,
    List<ExecutionRecord> fired,
    @Nullable Long leftDue,
    ClaimMarks.Marks from,
    boolean isSolid,
    boolean isContested,
    @Nullable Passed passed) {

  /** A place in a group up to which others are taking all. */
  record Passed(ClaimMarks.Group group, ClaimMarks.Mark mark) {}

  int count() {
    return jobs.size() + fired.size();
  }

  /** Whether nothing that may be due was left, as far as was seen. */
  boolean isAtEnd() {
    return leftDue == null && !isContested;
  }

  /**
   * Whether it got something from where the last claims have ended, and they left more: the next
   * claim may tell when other work is due.
   */
  boolean goesOn() {
    return count() > 0 && !from.isEmpty() && !from.areAtEnd();
  }
}
