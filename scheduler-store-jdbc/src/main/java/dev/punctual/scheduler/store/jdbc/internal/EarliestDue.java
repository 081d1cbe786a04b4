package dev.punctual.scheduler.store.jdbc.internal;

import java.util.Collection;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * When the earliest work of some queues is due. A job that is claimed counts from the end of the
 * claim; those that one node has claimed itself can be left out.
 */
final class EarliestDue {

  /** How many claimed jobs of a group are passed by to find one that is free. */
  private static final int PASSED = 101;

  private static final String NONE = "NULL";

  private final Database database;
  private final @Nullable DueGroups jobs;
  private final @Nullable DueGroups executions;

  /**
   * The earliest jobs of {@code jobTasks} and executions of {@code runTasks}.
   *
   * @param runTasks one of {@code jobTasks} or all
   */
  EarliestDue(
      Database database,
      Collection<String> queues,
      Collection<String> jobTasks,
      Collection<String> runTasks) {
    this.database = database;
    this.jobs = groups("{job}", queues, jobTasks);
    this.executions = groups("{execution}", queues, runTasks);
  }

  private @Nullable DueGroups groups(
      String table, Collection<String> queues, Collection<String> tasks) {
    return queues.isEmpty() || tasks.isEmpty()
        ? null
        : new DueGroups(database, table, queues, tasks);
  }

  /** An expression for the due time of the earliest job, whoever has claimed it. */
  String job() {
    return job("w.due IS NOT NULL");
  }

  /** An expression for the due time of the earliest job but for what {@code :owner} has claimed. */
  String jobNotClaimed() {
    return job("(w.claim_until <= {now} OR w.claim_owner <> :owner)");
  }

  private String job(String condition) {
    return jobs == null
        ? NONE
        : "(SELECT min(CASE WHEN x.claim_until > {now} THEN x.claim_until ELSE x.due END) FROM "
            + jobs.source("w.due, w.claim_until, w.id", condition)
            + ")";
  }

  /** An expression for the due time of the earliest execution. */
  String execution() {
    return executions == null
        ? NONE
        : "(SELECT min(x.due) FROM "
            + executions.source("w.due, w.id", "w.due IS NOT NULL")
            + ")";
  }

  /** Binds the parameters of all expressions. */
  <S extends SqlStatement<S>> S bindTo(S statement) {
    if (jobs != null) {
      jobs.bindTo(statement, PASSED);
    }
    return executions == null ? statement : executions.bindTo(statement, 1);
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
