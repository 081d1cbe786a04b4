package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Makes the answers to requests for due jobs. Safe for any thread. */
final class JobReplies {

  /** The order of jobs but for those that have been due longest. */
  static final Comparator<JobRow> BY_PRIORITY =
      Comparator.comparingInt(JobReplies::urgency)
          .thenComparing(row -> row.job().dueTime(), Comparator.nullsLast(Instant::compareTo))
          .thenComparing(row -> row.job().id());

  /** The order of those that have been due longest. */
  static final Comparator<JobRow> BY_AGE =
      Comparator.comparing(
              (JobRow row) -> row.job().dueTime(), Comparator.nullsLast(Instant::compareTo))
          .thenComparingInt(JobReplies::urgency)
          .thenComparing(row -> row.job().id());

  private static final Comparator<ExecutionRecord> FIRED_BY_PRIORITY =
      Comparator.comparingInt((ExecutionRecord run) -> -run.policy().priority())
          .thenComparing(ExecutionRecord::dueTime)
          .thenComparing(run -> run.id().jobId());

  private final Database database;

  JobReplies(Database database) {
    this.database = database;
  }

  private static int urgency(JobRow row) {
    return -row.job().policy().priority();
  }

  /** What was taken, and that the next is due at {@code nextDue}. */
  JobClaims of(long now, List<JobRow> jobs, List<ExecutionRecord> fired, long nextDue) {
    return new JobClaims(Read.time(now), claims(jobs), Read.time(nextDue), byPriority(fired));
  }

  /** What was taken; looks when the next is due. */
  JobClaims of(
      Handle handle, JobClaiming.Request request, List<JobRow> jobs, List<ExecutionRecord> fired) {
    List<String> queues = request.rooms().stream().map(QueueRoom::queue).toList();
    EarliestDue earliest = new EarliestDue(database, queues, request.node().tasks(), List.of());
    EarliestDue.Seen seen = earliest.look(handle, earliest.jobsOfOthers(), request.node().owner());
    Long due = seen.due();
    return new JobClaims(
        Read.time(seen.now()),
        claims(jobs),
        due == null ? null : Read.time(due),
        byPriority(fired));
  }

  private static List<JobClaim> claims(List<JobRow> rows) {
    return rows.stream().map(row -> new JobClaim(row.job(), row.claimToken())).toList();
  }

  private static List<ExecutionRecord> byPriority(List<ExecutionRecord> fired) {
    return fired.stream().sorted(FIRED_BY_PRIORITY).toList();
  }

  /** Those that can be read; the others are parked in a transaction of their own. */
  List<JobRow> readable(List<JobRow> jobs) {
    return jobs.stream().allMatch(row -> row.unreadable() == null)
        ? jobs
        : database.each("claimOrFire", handle -> readable(handle, jobs));
  }

  /** Those that can be read; the others are put away, visible, and do no harm to these. */
  List<JobRow> readable(Handle handle, List<JobRow> rows) {
    List<JobRow> readable = new ArrayList<>(rows.size());
    for (JobRow row : rows) {
      if (row.unreadable() == null) {
        readable.add(row);
        continue;
      }
      database
          .change(
              handle,
              "UPDATE {job} SET state = :state, problem = :problem, version = version + 1,"
                  + " claim_until = 0 WHERE id = :id")
          .bind("state", JobRow.number(JobState.PARKED))
          .bind("problem", row.unreadable())
          .bind("id", row.job().id())
          .execute();
    }
    return readable;
  }
}
