package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jdbi.v3.core.Handle;

/** Moves plain ends in one transaction that locks them, and no jobs. */
final class LockedEnds implements PlainEnds {

  private final Database database;

  LockedEnds(Database database) {
    this.database = database;
  }

  /** What the history keeps of an execution, and who may end it. */
  private record Leased(
      long now, String id, long token, String task, int attempt, long fireAt, String tags) {}

  @Override
  public Map<String, String> move(String node, SortedMap<String, Completion> ends) {
    return database.atomically("complete", handle -> move(handle, node, ends));
  }

  private Map<String, String> move(Handle handle, String node, SortedMap<String, Completion> ends) {
    List<Leased> rows = lock(handle, ends.keySet());
    Map<String, String> moved = new HashMap<>(2 * rows.size());
    if (!rows.isEmpty()) {
      HistoryRows history = new HistoryRows(database, rows.get(0).now);
      for (Leased row : rows) {
        Completion end = ends.get(row.id);
        if (end != null && end.lease().token() == row.token) {
          moved.put(row.id, row.task);
          add(history, node, row, end);
        }
      }
      history.insert(handle);
      ExecutionRow.delete(database, handle, moved.keySet());
    }
    return moved;
  }

  private List<Leased> lock(Handle handle, Set<String> ids) {
    String in = Rows.in(database.dialect(), "id", "ids", ids.size());
    return Rows.bindAll(
            database.dialect(),
            database.query(
                handle,
                "SELECT {now} AS at_now, id, token, task, attempt, fire_at, tags FROM {execution}"
                    + " WHERE state = 4 AND NOT linked AND "
                    + in
                    + " ORDER BY id FOR UPDATE"),
            "ids",
            ids)
        .map(
            (row, context) ->
                new Leased(
                    row.getLong(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getString(4),
                    row.getInt(5),
                    row.getLong(6),
                    row.getString(7)))
        .list();
  }

  private static void add(HistoryRows history, String node, Leased row, Completion completion) {
    Outcome.Succeeded end = (Outcome.Succeeded) completion.outcome();
    history.addSucceeded(
        ExecutionId.parse(row.id),
        row.task,
        row.attempt,
        row.fireAt,
        row.tags,
        new HistoryRows.End(
            completion.started() == null ? null : node,
            completion.started(),
            completion.finished(),
            end.note(),
            end.result(),
            row.token));
  }
}
