package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.TaskLimit;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * How many executions of limited tasks a transaction may still lease. Counting and leasing are one
 * step: whoever counts a task holds the lock of that task until the transaction ends.
 */
final class TaskSlots {

  private final Database database;
  private final Handle handle;
  private final Map<String, Long> leased = new HashMap<>();

  TaskSlots(Database database, Handle handle) {
    this.database = database;
    this.handle = handle;
  }

  /** How many executions of {@code task} may be leased now. */
  int take(String task, TaskLimit limit) {
    if (limit.inCluster() == Integer.MAX_VALUE) {
      return limit.perCall();
    }
    long now = leased.computeIfAbsent(task, this::count);
    return (int) Math.max(0, Math.min(limit.perCall(), limit.inCluster() - now));
  }

  private long count(String task) {
    String insert =
        database.dialect().insertIfAbsent(database.table("task_limit"), "task", ":task", "task");
    handle.createUpdate(insert).bind("task", task).execute();
    database
        .query(handle, "SELECT task FROM {task_limit} WHERE task = :task FOR UPDATE")
        .bind("task", task)
        .mapTo(String.class)
        .one();
    return database
        .query(handle, "SELECT count(*) FROM {execution} WHERE state = 4 AND task = :task")
        .bind("task", task)
        .mapTo(Long.class)
        .one();
  }
}
