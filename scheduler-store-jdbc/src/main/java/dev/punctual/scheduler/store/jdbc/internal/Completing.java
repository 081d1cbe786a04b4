package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Ends a batch of leased executions. The plain ones, which ended well and let nothing go, are one
 * statement where the database allows it; the others are one transaction. For one thread.
 */
final class Completing {

  private static final List<Column> PLAIN =
      List.of(
          Column.text("id"),
          Column.number("token"),
          Column.number("started"),
          Column.number("finished"),
          Column.text("note"),
          Column.text("result_codec"),
          Column.number("result_version"),
          Column.bytes("result"));

  /**
   * Moves rows to the history: those that are leased as said, and that nothing waits for. They are
   * found by their ids and then deleted by their place in the table, which no plan can make slow; a
   * row that changes between these is looked at again before it is deleted.
   */
  private static final String MOVE =
      ", found AS MATERIALIZED (SELECT x.place FROM r CROSS JOIN LATERAL (SELECT e.ctid AS place"
          + " FROM {execution} e WHERE e.id = r.id AND e.token = r.token AND e.state + 0 = 4"
          + " AND NOT e.linked OFFSET 0) x),"
          + " d AS (DELETE FROM {execution} e WHERE e.ctid = ANY(ARRAY(SELECT place FROM found))"
          + " AND e.state + 0 = 4 AND NOT e.linked"
          + " AND ((e.id, e.token) IN (SELECT r.id, r.token FROM r)) IS TRUE"
          + " RETURNING e.id, e.job_id, e.generation, e.task, e.attempt, e.fire_at, e.tags,"
          + " e.token),"
          + " h AS (INSERT INTO {history} (recorded, id, job_id, generation, task, state, attempt,"
          + " node, fire_at, started, finished, error, result_codec, result_version, result, tags,"
          + " token)"
          + " SELECT {now}, CASE WHEN d.id LIKE '%~m~%' THEN d.id END,"
          + " COALESCE(d.job_id, split_part(d.id, '~', 1)), d.generation, d.task, :state, d.attempt,"
          + " CASE WHEN r.started IS NULL THEN NULL ELSE :node END, d.fire_at, r.started,"
          + " r.finished, r.note, r.result_codec, r.result_version, r.result, d.tags, d.token"
          + " FROM d JOIN r ON r.id = d.id ORDER BY d.id)"
          + " SELECT id, task FROM d";

  private final Database database;
  private final Steps steps;
  private final Wakeups wakeups;
  private final String node;
  private final List<Completion> completions;

  Completing(
      Database database, Steps steps, Wakeups wakeups, String node, List<Completion> completions) {
    this.database = database;
    this.steps = steps;
    this.wakeups = wakeups;
    this.node = node;
    this.completions = completions;
  }

  List<CompleteStatus> complete() {
    Map<Integer, CompleteStatus> statuses = new HashMap<>();
    if (database.dialect().hasReturning()) {
      completePlain(statuses);
    }
    List<Integer> open =
        IntStream.range(0, completions.size())
            .filter(i -> !statuses.containsKey(i))
            .boxed()
            .toList();
    if (!open.isEmpty()) {
      statuses.putAll(steps.take("complete", step -> completeOthers(step, open)));
    }
    return IntStream.range(0, completions.size()).mapToObj(statuses::get).toList();
  }

