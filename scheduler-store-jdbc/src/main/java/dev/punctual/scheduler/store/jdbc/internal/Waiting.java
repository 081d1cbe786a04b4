package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The executions of a job that wait for others of it to end, within one transaction that has locked
 * the job.
 *
 * <p>An execution that nobody waits for ends by one statement that locks no job. So whoever lets
 * one wait marks those that it waits for as <em>linked</em>; the end of a linked execution locks the
 * job and lets others go. An end that came before the mark is no longer counted when {@link #settle}
 * looks again, after marking; an end that comes after it sees the mark. Either way somebody lets the
 * waiting one go.
 */
final class Waiting {

  private final Database database;
  private final Handle handle;
  private final Locks locks;
  private final Set<JobLife> toLink = new LinkedHashSet<>(0);
  private final Set<JobLife> mayGo = new LinkedHashSet<>(0);

  Waiting(Database database, Handle handle, Locks locks) {
    this.database = database;
    this.handle = handle;
    this.locks = locks;
  }

  /** How many executions of a job are live and not BLOCKED, and how many are BLOCKED. */
  record Counts(long live, long blocked) {

    static final Counts NONE = new Counts(0, 0);

    /** With one more. */
    Counts with(long state) {
      return state == ExecutionRow.BLOCKED
          ? new Counts(live, blocked + 1)
          : new Counts(live + 1, blocked);
    }
  }

  /** Counts the executions of a job; those that have no job count for none. */
  Counts count(JobLife job) {
    return job
        .bindTo(
            database.query(
                handle,
                "SELECT state FROM {execution} WHERE " + JobLife.CONDITION + " AND NOT alone"))
        .mapTo(Long.class)
        .stream()
        .reduce(Counts.NONE, Counts::with, (one, other) -> other);
  }

  /** Executions of a job come to wait for others of it. */
  void link(JobLife job) {
    toLink.add(job);
    mayGo.add(job);
  }

  /** Executions of a job may have room now. */
  void letGo(JobLife job) {
    mayGo.add(job);
  }

  /** Asks the leased executions of a job to stop, and cancels those that wait for them. */
  void supersede(JobLife job, HistoryRows history, long now) {
    List<String> gone = new ArrayList<>();
    for (ExecutionRow row : locks.executionsOf(job)) {
      if (row.record().state() == ExecutionState.BLOCKED) {
        gone.add(row.record().id().toString());
        history.add(row.record(), ExecutionState.CANCELLED, End.unstarted(now));
      }
    }
    ExecutionRow.delete(database, handle, gone);
    mark(job, "cancelled", "state = " + ExecutionRow.CLAIMED + " AND NOT alone");
  }

  /** The leased executions of a job that goes are not to be started again. */
  void markRemoved(JobLife job) {
    mark(job, "removed", "state = " + ExecutionRow.CLAIMED);
  }

  /**
   * Marks what others wait for, then lets go what has room.
   *
   * @return when the earliest of those that may run now is due; {@link Long#MAX_VALUE} for none
   */
  long settle() {
    toLink.forEach(job -> mark(job, "linked", "NOT linked AND NOT alone"));
    toLink.clear();
    List<JobLife> jobs = List.copyOf(mayGo);
    mayGo.clear();
    long earliest = Long.MAX_VALUE;
    for (JobLife job : jobs) {
      earliest = Math.min(earliest, promote(job));
    }
    return earliest;
  }

  private long promote(JobLife job) {
    LockedJob locked = locks.job(job.id());
    List<ExecutionRow> waiting = blocked(job);
    if (waiting.isEmpty()) {
      return Long.MAX_VALUE;
    }
    boolean present = locked != null && locked.generation() == job.generation();
    boolean held = locked != null && locked.holds(job.generation());
    long live = count(job).live();
    long earliest = Long.MAX_VALUE;
    List<String> ready = new ArrayList<>();
    for (ExecutionRow next : waiting) {
      if (live >= limits(next, present ? locked : null).maxInstances()) {
        break;
      }
      live++;
      ready.add(next.record().id().toString());
      earliest = Math.min(earliest, Read.millis(next.record().dueTime()));
    }
    if (!ready.isEmpty()) {
      update(ready, held ? ExecutionRow.HELD : ExecutionRow.SCHEDULED);
    }
    return held ? Long.MAX_VALUE : earliest;
  }

  private static JobPolicy limits(ExecutionRow waiting, @Nullable LockedJob job) {
    return job == null ? waiting.record().policy() : job.policy();
  }

  private List<ExecutionRow> blocked(JobLife job) {
    return job.bindTo(
            database.query(
                handle,
                "SELECT * FROM {execution} WHERE "
                    + JobLife.CONDITION
                    + " AND state = 2 ORDER BY seq FOR UPDATE"))
        .map((row, context) -> ExecutionRow.read(row))
        .list();
  }

  private void update(List<String> ids, long state) {
    String in = Rows.in(database.dialect(), "id", "ids", ids.size());
    Rows.bindAll(
            database.dialect(),
            database
                .change(handle, "UPDATE {execution} SET state = :state WHERE " + in)
                .bind("state", state),
            "ids",
            ids)
        .execute();
  }

  private void mark(JobLife job, String flag, String which) {
    job.bindTo(
            database.change(
                handle,
                "UPDATE {execution} SET "
                    + flag
                    + " = TRUE WHERE "
                    + JobLife.CONDITION
                    + " AND "
                    + which))
        .execute();
  }
}
