package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import dev.punctual.scheduler.trigger.Triggers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of jobs.
 *
 * @param claimToken the token of the latest claim
 * @param unreadable why the row cannot fire on this node; null when it can
 */
record JobRow(JobRecord job, long claimToken, @Nullable String unreadable) {

  private static final String UNREADABLE = "no node could read ";

  private static final List<JobState> STATES =
      List.of(JobState.ACTIVE, JobState.PAUSED, JobState.PARKED);

  /** All columns but the owner of a claim. */
  static final List<Column> COLUMNS =
      List.of(
          Column.text("id"),
          Column.number("generation"),
          Column.text("name"),
          Column.text("task"),
          Column.text("queue"),
          Column.number("priority"),
          Column.text("codec"),
          Column.number("payload_version"),
          Column.bytes("payload"),
          Column.text("trigger_text"),
          Column.text("policy"),
          Column.text("tags"),
          Column.number("state"),
          Column.number("next_fire"),
          Column.number("due"),
          Column.number("last_fire"),
          Column.number("version"),
          Column.number("created"),
          Column.text("problem"),
          Column.flag("plain"),
          Column.number("claim_until"),
          Column.number("claim_token"));

  /** An empty set of rows with all columns. */
  static Rows rows(Database database) {
    return new Rows(database.dialect(), COLUMNS);
  }

  /** Adds a job as the store keeps it, without a claim. */
  static void add(Rows rows, JobRecord job, long version, long created) {
    rows.add(values(job, version, created));
  }

  /** The values of {@link #COLUMNS} of a job without a claim. */
  static @Nullable Object[] values(JobRecord job, long version, long created) {
    Payload.Encoded payload = Read.encoded(job.payload());
    return new @Nullable Object[] {
      job.id(),
      job.generation(),
      job.name(),
      job.task(),
      job.policy().queue(),
      (long) job.policy().priority(),
      payload == null ? null : payload.codec(),
      payload == null ? null : Long.valueOf(payload.version()),
      payload == null ? null : payload.bytes(),
      job.trigger().text(),
      job.policy().text(),
      Read.lines(job.tags()),
      number(job.state()),
      Read.orNull(job.nextFireTime()),
      Read.orNull(job.dueTime()),
      Read.orNull(job.lastFireTime()),
      version,
      created,
      job.problem(),
      version == 1 && isPlain(job),
      0L,
      0L
    };
  }

  /**
   * Whether there is nothing to decide when a new job is due: it runs once, at an instant, however
   * late. What happens to it later may change that, never the other way round.
   */
  private static boolean isPlain(JobRecord job) {
    Instant fire = job.nextFireTime();
    return job.trigger() instanceof DateTrigger once
        && once.zone().isEmpty()
        && fire != null
        && job.lastFireTime() == null
        && job.tags().isEmpty()
        && job.policy().misfireGraceTime() == null
        && !ExecutionRow.isLinked(job.policy())
        && once.next(fire, fire) == null
        && once.adjustment(fire).equals(Adjustment.NONE);
  }

  /** The columns of a changed job: all but the token of its claims, which only grows. */
  private static final List<Column> CHANGED = COLUMNS.subList(0, COLUMNS.size() - 1);

  /** Puts a changed job in the place of its row. */
  static void update(
      Database database, org.jdbi.v3.core.Handle handle, JobRecord job, long created) {
    Rows one = rows(database);
    add(one, job, job.version(), created);
    one.only(CHANGED).update(handle, database.table("job"), "id");
  }

  /** Reads all columns. */
  static JobRow read(ResultSet row) throws SQLException {
    Trigger trigger = Triggers.read(row.getString("trigger_text"));
    JobPolicy policy = Read.policy(row.getString("policy"));
    String problem = row.getString("problem");
    String unreadable =
        policy == null
            ? UNREADABLE + "its policy"
            : Triggers.problem(trigger)
                .map(why -> UNREADABLE + "its trigger, since " + why)
                .orElse(null);
    JobRecord job =
        new JobRecord(
            row.getString("id"),
            row.getLong("generation"),
            row.getString("name"),
            row.getString("task"),
            Read.payload(row, "codec", "payload_version", "payload"),
            trigger,
            policy == null ? JobPolicy.DEFAULT : policy,
            Read.lines(row.getString("tags")),
            state(row.getInt("state")),
            Read.time(row, "next_fire"),
            Read.time(row, "due"),
            Read.time(row, "last_fire"),
            row.getLong("version"),
            Read.time(row.getLong("created")),
            problem);
    return new JobRow(job, row.getLong("claim_token"), unreadable);
  }

  /** The row after one more claim. */
  JobRow claimedOnce() {
    return new JobRow(job, claimToken + 1, unreadable);
  }

  /** Whether a job was put away by this store because it could not be read. */
  static boolean isOurs(@Nullable String problem) {
    return problem != null && problem.startsWith(UNREADABLE);
  }

  static long number(JobState state) {
    return STATES.indexOf(state);
  }

  static JobState state(int number) {
    return number >= 0 && number < STATES.size() ? STATES.get(number) : JobState.PARKED;
  }
}