  private void completePlain(Map<Integer, CompleteStatus> statuses) {
    Map<String, Integer> asked = new TreeMap<>(); // rows are locked in the order of ids
    for (int i = 0; i < completions.size(); i++) {
      if (completions.get(i).outcome() instanceof Outcome.Succeeded) {
        asked.putIfAbsent(completions.get(i).lease().id().toString(), i);
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    Rows rows = new Rows(database.dialect(), PLAIN);
    asked.forEach((id, i) -> add(rows, id, completions.get(i)));
    Map<String, String> moved = database.each("complete", handle -> move(handle, rows));
    asked.forEach(
        (id, i) -> {
          if (moved.containsKey(id)) {
            statuses.put(i, CompleteStatus.DONE);
          }
        });
    wakeups.freed(new TreeSet<>(moved.values()));
  }

  private static void add(Rows rows, String id, Completion completion) {
    Outcome.Succeeded end = (Outcome.Succeeded) completion.outcome();
    Payload.Encoded result = Read.encoded(end.result());
    rows.add(
        id,
        completion.lease().token(),
        Read.orNull(completion.started()),
        Read.millis(completion.finished()),
        end.note(),
        result == null ? null : result.codec(),
        result == null ? null : Long.valueOf(result.version()),
        result == null ? null : result.bytes());
  }

  /** Moves rows to the history; answers the ids of those moved with their tasks. */
  private Map<String, String> move(Handle handle, Rows rows) {
    String sql = "WITH r AS MATERIALIZED (SELECT * FROM " + rows.source() + ")" + MOVE;
    Map<String, String> moved = new HashMap<>();
    rows.bindTo(database.query(handle, sql))
        .bind("node", node)
        .bind("state", ExecutionRow.number(ExecutionState.SUCCEEDED))
        .map((row, context) -> Map.entry(row.getString("id"), row.getString("task")))
        .forEach(each -> moved.put(each.getKey(), each.getValue()));
    return moved;
  }

  private Map<Integer, CompleteStatus> completeOthers(Step step, List<Integer> open) {
    Set<ExecutionId> ids = new LinkedHashSet<>();
    open.forEach(i -> ids.add(completions.get(i).lease().id()));
    Map<ExecutionId, ExecutionRow> rows = step.locks().executions(ids);
    Map<ExecutionId, Long> done = new HashMap<>();
    Map<Integer, CompleteStatus> statuses = new HashMap<>();
    for (int i : open) {
      statuses.put(i, complete(step, completions.get(i), rows, done));
    }
    return statuses;
  }

  private CompleteStatus complete(
      Step step,
      Completion completion,
      Map<ExecutionId, ExecutionRow> rows,
      Map<ExecutionId, Long> done) {
    ExecutionId id = completion.lease().id();
    long token = completion.lease().token();
    ExecutionRow row = rows.get(id);
    Long doneHere = done.get(id);
    if (doneHere == null && row != null && row.isLeased(token)) {
      done.put(id, token);
      end(step, row, completion);
      return CompleteStatus.DONE;
    }
    return isDone(step, token, row, doneHere, id)
        ? CompleteStatus.ALREADY_DONE
        : CompleteStatus.FENCED;
  }

  /** Whether a completion of that lease took effect before. */
  private boolean isDone(
      Step step, long token, @Nullable ExecutionRow row, @Nullable Long doneHere, ExecutionId id) {
    if (doneHere != null) {
      return doneHere == token;
    }
    if (row != null) {
      return token != 0 && row.doneToken() == token;
    }
    return token != 0 && Histories.wasEndedBy(database, step.handle(), id, token);
  }

  private void end(Step step, ExecutionRow row, Completion completion) {
    Outcome outcome = completion.outcome();
    if (outcome instanceof Outcome.Succeeded succeeded) {
      step.end(
          row, ExecutionState.SUCCEEDED, ending(completion, succeeded.note(), succeeded.result()));
    } else if (outcome instanceof Outcome.Failed failed) {
      fail(step, row, completion, failed);
    } else if (outcome instanceof Outcome.Missed missed) {
      step.miss(row, missed.reason(), ending(completion, null, Payload.none()));
    } else if (outcome instanceof Outcome.Parked && !row.isUnwanted()) {
      step.park(row, node);
    } else {
      step.end(row, ExecutionState.CANCELLED, ending(completion, null, Payload.none()));
    }
  }

  private void fail(Step step, ExecutionRow row, Completion completion, Outcome.Failed failed) {
    Duration delay = failed.retryAfter();
    boolean cancelled = row.record().cancelRequested();
    if (delay == null || (row.removed() && !cancelled)) {
      step.end(row, ExecutionState.DEAD, ending(completion, failed.error(), Payload.none()));
    } else if (cancelled) {
      step.end(row, ExecutionState.CANCELLED, ending(completion, null, Payload.none()));
    } else {
      step.retry(row, delay);
    }
  }

  private End ending(Completion completion, @Nullable String error, Payload result) {
    boolean ran = completion.started() != null;
    return new End(
        ran ? node : null,
        completion.started(),
        completion.finished(),
        error,
        result,
        completion.lease().token());
  }
}
