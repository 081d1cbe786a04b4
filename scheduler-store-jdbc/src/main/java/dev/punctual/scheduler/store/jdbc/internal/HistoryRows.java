package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.MissedRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What is to be added to the history in one step. For one thread. */
final class HistoryRows {

  private static final List<Column> ENDED =
      List.of(
          Column.number("recorded"),
          Column.text("id"),
          Column.text("job_id"),
          Column.number("generation"),
          Column.text("task"),
          Column.number("state"),
          Column.number("attempt"),
          Column.text("node"),
          Column.number("fire_at"),
          Column.number("started"),
          Column.number("finished"),
          Column.text("error"),
          Column.text("codec"),
          Column.number("payload_version"),
          Column.bytes("payload"),
          Column.text("policy"),
          Column.text("result_codec"),
          Column.number("result_version"),
          Column.bytes("result"),
          Column.text("tags"),
          Column.number("token"));

  private static final List<Column> MISSED =
      List.of(
          Column.number("recorded"),
          Column.text("job_id"),
          Column.number("generation"),
          Column.number("first_fire"),
          Column.number("last_fire"),
          Column.number("fires"),
          Column.text("reason"));

  private final Database database;
  private final long now;
  private final Rows ended;
  private final Rows missed;

  /** Nothing yet, recorded at {@code now}. */
  HistoryRows(Database database, long now) {
    this.database = database;
    this.now = now;
    this.ended = new Rows(database.dialect(), ENDED);
    this.missed = new Rows(database.dialect(), MISSED);
  }

  /**
   * How an execution ended, besides its state.
   *
   * @param node where it ran; null when it did not
   * @param token the lease whose completion ended it; 0 when none did
   */
  record End(
      @Nullable String node,
      @Nullable Instant started,
      Instant finished,
      @Nullable String error,
      Payload result,
      long token) {

    /** The end of an execution that did not run. */
    static End unstarted(long now) {
      return new End(null, null, Read.time(now), null, Payload.none(), 0);
    }
  }

  /** Adds the end of an execution. */
  void add(ExecutionRecord execution, ExecutionState how, End end) {
    add(execution, execution.policy().text(), how, end);
  }

  /** Adds the end of an execution under a policy that perhaps only other nodes can read. */
  void add(ExecutionRecord execution, String policy, ExecutionState how, End end) {
    boolean failed = how == ExecutionState.DEAD || how == ExecutionState.LOST;
    add(
        execution.id(),
        execution.task(),
        how,
        execution.attempt(),
        Read.millis(execution.fireTime()),
        failed ? Read.encoded(execution.payload()) : null,
        failed ? policy : null,
        Read.lines(execution.tags()),
        end);
  }

  /** Adds the end of an execution that succeeded, which is all that is known of it. */
  void addSucceeded(ExecutionId id, String task, long attempt, long fireAt, String tags, End end) {
    add(id, task, ExecutionState.SUCCEEDED, attempt, fireAt, null, null, tags, end);
  }

  private void add(
      ExecutionId id,
      String task,
      ExecutionState how,
      long attempt,
      long fireAt,
      Payload.@Nullable Encoded payload,
      @Nullable String policy,
      String tags,
      End end) {
    Payload.Encoded result = Read.encoded(end.result);
    ended.add(
        now,
        isImplied(id) ? null : id.toString(),
        id.jobId(),
        id.generation(),
        task,
        ExecutionRow.number(how),
        attempt,
        end.node,
        fireAt,
        Read.orNull(end.started),
        Read.millis(end.finished),
        end.error,
        payload == null ? null : payload.codec(),
        payload == null ? null : Long.valueOf(payload.version()),
        payload == null ? null : payload.bytes(),
        policy,
        result == null ? null : result.codec(),
        result == null ? null : Long.valueOf(result.version()),
        result == null ? null : result.bytes(),
        tags,
        end.token);
  }

  /** Whether the other columns say all that an id says; it is left out then where space matters. */
  private boolean isImplied(ExecutionId id) {
    return database.dialect().hasArrays() && !id.isManual();
  }

  /** Adds fires that were not run. */
  void add(MissedRange range) {
    missed.add(
        now,
        range.jobId(),
        range.generation(),
        Read.millis(range.first()),
        Read.millis(range.last()),
        range.count(),
        range.reason().name());
  }

  /** Adds that an execution was not run; only a fire of the trigger leaves a missed range. */
  void addMissed(ExecutionRecord execution, MissedRange.Reason reason) {
    ExecutionId id = execution.id();
    if (!id.isManual()) {
      Instant time = execution.fireTime();
      add(new MissedRange(id.jobId(), id.generation(), time, time, 1, reason));
    }
  }

  /** Writes all of it. */
  void insert(Handle handle) {
    ended.insertInto(handle, database.table("history"));
    missed.insertInto(handle, database.table("missed"));
  }

  static EndedExecution readEnded(ResultSet row) throws SQLException {
    String id = row.getString("id");
    return new EndedExecution(
        id == null
            ? new ExecutionId(
                row.getString("job_id"), row.getLong("generation"), row.getLong("fire_at"), null)
            : ExecutionId.parse(id),
        row.getString("task"),
        ExecutionRow.state(row.getInt("state")),
        row.getInt("attempt"),
        row.getString("node"),
        Read.time(row.getLong("fire_at")),
        Read.time(row, "started"),
        Read.time(row.getLong("finished")),
        row.getString("error"),
        Read.payload(row, "codec", "payload_version", "payload"),
        Read.policy(row.getString("policy")),
        Read.payload(row, "result_codec", "result_version", "result"),
        Read.lines(row.getString("tags")));
  }

  static MissedRange readMissed(ResultSet row) throws SQLException {
    return new MissedRange(
        row.getString("job_id"),
        row.getLong("generation"),
        Read.time(row.getLong("first_fire")),
        Read.time(row.getLong("last_fire")),
        row.getLong("fires"),
        MissedRange.Reason.valueOf(row.getString("reason")));
  }
}
