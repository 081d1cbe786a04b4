package dev.punctual.scheduler.store.jdbc.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The waiting rows of one table, read group by group. Queue, task and priority are the first
 * columns of the index, so that each group comes in due order, rows of other tasks are never looked
 * at, and a million rows of one priority do not stand before one row of another.
 */
final class DueGroups {

  private static final int HIGHEST = 9;

  private final Database database;
  private final String table;
  private final List<String> queues;
  private final List<String> tasks;

  /** The groups of some queues and tasks; neither is empty. */
  DueGroups(Database database, String table, Collection<String> queues, Collection<String> tasks) {
    this.database = database;
    this.table = table;
    this.queues = List.copyOf(queues);
    this.tasks = List.copyOf(tasks);
  }

  /**
   * A source of rows for a FROM clause, called {@code x}.
   *
   * @param columns of the table, called {@code w}
   * @param condition which rows, besides those of a group
   * @param limit how many of each group
   * @param lock whether the rows are locked, leaving out those that others have locked
   */
  String source(String columns, String condition, int limit, boolean lock) {
    if (database.dialect().hasArrays()) {
      return "unnest(CAST(:queues AS text[])) AS q(queue)"
          + " CROSS JOIN unnest(CAST(:tasks AS text[])) AS k(task)"
          + " CROSS JOIN generate_series(9, 0, -1) AS b(priority) CROSS JOIN LATERAL ("
          + one(columns, "q.queue", "k.task", "b.priority", condition, limit)
          + (lock ? " FOR UPDATE SKIP LOCKED" : "")
          + ") x";
    }
    List<String> groups = new ArrayList<>();
    for (int queue = 0; queue < queues.size(); queue++) {
      for (int task = 0; task < tasks.size(); task++) {
        for (int priority = HIGHEST; priority >= 0; priority--) {
          groups.add(
              "("
                  + one(
                      columns,
                      ":queue" + queue,
                      ":task" + task,
                      Integer.toString(priority),
                      condition,
                      limit)
                  + ")");
        }
      }
    }
    return "(" + String.join(" UNION ALL ", groups) + ") x";
  }

  private String one(
      String columns, String queue, String task, String priority, String condition, int limit) {
    return "SELECT "
        + columns
        + " FROM "
        + table
        + " w WHERE w.state = 0 AND w.queue = "
        + queue
        + " AND w.task = "
        + task
        + " AND w.priority = "
        + priority
        + " AND "
        + condition
        + " ORDER BY w.due, w.id LIMIT "
        + limit;
  }

  /** Binds the parameters of {@link #source}. */
  <S extends SqlStatement<S>> S bindTo(S statement) {
    if (database.dialect().hasArrays()) {
      return statement
          .bind("queues", Rows.array("text", queues.toArray()))
          .bind("tasks", Rows.array("text", tasks.toArray()));
    }
    for (int i = 0; i < queues.size(); i++) {
      statement.bind("queue" + i, queues.get(i));
    }
    for (int i = 0; i < tasks.size(); i++) {
      statement.bind("task" + i, tasks.get(i));
    }
    return statement;
  }
}
