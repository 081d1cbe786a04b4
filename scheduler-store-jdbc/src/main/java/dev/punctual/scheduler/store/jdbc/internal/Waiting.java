package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The executions of a job that wait for others of it to end, within one transaction that has locked
 * the job.
 *
 * <p>An execution that nobody waits for ends by one statement that locks no job. So whoever lets
 * one wait marks those that it waits for as <em>linked</em>; the end of a linked execution locks
 * the job and lets others go. An end that came before the mark is no longer counted when {@link
 * #settle} looks again, after marking; an end that comes after it sees the mark. Either way
 * somebody lets the waiting one go.
 */
final class Waiting {

  /** How many are let go by one step. */
  private static final int MOST = 1_000;

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
    long[] counts = new long[2];
    job.bindTo(
            database.query(
                handle,
                "SELECT state, count(*) AS how_many FROM {execution} WHERE "
                    + JobLife.CONDITION
                    + " GROUP BY state"))
        .map((row, context) -> Map.entry(row.getLong("state"), row.getLong("how_many")))
        .forEach(each -> counts[each.getKey() == ExecutionRow.BLOCKED ? 1 : 0] += each.getValue());
    return new Counts(counts[0], counts[1]);
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
    mark(job, "cancelled", "state = " + ExecutionRow.CLAIMED);
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
    toLink.forEach(job -> mark(job, "linked", "NOT linked"));
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
    Counts there = count(job);
    if (there.blocked() == 0) {
      return Long.MAX_VALUE;
    }
    LockedJob present = locked != null && locked.generation() == job.generation() ? locked : null;
    long room = present == null ? there.blocked() : present.policy().maxInstances() - there.live();
    if (room <= 0) {
      return Long.MAX_VALUE;
    }
    long live = there.live();
    long earliest = Long.MAX_VALUE;
    List<String> ready = new ArrayList<>();
    for (ExecutionRow next : blocked(job, room)) {
      if (present == null && live >= next.record().policy().maxInstances()) {
        break;
      }
      live++;
      ready.add(next.record().id().toString());
      earliest = Math.min(earliest, Read.millis(next.record().dueTime()));
    }
    if (locked != null && locked.holds(job.generation())) {
      update(ready, ExecutionRow.HELD);
      return Long.MAX_VALUE;
    }
    update(ready, ExecutionRow.SCHEDULED);
    return earliest;
  }

  private List<ExecutionRow> blocked(JobLife job, long most) {
    return job.bindTo(
            database.query(
                handle,
                "SELECT * FROM {execution} WHERE "
                    + JobLife.CONDITION
                    + " AND state = 2 ORDER BY seq LIMIT :most FOR UPDATE"))
        .bind("most", (int) Math.min(most, MOST))
        .map((row, context) -> ExecutionRow.read(row))
        .list();
  }

  private void update(List<String> ids, long state) {
    if (ids.isEmpty()) {
      return;
    }
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
