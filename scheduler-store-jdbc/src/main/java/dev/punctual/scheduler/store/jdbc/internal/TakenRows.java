package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows that a claim of {@link JobTaking} answers. */
final class TakenRows {

  /** Where the columns of a job begin; what comes before is the same in each row. */
  private static final int FIRED = 6;

  private final KnownPolicies known;
  private final String owner;
  private final long lease;
  private final List<JobRow> jobs = new ArrayList<>(0);
  private final List<ExecutionRecord> fired = new ArrayList<>();
  private long now;
  private int offered;
  private int reached;
  private boolean mixed;
  private @Nullable Long leftDue;
  private TakenJobs.@Nullable Passed passed;

  TakenRows(KnownPolicies known, String owner, long lease) {
    this.known = known;
    this.owner = owner;
    this.lease = lease;
  }

  TakenRows read(ResultSet rows) throws SQLException {
    while (rows.next()) {
      if (now == 0) {
        now = rows.getLong(1);
        offered = rows.getInt(2);
        leftDue = Read.number(rows, "left_due");
        reached = rows.getInt("reached");
        mixed = rows.getBoolean("mixed");
      }
      boolean isFired = rows.getBoolean(FIRED);
      if (isFired) {
        fired.add(fired(rows));
      } else if (!rows.wasNull()) {
        JobRow job = JobRow.read(rows);
        known.note(job, rows.getString("policy"));
        jobs.add(job);
      } else if (rows.getString(FIRED + 1) != null) {
        passed = passed(rows);
      }
    }
    return this;
  }

  private TakenJobs.Passed passed(ResultSet row) throws SQLException {
    return new TakenJobs.Passed(
        new ClaimMarks.Group(row.getString("task"), row.getInt("priority")),
        new ClaimMarks.Mark(row.getLong("due"), row.getString("id")));
  }

  private ExecutionRecord fired(ResultSet row) throws SQLException {
    String codec = row.getString(FIRED + 7);
    return ExecutionRow.ofPlain(
        row.getString(FIRED + 1),
        row.getLong(FIRED + 2),
        row.getLong(FIRED + 3),
        row.getLong(FIRED + 4),
        row.getString(FIRED + 5),
        codec == null ? Payload.none() : Read.payload(row, "codec", "payload_version", "payload"),
        known.get(row.getString(FIRED + 6)),
        owner,
        now,
        lease);
  }

  List<JobRow> jobs() {
    return jobs;
  }

  List<ExecutionRecord> fired() {
    return fired;
  }

  /** How many there were to choose from. */
  int offered() {
    return offered;
  }

  /** The rank of the last that was locked; 0 if none was. */
  int reached() {
    return reached;
  }

  /** Whether it took none since other groups than the one it was to take from have due jobs. */
  boolean mixed() {
    return mixed;
  }

  long now() {
    return now;
  }

  @Nullable Long leftDue() {
    return leftDue;
  }

  TakenJobs.@Nullable Passed passed() {
    return passed;
  }
}
