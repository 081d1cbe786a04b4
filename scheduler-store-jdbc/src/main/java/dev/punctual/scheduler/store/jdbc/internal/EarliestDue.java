package dev.punctual.scheduler.store.jdbc.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * When the earliest work of some queues is due. A job that is claimed counts from the end of its
 * claim, if it is among the first of its group: such an end only matters when a node has died.
 */
final class EarliestDue {

  /** How many jobs of a group are looked at for the end of a claim. */
  private static final int CLAIMS = 16;

  /** So many where they are also looked at for one that is free, since each group costs more. */
  private static final int MANY_CLAIMS = 101;

  private final Database database;
  private final @Nullable DueGroups free;
  private final @Nullable DueGroups claimed;
  private final @Nullable DueGroups executions;

  /**
   * The earliest jobs of {@code jobTasks} and executions of {@code runTasks}.
   *
   * @param queues null for all, where the database has arrays
   */
  EarliestDue(
      Database database,
      @Nullable Collection<String> queues,
      Collection<String> jobTasks,
      Collection<String> runTasks) {
    this.database = database;
    this.free = database.dialect().hasArrays() ? groups("free", "{job}", queues, jobTasks) : null;
    this.claimed = groups("claimed", "{job}", queues, jobTasks);
    this.executions = groups("run", "{execution}", queues, runTasks);
  }

  private @Nullable DueGroups groups(
      String name, String table, @Nullable Collection<String> queues, Collection<String> tasks) {
    return tasks.isEmpty() || (queues != null && queues.isEmpty())
        ? null
        : new DueGroups(database, name, table, queues, tasks);
  }

  /** An expression for the due time of the earliest job, whoever has claimed it. */
  List<String> jobs() {
    return jobs("w.due IS NOT NULL");
  }

  /** An expression for that of the earliest job but for what {@code :owner} has claimed. */
  List<String> jobsOfOthers() {
    return jobs("(w.claim_until <= {now} OR w.claim_owner <> :owner)");
  }

  private List<String> jobs(String whose) {
    if (claimed == null) {
      return List.of();
    }
    String earliest = "min(CASE WHEN x.claim_until > {now} THEN x.claim_until ELSE x.due END)";
    if (free != null) { // behind so many claimed ones one may be free
      earliest =
          ("LEAST(%s, CASE WHEN count(*) FILTER (WHERE x.claim_until > {now}) >= :claimed_most"
                  + " THEN (SELECT min(x.due) FROM %s) END)")
              .formatted(earliest, free.source("w.due, w.id", "w.claim_until <= {now}"));
    }
    String source = claimed.source("w.claim_until, w.due, w.id", whose);
    return List.of("(SELECT " + earliest + " FROM " + source + ")");
  }

  /** An expression for the due time of the earliest execution. */
  List<String> executions() {
    return executions == null
        ? List.of()
        : List.of(
            "(SELECT min(x.due) FROM "
                + executions.source("w.due, w.id", "w.due IS NOT NULL")
                + ")");
  }

  /** Binds the parameters of all expressions. */
  <S extends SqlStatement<S>> S bindTo(S statement) {
    if (free != null) {
      free.bindTo(statement, 1);
    }
    if (claimed != null) {
      claimed.bindTo(statement, free == null ? MANY_CLAIMS : CLAIMS);
    }
    return executions == null ? statement : executions.bindTo(statement, 1);
  }

  /** The store's time, and when the earliest is due; null when there is none. */
  record Seen(long now, @Nullable Long due) {}

  /** Looks at the earliest of some expressions, in one statement. */
  Seen look(Handle handle, List<String> expressions, String owner) {
    StringBuilder sql = new StringBuilder("SELECT {now} AS at_now");
    for (int i = 0; i < expressions.size(); i++) {
      sql.append(", ").append(expressions.get(i)).append(" AS due").append(i);
    }
    return bindTo(database.query(handle, sql.toString()))
        .bind("owner", owner)
        .map((row, context) -> read(row, expressions.size()))
        .one();
  }

  private static Seen read(ResultSet row, int expressions) throws SQLException {
    return new Seen(row.getLong("at_now"), earliest(row, expressions));
  }

  /** The earliest of the columns {@code due0}, {@code due1} and so on; null when all are. */
  static @Nullable Long earliest(ResultSet row, int count) throws SQLException {
    Long earliest = null;
    for (int i = 0; i < count; i++) {
      earliest = earlier(earliest, Read.number(row, "due" + i));
    }
    return earliest;
  }

  static @Nullable Long earlier(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.min(one, other);
  }
}
