package dev.punctual.scheduler.store.jdbc.internal;

import java.util.Collection;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * When the earliest work of some queues and tasks is due. A job that is claimed counts from the end
 * of the claim; those that one node has claimed itself can be left out.
 */
final class EarliestDue {

  /** How many claimed jobs of a group are passed by to find one that is free. */
  private static final int PASSED = 101;

  private final Database database;
  private final DueGroups jobs;
  private final DueGroups executions;
  private final boolean empty;

  EarliestDue(Database database, Collection<String> queues, Collection<String> tasks) {
    this.database = database;
    this.jobs = new DueGroups(database, "{job}", queues, tasks);
    this.executions = new DueGroups(database, "{execution}", queues, tasks);
    this.empty = queues.isEmpty() || tasks.isEmpty();
  }

  /**
   * An expression for the due time of the earliest job.
   *
   * @param without whether claims of {@code :owner} are left out
   */
  String job(boolean without) {
    String condition =
        without ? "(w.claim_until <= {now} OR w.claim_owner <> :owner)" : "w.due IS NOT NULL";
    return empty
        ? "NULL"
        : "(SELECT min(GREATEST(x.due, x.claim_until)) FROM "
            + jobs.source("w.due, w.claim_until, w.id", condition, PASSED, false)
            + ")";
  }

  /** An expression for the due time of the earliest execution. */
  String execution() {
    return empty
        ? "NULL"
        : "(SELECT min(x.due) FROM "
            + executions.source("w.due, w.id", "w.due IS NOT NULL", 1, false)
            + ")";
  }

  /** Binds the parameters of both. */
  <S extends SqlStatement<S>> S bindTo(S statement) {
    return empty ? statement : jobs.bindTo(statement);
  }

  /** The store's time, and the value of an expression; null when there is none. */
  record Seen(long now, @Nullable Long due) {}

  /** Looks at one of the expressions. */
  Seen look(Handle handle, String expression, String owner) {
    return bindTo(database.query(handle, "SELECT {now} AS at_now, " + expression + " AS earliest"))
        .bind("owner", owner)
        .map((row, context) -> new Seen(row.getLong("at_now"), Read.number(row, "earliest")))
        .one();
  }

  static @Nullable Long earlier(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.min(one, other);
  }
}
