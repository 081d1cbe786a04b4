package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One transaction over executions: locks their jobs, then them, gathers what becomes of each, and
 * writes it all together with what that lets go. For one thread.
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
  private final HistoryRows history;
  private final Rows changes;
  private final Set<String> ended = new LinkedHashSet<>();
  private final Map<String, LockedJob> jobs = new HashMap<>();
  private final Set<OneJob> toLink = new LinkedHashSet<>();
  private final Set<OneJob> mayPromote = new LinkedHashSet<>();
  private final List<FollowUps.Ended> followed = new ArrayList<>();
  private long earliestDue = Long.MAX_VALUE;

  /** One life of a job; executions of an earlier one may still be there. */
  private record OneJob(String id, long generation) {}

  Step(Database database, Handle handle) {
    this.database = database;
    this.handle = handle;
    this.now = database.now(handle);
    this.history = new HistoryRows(database, now);
    this.changes = new Rows(database.dialect(), CHANGE);
  }

  Handle handle() {
    return handle;
  }

  long now() {
    return now;
  }

  HistoryRows history() {
    return history;
  }

  /** When the earliest execution that this step made ready is due. */
  long earliestDue() {
    return earliestDue;
  }

  /** Locks jobs, unless they are locked already; null for one that is not there. */
  @Nullable LockedJob lockJob(String id) {
    lockJobs(List.of(id));
    return jobs.get(id);
  }

  void lockJobs(Collection<String> ids) {
    Set<String> more = new TreeSet<>(ids);
    more.removeAll(jobs.keySet());
    jobs.putAll(LockedJob.lock(database, handle, more));
  }

  /** Locks executions after their jobs, and answers those that are there. */
  Map<ExecutionId, ExecutionRow> lock(Collection<ExecutionId> ids) {
    lockJobs(ids.stream().map(ExecutionId::jobId).toList());
    return lockOnly(ids);
  }

  /** Locks executions whose jobs do not matter. */
  Map<ExecutionId, ExecutionRow> lockOnly(Collection<ExecutionId> ids) {
    Map<ExecutionId, ExecutionRow> locked = new HashMap<>();
    if (ids.isEmpty()) {
      return locked;
    }
    TreeSet<String> sorted = new TreeSet<>();
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

  /** All executions of a job, locked; its row must be. */
  List<ExecutionRow> lockAllOf(String jobId, long generation) {
    return database
        .query(
            handle,
            "SELECT * FROM {execution} WHERE job_id = :job AND generation = :generation"
                + " ORDER BY id FOR UPDATE")
        .bind("job", jobId)
        .bind("generation", generation)
        .map((row, context) -> ExecutionRow.read(row))
        .list();
  }

  /** Ends an execution for good. */
  void end(ExecutionRow row, ExecutionState how, End end) {
    ExecutionRecord execution = row.record();
    ended.add(execution.id().toString());
    history.add(execution, how, end);
    if (row.linked()) {
      mayPromote.add(new OneJob(execution.id().jobId(), execution.id().generation()));
      followed.add(new FollowUps.Ended(execution, how, end.result()));
    }
  }

  /** Ends an execution because it was not run. */
  void miss(ExecutionRow row, MissedRange.Reason reason, End end) {
    history.addMissed(row.record(), reason);
    end(row, ExecutionState.MISSED, end);
  }

  /** Ends a lease without ending the execution: it waits again, unless a user wants it gone. */
  void giveBack(ExecutionRow row, boolean lost) {
    if (row.isUnwanted()) {
      end(row, ExecutionState.CANCELLED, End.unstarted(now));
      return;
    }
    ExecutionRecord is = row.record();
    change(
        row,
        ready(is.id(), Read.millis(is.dueTime())),
        lost ? is.token() + 1 : is.token(),
        Read.millis(is.dueTime()),
        Read.orNull(is.deadline()),
        is.attempt(),
        is.lost() + (lost ? 1 : 0),
        row.doneToken());
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
    Set<String> tried = new TreeSet<>(row.parkedBy());
    tried.add(node);
    ExecutionRecord is = row.record();
    changes.add(
        is.id().toString(),
        ExecutionRow.PARKED,
        is.token(),
        Read.millis(is.dueTime()),
        Read.orNull(is.deadline()),
        (long) is.attempt(),
        (long) is.lost(),
        is.token(),
        Read.lines(tried),
        null,
        null,
        null);
  }

  /** The state of an execution that may run: HELD while its job is paused. */
  long ready(ExecutionId id, long due) {
    LockedJob job = jobs.get(id.jobId());
    if (job != null && job.holds(id.generation())) {
      return ExecutionRow.HELD;
    }
    earliestDue = Math.min(earliestDue, due);
    return ExecutionRow.SCHEDULED;
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

  /** The leased executions of a job that goes are not to be started again. */
  void markRemoved(LockedJob job) {
    mark("removed", job.id(), job.generation(), true);
  }

  /** Asks the leased executions of a job to stop, and cancels those that wait for them. */
  void supersede(String jobId, long generation) {
    List<String> gone = new ArrayList<>();
    for (ExecutionRow row : lockAllOf(jobId, generation)) {
      if (row.record().state() == ExecutionState.BLOCKED) {
        gone.add(row.record().id().toString());
        history.add(row.record(), ExecutionState.CANCELLED, End.unstarted(now));
      }
    }
    delete(gone);
    mark("cancelled", jobId, generation, true);
  }

  private void mark(String flag, String jobId, long generation, boolean leasedOnly) {
    database
        .change(
            handle,
            "UPDATE {execution} SET "
                + flag
                + " = TRUE WHERE job_id = :job AND generation = :generation AND "
                + (leasedOnly ? "state = " + ExecutionRow.CLAIMED : "NOT linked"))
        .bind("job", jobId)
        .bind("generation", generation)
        .execute();
  }

  /**
   * Executions of a job now wait for others of it to end; those are marked, so that their ends let
   * the waiting ones go. One that ended meanwhile is no longer counted when that is done.
   */
  void linkLater(String jobId, long generation) {
    toLink.add(new OneJob(jobId, generation));
    mayPromote.add(new OneJob(jobId, generation));
  }

  /** A job that is locked has changed. */
  void changed(LockedJob job) {
    jobs.put(job.id(), job);
  }

  /** Executions of a job may be let go: it may have more room than before. */
  void promoteLater(String jobId, long generation) {
    mayPromote.add(new OneJob(jobId, generation));
  }

  /** Writes everything, then lets go what waited for it and submits what follows it. */
  void write() {
    changes.update(handle, database.table("execution"), "id");
    delete(ended);
    settle();
    new FollowUps(database, this).submit(followed);
    settle();
    history.insert(handle);
  }

  /** Marks what others wait for, and lets go what has room. */
  private void settle() {
    toLink.forEach(job -> mark("linked", job.id, job.generation, false));
    toLink.clear();
    List<OneJob> promoted = List.copyOf(mayPromote);
    mayPromote.clear();
    promoted.forEach(job -> promote(job.id, job.generation));
  }

  private void delete(Collection<String> ids) {
    if (ids.isEmpty()) {
      return;
    }
    String in = Rows.in(database.dialect(), "id", "ids", ids.size());
    Rows.bindAll(
            database.dialect(),
            database.change(handle, "DELETE FROM {execution} WHERE " + in),
            "ids",
            ids)
        .execute();
  }

  /** Looks under the lock of the job: what comes to wait meanwhile is seen, here or there. */
  private void promote(String jobId, long generation) {
    LockedJob job = lockJob(jobId);
    List<ExecutionRow> waiting =
        database
            .query(
                handle,
                "SELECT * FROM {execution} WHERE job_id = :job AND generation = :generation"
                    + " AND state = "
                    + ExecutionRow.BLOCKED
                    + " ORDER BY seq FOR UPDATE")
            .bind("job", jobId)
            .bind("generation", generation)
            .map((row, context) -> ExecutionRow.read(row))
            .list();
    if (waiting.isEmpty()) {
      return;
    }
    long live = live(jobId, generation)[0];
    List<String> ready = new ArrayList<>();
    long state = ExecutionRow.SCHEDULED;
    for (ExecutionRow next : waiting) {
      boolean present = job != null && job.generation() == generation;
      JobPolicy policy = present ? job.policy() : next.record().policy();
      if (live >= policy.maxInstances()) {
        break;
      }
      live++;
      ready.add(next.record().id().toString());
      state = ready(next.record().id(), Read.millis(next.record().dueTime()));
    }
    if (!ready.isEmpty()) {
      String in = Rows.in(database.dialect(), "id", "ids", ready.size());
      Rows.bindAll(
              database.dialect(),
              database
                  .change(handle, "UPDATE {execution} SET state = :state WHERE " + in)
                  .bind("state", state),
              "ids",
              ready)
          .execute();
    }
  }

  /** How many executions of a job are live and not BLOCKED, and how many are BLOCKED. */
  long[] live(String jobId, long generation) {
    long[] counts = new long[2];
    database
        .query(
            handle,
            "SELECT state, count(*) AS rows_of FROM {execution}"
                + " WHERE job_id = :job AND generation = :generation GROUP BY state")
        .bind("job", jobId)
        .bind("generation", generation)
        .map((row, context) -> new long[] {row.getLong("state"), row.getLong("rows_of")})
        .forEach(each -> counts[each[0] == ExecutionRow.BLOCKED ? 1 : 0] += each[1]);
    return counts;
  }
}
