package dev.punctual.scheduler.store.jdbc.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Takes due rows of one table for one node: one statement where changes can answer rows, otherwise
 * candidates that are locked or compared and set.
 *
 * @param <R> what a row is read as
 */
final class Claiming<R> {

  /** Reads a row. */
  @FunctionalInterface
  interface Reader<R> {
    R read(ResultSet row) throws SQLException;
  }

  /**
   * What is claimed and how.
   *
   * @param table its template name
   * @param condition which waiting rows, called {@code w}
   * @param free which rows are still unclaimed, called {@code w}
   * @param change what a claim sets
   */
  record Kind(String table, String condition, String free, String change) {}

  private final Database database;
  private final Kind kind;
  private final Reader<R> reader;

  Claiming(Database database, Kind kind, Reader<R> reader) {
    this.database = database;
    this.kind = kind;
    this.reader = reader;
  }

  /**
   * Claims rows.
   *
   * @param queue of that queue
   * @param tasks of these tasks
   * @param limit at most so many, 1 or more
   * @param byAge whether the priority does not count
   * @param parameters binds those of the condition and the change
   */
  List<R> claim(
      Handle handle,
      String queue,
      Collection<String> tasks,
      int limit,
      boolean byAge,
      Function<SqlStatement<?>, SqlStatement<?>> parameters) {
    DueGroups groups = new DueGroups(database, kind.table, List.of(queue), tasks);
    String order = " ORDER BY " + (byAge ? "" : "x.priority DESC, ") + "x.due, x.id LIMIT " + limit;
    if (database.dialect().hasReturning()) {
      String sql =
          "WITH c AS MATERIALIZED (SELECT x.id FROM "
              + groups.source("w.id, w.priority, w.due", kind.condition, limit, true)
              + order
              + ") UPDATE "
              + kind.table
              + " w SET "
              + kind.change
              + " FROM c WHERE w.id = c.id RETURNING w.*";
      Query query = groups.bindTo(database.query(handle, sql));
      parameters.apply(query);
      return query.map((row, context) -> reader.read(row)).list();
    }
    return claimCandidates(handle, groups, order, limit, parameters);
  }

  private List<R> claimCandidates(
      Handle handle,
      DueGroups groups,
      String order,
      int limit,
      Function<SqlStatement<?>, SqlStatement<?>> parameters) {
    Query candidates =
        groups.bindTo(
            database.query(
                handle,
                "SELECT x.id FROM "
                    + groups.source("w.id, w.priority, w.due", kind.condition, limit, false)
                    + order));
    parameters.apply(candidates);
    List<String> ids = candidates.mapTo(String.class).list();
    if (ids.isEmpty()) {
      return List.of();
    }
    List<String> free =
        database.dialect().hasSkipLocked() ? lockFree(handle, ids, parameters) : ids;
    if (free.isEmpty()) {
      return List.of();
    }
    String in = Rows.in(database.dialect(), "w.id", "ids", free.size());
    SqlStatement<?> update =
        Rows.bindAll(
            database.dialect(),
            database.change(
                handle,
                "UPDATE "
                    + kind.table
                    + " w SET "
                    + kind.change
                    + " WHERE "
                    + kind.free
                    + " AND "
                    + in),
            "ids",
            free);
    parameters.apply(update);
    ((org.jdbi.v3.core.statement.Update) update).execute();
    Query mine =
        Rows.bindAll(
            database.dialect(),
            database.query(
                handle, "SELECT w.* FROM " + kind.table + " w WHERE " + claimedBy() + " AND " + in),
            "ids",
            free);
    parameters.apply(mine);
    return new ArrayList<>(mine.map((row, context) -> reader.read(row)).list());
  }

  private List<String> lockFree(
      Handle handle, List<String> ids, Function<SqlStatement<?>, SqlStatement<?>> parameters) {
    String in = Rows.in(database.dialect(), "w.id", "ids", ids.size());
    Query lock =
        Rows.bindAll(
            database.dialect(),
            database.query(
                handle,
                "SELECT w.id FROM "
                    + kind.table
                    + " w WHERE "
                    + kind.free
                    + " AND "
                    + in
                    + " FOR UPDATE SKIP LOCKED"),
            "ids",
            ids);
    parameters.apply(lock);
    return lock.mapTo(String.class).list();
  }

  private String claimedBy() {
    return kind.table.equals("{job}")
        ? "w.claim_owner = :owner AND w.claim_request = :mark"
        : "w.owner = :owner AND w.request = :mark";
  }
}
