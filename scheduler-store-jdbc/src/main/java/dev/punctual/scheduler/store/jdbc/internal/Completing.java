package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final Database database;
  private final String node;
  private final List<Completion> completions;
  private final @Nullable CompleteStatus[] statuses;
  private long earliestDue = Long.MAX_VALUE;

  Completing(Database database, String node, List<Completion> completions) {
    this.database = database;
    this.node = node;
    this.completions = completions;
    this.statuses = new CompleteStatus[completions.size()];
  }

  /** When the earliest execution that this made ready is due. */
  long earliestDue() {
    return earliestDue;
  }

  List<CompleteStatus> complete() {
    if (database.dialect().hasReturning()) {
      completePlain();
    }
    if (Arrays.asList(statuses).contains(null)) {
      CompleteStatus[] found = database.atomically("complete", this::completeOthers);
      for (int i = 0; i < statuses.length; i++) {
        statuses[i] = statuses[i] == null ? found[i] : statuses[i];
      }
    }
    List<CompleteStatus> answers = new ArrayList<>(statuses.length);
    for (CompleteStatus status : statuses) {
      answers.add(status == null ? CompleteStatus.FENCED : status);
    }
    return answers;
  }

  private void completePlain() {
    Rows rows = new Rows(database.dialect(), PLAIN);
    Map<String, Integer> asked = new HashMap<>();
    for (int i = 0; i < statuses.length; i++) {
      Completion each = completions.get(i);
      String id = each.lease().id().toString();
      if (each.outcome() instanceof Outcome.Succeeded succeeded
          && asked.putIfAbsent(id, i) == null) {
        Payload.Encoded result = Read.encoded(succeeded.result());
        rows.add(
            id,
            each.lease().token(),
            Read.orNull(each.started()),
            Read.millis(each.finished()),
            succeeded.note(),
            result == null ? null : result.codec(),
            result == null ? null : Long.valueOf(result.version()),
            result == null ? null : result.bytes());
      }
    }
    if (!rows.isEmpty()) {
      database
          .each("complete", handle -> endPlain(handle, rows))
          .forEach(id -> statuses[asked.getOrDefault(id, 0)] = CompleteStatus.DONE);
    }
  }

  private List<String> endPlain(Handle handle, Rows rows) {
    String sql =
        "WITH r AS MATERIALIZED (SELECT * FROM "
            + rows.source()
            + "), d AS (DELETE FROM {execution} e USING r WHERE e.id = r.id AND e.token = r.token"
            + " AND e.state = 4 AND NOT e.linked"
            + " RETURNING e.id, e.job_id, e.task, e.attempt, e.fire_at, e.tags, e.token),"
            + " h AS (INSERT INTO {history} (recorded, id, job_id, task, state, attempt, node,"
            + " fire_at, started, finished, error, result_codec, result_version, result, tags, token)"
            + " SELECT {now}, d.id, d.job_id, d.task, :state, d.attempt,"
            + " CASE WHEN r.started IS NULL THEN NULL ELSE :node END, d.fire_at, r.started,"
            + " r.finished, r.note, r.result_codec, r.result_version, r.result, d.tags, d.token"
            + " FROM d JOIN r ON r.id = d.id)"
            + " SELECT id FROM d";
    return rows.bindTo(database.query(handle, sql))
        .bind("node", node)
        .bind("state", ExecutionRow.number(ExecutionState.SUCCEEDED))
        .mapTo(String.class)
        .list();
  }

  private CompleteStatus[] completeOthers(Handle handle) {
    Step step = new Step(database, handle);
    Set<ExecutionId> open = new HashSet<>();
    for (int i = 0; i < statuses.length; i++) {
      if (statuses[i] == null) {
        open.add(completions.get(i).lease().id());
      }
    }
    Map<ExecutionId, ExecutionRow> rows = step.lock(open);
    CompleteStatus[] found = new CompleteStatus[statuses.length];
    Map<ExecutionId, Long> done = new HashMap<>();
    for (int i = 0; i < statuses.length; i++) {
      if (statuses[i] == null) {
        found[i] = complete(step, handle, completions.get(i), rows, done);
      }
    }
    step.write();
    earliestDue = step.earliestDue();
    return found;
  }

  private CompleteStatus complete(
      Step step,
      Handle handle,
      Completion completion,
      Map<ExecutionId, ExecutionRow> rows,
      Map<ExecutionId, Long> done) {
    ExecutionId id = completion.lease().id();
    long token = completion.lease().token();
    Long doneHere = done.get(id);
    if (doneHere != null) {
      return doneHere == token ? CompleteStatus.ALREADY_DONE : CompleteStatus.FENCED;
    }
    ExecutionRow row = rows.get(id);
    if (row == null) {
      return token != 0 && Histories.wasEndedBy(database, handle, id, token)
          ? CompleteStatus.ALREADY_DONE
          : CompleteStatus.FENCED;
    }
    if (!row.isLeased(token)) {
      return token != 0 && row.doneToken() == token
          ? CompleteStatus.ALREADY_DONE
          : CompleteStatus.FENCED;
    }
    done.put(id, token);
    end(step, row, completion);
    return CompleteStatus.DONE;
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
