package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.trigger.Adjustment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of live executions.
 *
 * @param record what the contract shows of it
 * @param removed whether its job was removed while it was leased
 * @param linked whether others may wait for its end: follow-ups, or BLOCKED executions of its job
 * @param doneToken the lease whose completion took effect; 0 when none did
 * @param started when the current lease's start was confirmed
 * @param parkedBy the nodes that found that they cannot run it
 * @param unreadable the text of its policy if this node does not understand it, so that the record
 *     shows another one; null otherwise
 */
record ExecutionRow(
    ExecutionRecord record,
    boolean removed,
    boolean linked,
    long doneToken,
    @Nullable Long started,
    Set<String> parkedBy,
    @Nullable String unreadable) {

  static final long SCHEDULED = 0;
  static final long HELD = 1;
  static final long BLOCKED = 2;
  static final long PARKED = 3;
  static final long CLAIMED = 4;

  private static final List<ExecutionState> STATES =
      List.of(
          ExecutionState.SCHEDULED,
          ExecutionState.HELD,
          ExecutionState.BLOCKED,
          ExecutionState.PARKED,
          ExecutionState.CLAIMED,
          ExecutionState.SUCCEEDED,
          ExecutionState.DEAD,
          ExecutionState.MISSED,
          ExecutionState.CANCELLED,
          ExecutionState.LOST);

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("id"),
          Column.text("job_id"),
          Column.number("generation"),
          Column.text("task"),
          Column.text("queue"),
          Column.number("priority"),
          Column.text("codec"),
          Column.number("payload_version"),
          Column.bytes("payload"),
          Column.text("policy"),
          Column.text("tags"),
          Column.number("fire_at"),
          Column.number("due"),
          Column.number("deadline"),
          Column.text("adjustment"),
          Column.number("state"),
          Column.text("owner"),
          Column.number("token"),
          Column.number("lease_until"),
          Column.number("attempt"),
          Column.number("lost"),
          Column.flag("cancelled"),
          Column.flag("removed"),
          Column.flag("linked"),
          Column.flag("alone"),
          Column.number("created"),
          Column.number("done_token"),
          Column.text("request"));

  /** An empty set of rows with all columns that a new execution has. */
  static Rows rows(Database database) {
    return new Rows(database.dialect(), COLUMNS);
  }

  /** Adds a new execution. */
  static void add(Rows rows, ExecutionRecord execution) {
    add(rows, execution, false, null);
  }

  /**
   * Adds a new execution.
   *
   * @param alone whether it has no job, and so counts for no overlap limit
   * @param request the mark of the request that has leased it; null if none has
   */
  static void add(Rows rows, ExecutionRecord execution, boolean alone, @Nullable String request) {
    Payload.Encoded payload = Read.encoded(execution.payload());
    rows.add(
        execution.id().toString(),
        execution.id().jobId(),
        execution.id().generation(),
        execution.task(),
        execution.policy().queue(),
        (long) execution.policy().priority(),
        payload == null ? null : payload.codec(),
        payload == null ? null : Long.valueOf(payload.version()),
        payload == null ? null : payload.bytes(),
        execution.policy().text(),
        Read.lines(execution.tags()),
        Read.millis(execution.fireTime()),
        Read.millis(execution.dueTime()),
        Read.orNull(execution.deadline()),
        Read.adjustment(execution.adjustment()),
        number(execution.state()),
        execution.owner(),
        execution.token(),
        Read.orNull(execution.leaseUntil()),
        (long) execution.attempt(),
        (long) execution.lost(),
        execution.cancelRequested(),
        false,
        execution.state() == ExecutionState.BLOCKED || isLinked(execution.policy()),
        alone,
        Read.millis(execution.created()),
        0L,
        request);
  }

  /** The leased execution that a plain job becomes, as {@link #read} would read it. */
  static ExecutionRecord ofPlain(
      String jobId,
      long generation,
      long nextFire,
      long due,
      String task,
      Payload payload,
      JobPolicy policy,
      String owner,
      long now,
      long lease) {
    Instant fire = Read.time(nextFire);
    return new ExecutionRecord(
        ExecutionId.ofFire(jobId, generation, fire),
        task,
        payload,
        policy,
        Set.of(),
        fire,
        nextFire == due ? fire : Read.time(due),
        null,
        Adjustment.NONE,
        ExecutionState.CLAIMED,
        owner,
        1,
        Read.time(Read.plus(Math.max(now, due), lease)),
        1,
        0,
        false,
        Read.time(now));
  }

  /** Reads all columns. */
  static ExecutionRow read(ResultSet row) throws SQLException {
    JobPolicy policy = Read.policy(row.getString("policy"));
    ExecutionRecord record =
        new ExecutionRecord(
            ExecutionId.parse(row.getString("id")),
            row.getString("task"),
            Read.payload(row, "codec", "payload_version", "payload"),
            policy == null ? JobPolicy.DEFAULT.withQueue(row.getString("queue")) : policy,
            Read.lines(row.getString("tags")),
            Read.time(row.getLong("fire_at")),
            Read.time(row.getLong("due")),
            Read.time(row, "deadline"),
            Read.adjustment(row.getString("adjustment")),
            state(row.getInt("state")),
            row.getString("owner"),
            row.getLong("token"),
            Read.time(row, "lease_until"),
            row.getInt("attempt"),
            row.getInt("lost"),
            row.getBoolean("cancelled"),
            Read.time(row.getLong("created")));
    return new ExecutionRow(
        record,
        row.getBoolean("removed"),
        row.getBoolean("linked"),
        row.getLong("done_token"),
        Read.number(row, "started"),
        Read.lines(row.getString("parked_by")),
        policy == null ? row.getString("policy") : null);
  }

  /** The same row with other nodes that cannot run it. */
  ExecutionRow parkedBy(Set<String> nodes) {
    return new ExecutionRow(record, removed, linked, doneToken, started, nodes, unreadable);
  }

  /** Deletes rows by id. */
  static void delete(Database database, Handle handle, Collection<String> ids) {
    if (!ids.isEmpty()) {
      String in = Rows.in(database.dialect(), "id", "ids", ids.size());
      Rows.bindAll(
              database.dialect(),
              database.change(handle, "DELETE FROM {execution} WHERE " + in),
              "ids",
              ids)
          .execute();
    }
  }

  /** Whether this node understands all of it. */
  boolean readable() {
    return unreadable == null;
  }

  /** The text of its policy. */
  String policyText() {
    return unreadable == null ? record.policy().text() : unreadable;
  }

  /** Whether it is not to be started again. */
  boolean isUnwanted() {
    return removed || record.cancelRequested();
  }

  boolean isLeased(long token) {
    return record.state() == ExecutionState.CLAIMED && record.token() == token;
  }

  boolean isLeased(String owner, long token) {
    return isLeased(token) && owner.equals(record.owner());
  }

  /** Whether something follows executions under this policy. */
  static boolean isLinked(JobPolicy policy) {
    return !policy.run().followUps().isEmpty();
  }

  static long number(ExecutionState state) {
    return STATES.indexOf(state);
  }

  static ExecutionState state(int number) {
    return STATES.get(number);
  }
}
