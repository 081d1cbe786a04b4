package dev.punctual.scheduler.store.jdbc.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jdbi.v3.core.Handle;

/**
 * Which queues and tasks waiting rows have. The queues are remembered, so that a look at all of
 * them needs no search; what other nodes bring is found once in a while, by steps through the index
 * from one group to the next. Safe for any thread.
 */
final class Groups {

  private static final List<String> TABLES = List.of("{job}", "{execution}");

  private final Database database;
  private final Set<String> queues = new ConcurrentSkipListSet<>();
  private volatile boolean changed = true;

  Groups(Database database) {
    this.database = database;
  }

  /** A row of that queue was added here. */
  void note(String queue) {
    queues.add(queue);
    changed = true;
  }

  /** The queues that are known. */
  List<String> queues() {
    return List.copyOf(queues);
  }

  /** Whether rows were added here since the last call. */
  boolean hasChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** Finds the queues of all waiting rows. */
  void refresh(Handle handle) {
    Set<String> found = new TreeSet<>();
    for (String table : TABLES) {
      found.addAll(database.query(handle, queuesOf(table)).mapTo(String.class).list());
    }
    queues.addAll(found);
    queues.retainAll(found);
  }

  /** A query for the queues of the waiting rows of a table, by steps from one to the next. */
  static String queuesOf(String table) {
    return """
        WITH RECURSIVE a (queue) AS (
          SELECT min(queue) FROM %1$s WHERE state = 0
          UNION ALL
          SELECT (SELECT min(w.queue) FROM %1$s w WHERE w.state = 0 AND w.queue > a.queue)
          FROM a WHERE a.queue IS NOT NULL
        ) SELECT queue FROM a WHERE queue IS NOT NULL"""
        .formatted(table);
  }

  /** The tasks of due rows, but for those that are known. */
  Set<String> dueTasks(Handle handle, Collection<String> known, long now) {
    Set<String> due = new TreeSet<>();
    for (String table : TABLES) {
      for (String queue : queues()) {
        for (String task : tasks(handle, table, queue)) {
          if (!known.contains(task) && isDue(handle, table, queue, task, now)) {
            due.add(task);
          }
        }
      }
    }
    return due;
  }

  private List<String> tasks(Handle handle, String table, String queue) {
    List<String> tasks = new ArrayList<>();
    String at = "";
    for (Optional<String> next = taskAfter(handle, table, queue, at);
        next.isPresent();
        next = taskAfter(handle, table, queue, at)) {
      at = next.get();
      tasks.add(at);
    }
    return tasks;
  }

  private Optional<String> taskAfter(Handle handle, String table, String queue, String at) {
    return database
        .query(
            handle,
            "SELECT min(task) FROM " + table + " WHERE state = 0 AND queue = :queue AND task > :at")
        .bind("queue", queue)
        .bind("at", at)
        .mapTo(String.class)
        .findOne();
  }

  private boolean isDue(Handle handle, String table, String queue, String task, long now) {
    DueGroups group = new DueGroups(database, "due", table, List.of(queue), List.of(task));
    return group
        .bindTo(
            database.query(
                handle, "SELECT x.due FROM " + group.source("w.due, w.id", "w.due <= :until")),
            1)
        .bind("until", now)
        .mapTo(Long.class)
        .list()
        .stream()
        .findAny()
        .isPresent();
  }
}
