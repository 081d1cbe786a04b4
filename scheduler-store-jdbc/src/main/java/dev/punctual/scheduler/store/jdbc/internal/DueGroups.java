package dev.punctual.scheduler.store.jdbc.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The waiting rows of one table, read group by group. Queue, task and priority are the first
 * columns of the index, so that each group comes in due order, rows of other tasks are never looked
 * at, and a million rows of one priority do not stand before one row of another.
 */
final class DueGroups {

  private static final int HIGHEST = 9;

  private final Database database;
  private final String table;
  private final String name;
  private final @Nullable List<String> queues;
  private final List<String> tasks;

  /**
   * The groups of some queues and tasks; neither is empty.
   *
   * @param name what its parameters begin with
   * @param table its template name
   * @param queues null for all, where the database has arrays
   */
  DueGroups(
      Database database,
      String name,
      String table,
      @Nullable Collection<String> queues,
      Collection<String> tasks) {
    this.database = database;
    this.table = table;
    this.name = name;
    boolean arrays = database.dialect().hasArrays();
    this.queues = queues == null ? null : arrays ? List.copyOf(queues) : Rows.padded(queues, "");
    this.tasks = arrays ? List.copyOf(tasks) : Rows.padded(tasks, "");
  }

  /**
   * A source of rows for a FROM clause, called {@code x}.
   *
   * @param columns of the table, called {@code w}
   * @param condition which rows, besides those of a group
   */
  String source(String columns, String condition) {
    if (database.dialect().hasArrays()) {
      return (queues == null
              ? "(" + Groups.queuesOf(table) + ")"
              : "unnest(" + hidden("CAST(:" + name + "_queues AS text[])") + ")")
          + " AS q(queue)"
          + " CROSS JOIN unnest("
          + hidden("CAST(:" + name + "_tasks AS text[])")
          + ") AS k(task)"
          + " CROSS JOIN generate_series(9, 0, -1) AS b(priority) CROSS JOIN LATERAL ("
          + one(columns, "q.queue", "k.task", "b.priority", condition)
          + ") x";
    }
    List<String> groups = new ArrayList<>();
    for (int queue = 0; queues != null && queue < queues.size(); queue++) {
      for (int task = 0; task < tasks.size(); task++) {
        for (int priority = HIGHEST; priority >= 0; priority--) {
          groups.add(
              "("
                  + one(
                      columns,
                      ":" + name + "_queue" + queue,
                      ":" + name + "_task" + task,
                      Integer.toString(priority),
                      condition)
                  + ")");
        }
      }
    }
    return "(" + String.join(" UNION ALL ", groups) + ") x";
  }

  private String one(String columns, String queue, String task, String priority, String condition) {
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
        + " ORDER BY "
        + database.dialect().rows().dueOrder()
        + " LIMIT "
        + (database.dialect().hasArrays() ? hidden(":" + name + "_most") : ":" + name + "_most");
  }

  /** A value that the planner does not see, so that one plan for all values is as good as any. */
  private static String hidden(String value) {
    return "(SELECT " + value + ")";
  }

  /**
   * Binds the parameters of {@link #source}.
   *
   * @param most how many rows of each group
   */
  <S extends SqlStatement<S>> S bindTo(S statement, int most) {
    statement.bind(name + "_most", most);
    if (database.dialect().hasArrays()) {
      if (queues != null) {
        statement.bind(name + "_queues", Rows.array("text", queues.toArray()));
      }
      return statement.bind(name + "_tasks", Rows.array("text", tasks.toArray()));
    }
    for (int i = 0; queues != null && i < queues.size(); i++) {
      statement.bind(name + "_queue" + i, queues.get(i));
    }
    for (int i = 0; i < tasks.size(); i++) {
      statement.bind(name + "_task" + i, tasks.get(i));
    }
    return statement;
  }
}
