package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.TaskLimit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * How many executions of each task one call may still lease. Counting the leases of a task and
 * adding one are a single step in the whole cluster: whoever counts holds the lock of the task
 * until the transaction ends.
 */
final class TaskSlots {

  private final Node node;
  private final Map<String, Integer> taken = new HashMap<>(0);
  private final Map<String, Long> leasedBefore;

  private TaskSlots(Node node, Map<String, Long> leasedBefore) {
    this.node = node;
    this.leasedBefore = leasedBefore;
  }

  /** The slots that {@code node} finds for {@code tasks}; must be asked in a transaction. */
  static TaskSlots lock(Database database, Handle handle, Node node, Collection<String> tasks) {
    Set<String> limited = limitedInCluster(node, tasks);
    for (String task : limited) {
      lock(database, handle, task);
    }
    return new TaskSlots(node, leased(database, handle, limited));
  }

  /** The tasks of {@code node} but for those of which the cluster runs as many as it may. */
  static Set<String> withRoom(Database database, Handle handle, Node node) {
    Set<String> limited = limitedInCluster(node, node.tasks());
    if (limited.isEmpty()) {
      return node.tasks();
    }
    Set<String> free = new HashSet<>(node.tasks());
    leased(database, handle, limited)
        .forEach(
            (task, count) -> {
              if (count >= node.limit(task).inCluster()) {
                free.remove(task);
              }
            });
    return free;
  }

  /** Whether no task of {@code node} has a limit. */
  static boolean areUnlimited(Node node) {
    return node.limits().isEmpty();
  }

  /** Tasks of the node that have a slot. */
  List<String> open() {
    return node.tasks().stream().filter(task -> left(task) > 0).sorted().toList();
  }

  /** How many executions of {@code task} may be leased. */
  int left(String task) {
    TaskLimit limit = node.limit(task);
    int here = taken.getOrDefault(task, 0);
    long inCluster = limit.inCluster() - leasedBefore.getOrDefault(task, 0L) - here;
    return (int) Math.max(0, Math.min(limit.perCall() - here, inCluster));
  }

  /** Notes that an execution of {@code task} is leased; false if there is no slot. */
  boolean take(String task) {
    if (left(task) == 0) {
      return false;
    }
    taken.merge(task, 1, Integer::sum);
    return true;
  }

  /** Notes that an execution of {@code task} was leased by the same call, before these counts. */
  void tookBefore(String task) {
    taken.merge(task, 1, Integer::sum);
    leasedBefore.merge(task, -1L, Long::sum);
  }

  private static Set<String> limitedInCluster(Node node, Collection<String> tasks) {
    Set<String> limited = new TreeSet<>();
    node.limits()
        .forEach(
            (task, limit) -> {
              if (limit.inCluster() != TaskLimit.NONE.inCluster() && tasks.contains(task)) {
                limited.add(task);
              }
            });
    return limited;
  }

  private static void lock(Database database, Handle handle, String task) {
    String insert =
        database.dialect().insertIfAbsent(database.table("task_limit"), "task", ":task", "task");
    boolean there = lockExisting(database, handle, task);
    if (!there) {
      handle.createUpdate(insert).bind("task", task).execute();
      lockExisting(database, handle, task);
    }
  }

  private static boolean lockExisting(Database database, Handle handle, String task) {
    return database
        .query(handle, "SELECT task FROM {task_limit} WHERE task = :task FOR UPDATE")
        .bind("task", task)
        .mapTo(String.class)
        .findOne()
        .isPresent();
  }

  private static Map<String, Long> leased(
      Database database, Handle handle, Collection<String> tasks) {
    Map<String, Long> counts = new HashMap<>();
    if (!tasks.isEmpty()) {
      String in = Rows.in(database.dialect(), "task", "tasks", tasks.size());
      Rows.bindAll(
              database.dialect(),
              database.query(
                  handle,
                  "SELECT task, count(*) AS leased FROM {execution} WHERE state = 4 AND "
                      + in
                      + " GROUP BY task"),
              "tasks",
              tasks)
          .map((row, context) -> Map.entry(row.getString("task"), row.getLong("leased")))
          .forEach(each -> counts.put(each.getKey(), each.getValue()));
    }
    return counts;
  }
}
