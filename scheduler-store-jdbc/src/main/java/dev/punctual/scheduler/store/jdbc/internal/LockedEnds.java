package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Moves plain ends in one transaction that locks them, and no jobs: as it reads them, or, where the
 * database can answer what it removes, as it removes them.
 */
final class LockedEnds implements PlainEnds {

  private static final String COLUMNS =
      "{now} AS at_now, w.id, w.token, w.task, w.attempt, w.fire_at, w.tags";
  private static final String LEASED = "w.state = 4 AND NOT w.linked";

  private final Database database;
  private final boolean removes;

  LockedEnds(Database database) {
    this.database = database;
    this.removes = database.dialect().rows().hasOldTables();
  }

  /** What the history keeps of an execution, and who may end it. */
  private record Leased(
      long now, String id, long token, String task, int attempt, long fireAt, String tags) {}

  @Override
  public Map<String, String> move(String node, SortedMap<String, Completion> ends) {
    return database.atomically("complete", handle -> move(handle, node, ends));
  }

  private Map<String, String> move(Handle handle, String node, SortedMap<String, Completion> ends) {
    List<Leased> rows = removes ? remove(handle, ends) : lock(handle, ends);
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
      if (!removes) {
        ExecutionRow.delete(database, handle, moved.keySet());
      }
    }
    return moved;
  }

  /** Removes those that are leased so; those of one token, of which there are few, at once. */
  private List<Leased> remove(Handle handle, SortedMap<String, Completion> ends) {
    SortedMap<Long, List<String>> ids = new TreeMap<>();
    ends.forEach(
        (id, end) -> ids.computeIfAbsent(end.lease().token(), token -> new ArrayList<>()).add(id));
    List<Leased> removed = new ArrayList<>(ends.size());
    ids.forEach(
        (token, some) -> {
          String removing =
              Dialect.RowTraits.removing(
                  COLUMNS, "{execution}", LEASED + " AND w.token = :token AND " + in(some));
          removed.addAll(leased(database.query(handle, removing).bind("token", token), some));
        });
    return removed;
  }

  private List<Leased> lock(Handle handle, SortedMap<String, Completion> ends) {
    Set<String> ids = ends.keySet();
    String locking =
        "SELECT "
            + COLUMNS
            + " FROM {execution} w WHERE "
            + LEASED
            + " AND "
            + in(ids)
            + " ORDER BY w.id FOR UPDATE";
    return leased(database.query(handle, locking), ids);
  }

  private String in(Collection<String> ids) {
    return Rows.in(database.dialect(), "w.id", "ids", ids.size());
  }

  private List<Leased> leased(Query query, Collection<String> ids) {
    return Rows.bindAll(database.dialect(), query, "ids", ids)
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
