package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One transaction over executions: gathers what becomes of each of those that it has locked, and
 * writes it all together with what that lets go and what follows it. For one thread.
 */
final class Step {

  private static final List<Column> CHANGE =
      List.of(
          Column.text("id"),
          Column.number("state"),
          Column.number("token"),
          Column.number("due"),
          Column.number("deadline"),
          Column.number("attempt"),
          Column.number("lost"),
          Column.number("done_token"),
          Column.text("parked_by"),
          Column.text("owner"),
          Column.number("lease_until"),
          Column.number("started"));

  private final Database database;
  private final Handle handle;
  private final long now;
  private final Locks locks;
  private final Waiting waiting;
  private final HistoryRows history;
  private final Rows changes;
  private final Set<String> ended = new LinkedHashSet<>();
  private final List<FollowUps.Ended> followed = new ArrayList<>(0);
  private final Set<String> freedTasks = new TreeSet<>();
  private final Set<String> revoked = new TreeSet<>();
  private long earliestDue = Long.MAX_VALUE;

  /** A step at the store's time. */
  Step(Database database, Handle handle) {
    this(database, handle, database.now(handle));
  }

  /** A step at {@code now}, the store's time as an earlier statement told it. */
  Step(Database database, Handle handle, long now) {
    this.database = database;
    this.handle = handle;
    this.now = now;
    this.locks = new Locks(database, handle);
    this.waiting = new Waiting(database, handle, locks);
    this.history = new HistoryRows(database, now);
    this.changes = new Rows(database.dialect(), CHANGE);
  }

  Handle handle() {
    return handle;
  }

  long now() {
    return now;
  }

  Locks locks() {
    return locks;
  }

  Waiting waiting() {
    return waiting;
  }

  HistoryRows history() {
    return history;
  }

  /** When the earliest execution that this step made ready is due. */
  long earliestDue() {
    return earliestDue;
  }

  /** The tasks of executions that are no longer leased. */
  Set<String> freedTasks() {
    return freedTasks;
  }

  /** The jobs whose leases nobody may want any more. */
  Set<String> revoked() {
    return revoked;
  }

  /** Leases on executions of a job may be unwanted. */
  void revoke(String jobId) {
    revoked.add(jobId);
  }

  /** Asks the executions of a job to make room for another one. */
  void supersede(JobLife job) {
    waiting.supersede(job, history, now);
    revoke(job.id());
  }

  /** Ends an execution for good. */
  void end(ExecutionRow row, ExecutionState how, End end) {
    ExecutionRecord execution = row.record();
    freed(execution);
    ended.add(execution.id().toString());
    history.add(execution, row.policyText(), how, end);
    if (row.linked()) {
      waiting.letGo(JobLife.of(execution.id()));
      followed.add(new FollowUps.Ended(execution, how, end.result()));
    }
  }

  /** Ends an execution because it was not run. */
  void miss(ExecutionRow row, MissedRange.Reason reason, End end) {
    history.addMissed(row.record(), reason);
    end(row, ExecutionState.MISSED, end);
  }

  /**
   * Ends a lease without ending the execution: it waits again, unless a user wants it gone.
   *
   * @param lost whether its owner did not say so
   * @return the state that it has then
   */
  ExecutionState giveBack(ExecutionRow row, boolean lost) {
    if (row.isUnwanted()) {
      end(row, ExecutionState.CANCELLED, End.unstarted(now));
      return ExecutionState.CANCELLED;
    }
    ExecutionRecord is = row.record();
    long state = ready(is.id(), Read.millis(is.dueTime()));
    change(
        row,
        state,
        lost ? is.token() + 1 : is.token(),
        Read.millis(is.dueTime()),
        Read.orNull(is.deadline()),
        is.attempt(),
        is.lost() + (lost ? 1 : 0),
        row.doneToken());
    return ExecutionRow.state((int) state);
  }

  /** Ends a lease and has the execution tried again after a delay. */
  void retry(ExecutionRow row, Duration delay) {
    ExecutionRecord is = row.record();
    long due = Read.plus(now, Read.millis(delay));
    change(
        row, ready(is.id(), due), is.token(), due, null, is.attempt() + 1, is.lost(), is.token());
  }

  /** Ends a lease and puts the execution away until another node may run it. */
  void park(ExecutionRow row, String node) {
    ExecutionRecord is = row.record();
    Set<String> tried = new TreeSet<>(row.parkedBy());
    tried.add(node);
    change(
        row.parkedBy(tried),
        ExecutionRow.PARKED,
        is.token(),
        Read.millis(is.dueTime()),
        Read.orNull(is.deadline()),
        is.attempt(),
        is.lost(),
        is.token());
  }

  /**
   * Puts away those executions that are still leased as said, since {@code node} cannot read them.
   */
  boolean parkLeased(List<LeaseRef> leases, String node) {
    Map<ExecutionId, ExecutionRow> rows =
        locks.executions(leases.stream().map(LeaseRef::id).toList());
    boolean any = false;
    for (LeaseRef lease : leases) {
      ExecutionRow row = rows.get(lease.id());
      if (row != null && row.isLeased(node, lease.token()) && !row.isUnwanted()) {
        park(row, node);
        any = true;
      }
    }
    return any;
  }

  /** The state of an execution that may run: HELD while its job is paused. */
  long ready(ExecutionId id, long due) {
    LockedJob job = locks.known(id.jobId());
    if (job != null && job.holds(id.generation())) {
      return ExecutionRow.HELD;
    }
    dueAt(due);
    return ExecutionRow.SCHEDULED;
  }

  /** Work becomes due by this step. */
  void dueAt(long due) {
    earliestDue = Math.min(earliestDue, due);
  }

  private void change(
      ExecutionRow row,
      long state,
      long token,
      long due,
      @Nullable Long deadline,
      int attempt,
      int lost,
      long doneToken) {
    freed(row.record());
    changes.add(
        row.record().id().toString(),
        state,
        token,
        due,
        deadline,
        (long) attempt,
        (long) lost,
        doneToken,
        row.parkedBy().isEmpty() ? null : Read.lines(row.parkedBy()),
        null,
        null,
        null);
  }

  private void freed(ExecutionRecord execution) {
    if (execution.state() == ExecutionState.CLAIMED) {
      freedTasks.add(execution.task());
    }
  }

  /** Writes everything, then lets go what waited for it and submits what follows it. */
  void write() {
    changes.update(handle, database.table("execution"), "id");
    ExecutionRow.delete(database, handle, ended);
    dueAt(waiting.settle());
    new FollowUps(database, this).submit(followed);
    dueAt(waiting.settle());
    history.insert(handle);
  }
}
