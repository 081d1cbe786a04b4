package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one transaction has locked: jobs before executions, each kind in the order of ids,
 * so that two transactions seldom wait for each other. For one thread.
 */
final class Locks {

  private final Database database;
  private final Handle handle;
  private final Set<String> asked = new TreeSet<>();
  private final Map<String, LockedJob> jobs = new HashMap<>();

  Locks(Database database, Handle handle) {
    this.database = database;
    this.handle = handle;
  }

  /** Locks a job, unless it is locked already; null for one that is not there. */
  @Nullable LockedJob job(String id) {
    jobs(List.of(id));
    return jobs.get(id);
  }

  /** Locks jobs, unless they are locked already. */
  void jobs(Collection<String> ids) {
    Set<String> more = new TreeSet<>(ids);
    more.removeAll(asked);
    asked.addAll(more);
    jobs.putAll(LockedJob.lock(database, handle, more));
  }

  /** A job that is locked and there; null for others. */
  @Nullable LockedJob known(String id) {
    return jobs.get(id);
  }

  /** Takes note of what this transaction has made of a job; it may be new. */
  void changed(LockedJob job) {
    asked.add(job.id());
    jobs.put(job.id(), job);
  }

  /** Takes note that this transaction has deleted jobs. */
  void deleted(Collection<String> ids) {
    asked.addAll(ids);
    jobs.keySet().removeAll(ids);
  }

  /** Locks executions after their jobs, and answers those that are there. */
  Map<ExecutionId, ExecutionRow> executions(Collection<ExecutionId> ids) {
    jobs(ids.stream().map(ExecutionId::jobId).toList());
    return executionsOnly(ids);
  }

  /** Locks executions whose jobs do not matter. */
  Map<ExecutionId, ExecutionRow> executionsOnly(Collection<ExecutionId> ids) {
    Map<ExecutionId, ExecutionRow> locked = new HashMap<>();
    if (ids.isEmpty()) {
      return locked;
    }
    Set<String> sorted = new TreeSet<>();
    ids.forEach(id -> sorted.add(id.toString()));
    String in = Rows.in(database.dialect(), "id", "ids", sorted.size());
    Rows.bindAll(
            database.dialect(),
            database.query(
                handle, "SELECT * FROM {execution} WHERE " + in + " ORDER BY id FOR UPDATE"),
            "ids",
            sorted)
        .map((row, context) -> ExecutionRow.read(row))
        .forEach(row -> locked.put(row.record().id(), row));
    return locked;
  }

  /** All executions of one life of a job, locked; its row must be. */
  List<ExecutionRow> executionsOf(JobLife job) {
    return job.bindTo(
            database.query(
                handle,
                "SELECT * FROM {execution} WHERE " + JobLife.CONDITION + " ORDER BY id FOR UPDATE"))
        .map((row, context) -> ExecutionRow.read(row))
        .list();
  }
}
