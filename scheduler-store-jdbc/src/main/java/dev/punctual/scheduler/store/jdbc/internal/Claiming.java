package dev.punctual.scheduler.store.jdbc.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Takes due rows of one table for one node: in one statement where changes can answer rows, else by
 * candidates that are locked, or compared and set.
 *
 * @param <R> what a row is read as
 */
final class Claiming<R> {

  /** How many candidates are looked at for each row that is wanted, since others want them too. */
  private static final int CANDIDATES = 2;

  /** Reads a row. */
  @FunctionalInterface
  interface Reader<R> {
    R read(ResultSet row) throws SQLException;
  }

  /**
   * What is claimed and how.
   *
   * @param table its template name
   * @param due which waiting rows, called {@code w}
   * @param change what a claim sets
   * @param mine which rows the claim took, called {@code w}
   */
  record Kind(String table, String due, String change, String mine) {}

  /** Which due rows come first. */
  enum Order {
    PRIORITY("%1$s.priority DESC, %1$s.due, %1$s.id"),
    AGE("%1$s.due, %1$s.priority DESC, %1$s.id");

    private final String text;

    Order(String text) {
      this.text = text;
    }

    String of(String alias) {
      return text.formatted(alias);
    }
  }

  /**
   * One claim.
   *
   * @param tasks of these tasks only
   * @param limit at most so many, 1 or more
   * @param order of rows as they are read
   */
  record Request<R>(
      String queue, Collection<String> tasks, int limit, Order order, Comparator<R> comparator) {}

  private final Database database;
  private final Kind kind;
  private final Reader<R> reader;

  Claiming(Database database, Kind kind, Reader<R> reader) {
    this.database = database;
    this.kind = kind;
    this.reader = reader;
  }

  /**
   * Claims rows and answers them in order.
   *
   * @param parameters binds those of the kind
   */
  List<R> claim(
      Handle handle, Request<R> request, UnaryOperator<SqlStatement<?>> parameters) {
    if (!database.dialect().hasReturning()) {
      return claim(handle, request, task -> true, parameters);
    }
    DueGroups groups =
        new DueGroups(database, kind.table, List.of(request.queue), request.tasks);
    var query =
        groups
            .bindTo(
                database.query(handle, statement(groups, request.order)),
                CANDIDATES * request.limit)
            .bind("candidates", CANDIDATES * request.limit)
            .bind("limit", request.limit);
    parameters.apply(query);
    return sorted(query.map((row, context) -> reader.read(row)).list(), request);
  }

  /**
   * The one statement: reads candidates group by group, locks as many of them as are wanted and
   * nobody else has locked, and claims those. The arrays keep the planner to the primary key.
   */
  private String statement(DueGroups groups, Order order) {
    return "WITH candidate AS MATERIALIZED (SELECT x.id FROM "
        + groups.source("w.id, w.priority, w.due", kind.due)
        + " ORDER BY "
        + order.of("x")
        + " LIMIT :candidates), taken AS MATERIALIZED (SELECT w.id FROM "
        + kind.table
        + " w WHERE w.id = ANY(ARRAY(SELECT id FROM candidate)) AND w.state = 0 AND "
        + kind.due
        + " ORDER BY "
        + order.of("w")
        + " LIMIT :limit FOR UPDATE SKIP LOCKED) UPDATE "
        + kind.table
        + " w SET "
        + kind.change
        + " WHERE w.id = ANY(ARRAY(SELECT id FROM taken)) RETURNING w.*";
  }

  /**
   * Claims rows, each of which must be admitted, and answers them in order.
   *
   * @param admits is asked once for each row that is to be claimed, by its task
   * @param parameters binds those of the kind
   */
  List<R> claim(
      Handle handle,
      Request<R> request,
      Predicate<String> admits,
      UnaryOperator<SqlStatement<?>> parameters) {
    Collection<String> candidates = candidates(handle, request, admits, parameters);
    List<String> free =
        candidates.isEmpty() || !database.dialect().hasSkipLocked()
            ? List.copyOf(candidates)
            : locked(handle, candidates, parameters);
    if (free.isEmpty()) {
      return List.of();
    }
    String in = Rows.in(database.dialect(), "w.id", "ids", free.size());
    var update =
        Rows.bindAll(
            database.dialect(),
            database.change(
                handle,
                "UPDATE "
                    + kind.table
                    + " w SET "
                    + kind.change
                    + " WHERE w.state = 0 AND "
                    + kind.due
                    + " AND "
                    + in),
            "ids",
            free);
    parameters.apply(update);
    update.execute();
    var mine =
        Rows.bindAll(
            database.dialect(),
            database.query(
                handle, "SELECT w.* FROM " + kind.table + " w WHERE " + kind.mine + " AND " + in),
            "ids",
            free);
    parameters.apply(mine);
    return sorted(mine.map((row, context) -> reader.read(row)).list(), request);
  }

  /** The ids of rows that are due, in order, as many as are wanted. */
  private Collection<String> candidates(
      Handle handle,
      Request<R> request,
      Predicate<String> admits,
      UnaryOperator<SqlStatement<?>> parameters) {
    DueGroups groups =
        new DueGroups(database, kind.table, List.of(request.queue), request.tasks);
    var query =
        groups.bindTo(
            database.query(
                handle,
                "SELECT x.id, x.task FROM "
                    + groups.source("w.id, w.task, w.priority, w.due", kind.due)
                    + " ORDER BY "
                    + request.order.of("x")),
            request.limit);
    parameters.apply(query);
    Map<String, String> rows = new LinkedHashMap<>();
    query
        .map((row, context) -> Map.entry(row.getString("id"), row.getString("task")))
        .forEach(each -> rows.putIfAbsent(each.getKey(), each.getValue()));
    List<String> chosen = new ArrayList<>();
    rows.forEach(
        (id, task) -> {
          if (chosen.size() < request.limit && admits.test(task)) {
            chosen.add(id);
          }
        });
    return chosen;
  }

  private List<String> locked(
      Handle handle, Collection<String> ids, UnaryOperator<SqlStatement<?>> parameters) {
    String in = Rows.in(database.dialect(), "w.id", "ids", ids.size());
    var lock =
        Rows.bindAll(
            database.dialect(),
            database.query(
                handle,
                "SELECT w.id FROM "
                    + kind.table
                    + " w WHERE w.state = 0 AND "
                    + kind.due
                    + " AND "
                    + in
                    + " FOR UPDATE SKIP LOCKED"),
            "ids",
            ids);
    parameters.apply(lock);
    return lock.mapTo(String.class).list();
  }

  private static <R> List<R> sorted(List<R> rows, Request<R> request) {
    List<R> sorted = new ArrayList<>(rows);
    sorted.sort(request.comparator);
    return sorted;
  }
}
