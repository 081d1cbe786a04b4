package dev.punctual.scheduler.store.jdbc.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Claims by a few statements: reads candidates, locks those that nobody else has locked where the
 * database can skip the others, sets what is still due, and reads what it got.
 */
@SuppressWarnings("InlineFormatString") // statements are read best in one place
final class CandidateClaiming<R> implements Claiming<R> {

  private static final String CANDIDATES = "SELECT x.id, x.task FROM %s ORDER BY %s";

  private static final String LOCK =
      "SELECT w.id FROM %s w WHERE w.state = 0 AND %s AND %s FOR UPDATE SKIP LOCKED";

  private static final String CLAIM = "UPDATE %s w SET %s WHERE w.state = 0 AND %s AND %s";

  private static final String MINE = "SELECT w.* FROM %s w WHERE %s AND %s";

  private final Database database;
  private final Kind<R> kind;

  CandidateClaiming(Database database, Kind<R> kind) {
    this.database = database;
    this.kind = kind;
  }

  @Override
  public List<R> claim(Handle handle, Request<R> request, @Nullable Predicate<String> admits) {
    List<String> ids = candidates(handle, request, admits);
    if (database.dialect().hasSkipLocked() && !ids.isEmpty()) {
      ids = lock(handle, request, ids);
    }
    if (ids.isEmpty()) {
      return List.of();
    }
    String in = in(ids);
    var claim =
        database.change(handle, CLAIM.formatted(kind.table(), kind.change(), kind.due(), in));
    bind(claim, request, ids);
    claim.execute();
    var mine = database.query(handle, MINE.formatted(kind.table(), kind.mine(), in));
    bind(mine, request, ids);
    List<R> rows = new ArrayList<>(mine.map((row, context) -> kind.reader().read(row)).list());
    rows.sort(request.comparator());
    return rows;
  }

  /** The ids of rows that are due, in order, as many as are wanted. */
  private List<String> candidates(
      Handle handle, Request<R> request, @Nullable Predicate<String> admits) {
    DueGroups groups =
        new DueGroups(database, "due", kind.table(), List.of(request.queue()), request.tasks());
    String source = groups.source("w.id, w.task, w.priority, w.due", kind.due());
    var query =
        groups.bindTo(
            database.query(handle, CANDIDATES.formatted(source, request.order().of("x"))),
            request.limit());
    var unused = request.parameters().apply(query);
    Map<String, String> taskById = new LinkedHashMap<>();
    query
        .map((row, context) -> Map.entry(row.getString("id"), row.getString("task")))
        .forEach(each -> taskById.putIfAbsent(each.getKey(), each.getValue()));
    List<String> wanted = new ArrayList<>();
    taskById.forEach(
        (id, task) -> {
          if (wanted.size() < request.limit() && (admits == null || admits.test(task))) {
            wanted.add(id);
          }
        });
    return wanted;
  }

  private List<String> lock(Handle handle, Request<R> request, List<String> ids) {
    var lock = database.query(handle, LOCK.formatted(kind.table(), kind.due(), in(ids)));
    bind(lock, request, ids);
    return lock.mapTo(String.class).list();
  }

  private String in(List<String> ids) {
    return Rows.in(database.dialect(), "w.id", "ids", ids.size());
  }

  private <S extends SqlStatement<S>> void bind(S statement, Request<R> request, List<String> ids) {
    var unused =
        request.parameters().apply(Rows.bindAll(database.dialect(), statement, "ids", ids));
  }
}
