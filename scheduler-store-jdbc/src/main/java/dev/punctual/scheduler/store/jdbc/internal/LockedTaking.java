package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.QueueRoom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Claims due jobs and fires the plain ones among them in one transaction: locks what is due, puts a
 * leased execution in the place of each plain job, and marks the others as claimed. Where the
 * database can answer what it removes, plain jobs are not locked before, if their policies were
 * read here already. For databases whose changes answer no rows by themselves. Safe for any thread.
 */
final class LockedTaking {

  /** How many claims fire nothing after one that met a job with an execution for its next time. */
  private static final int CAREFUL = 16;

  private static final Comparator<Candidate> BY_PRIORITY =
      Comparator.comparingInt((Candidate each) -> -each.priority)
          .thenComparingLong(each -> each.due)
          .thenComparing(each -> each.id);

  private static final Comparator<Candidate> BY_AGE =
      Comparator.comparingLong((Candidate each) -> each.due)
          .thenComparingInt(each -> -each.priority)
          .thenComparing(each -> each.id);

  private final Database database;
  private final Claiming.Kind<JobRow> kind;
  private final boolean removes;
  private final KnownPolicies known = new KnownPolicies();
  private volatile int careful;

  LockedTaking(Database database, Claiming.Kind<JobRow> kind) {
    this.database = database;
    this.kind = kind;
    this.removes = database.dialect().rows().hasOldTables();
  }

  /** A job that may be taken. */
  private record Candidate(String id, int priority, long due) {}

  /** A locked job, as it is fired or as it is claimed. */
  private record Locked(long now, @Nullable ExecutionRecord run, @Nullable JobRow job) {

    String id() {
      return run == null ? Objects.requireNonNull(job).job().id() : run.id().jobId();
    }
  }

  /**
   * What one claim took.
   *
   * @param now the store's time; 0 if nothing was there to be taken
   * @param jobs claimed, in no order
   * @param fired in no order
   * @param leftDue when the earliest job that may be due and was left is due; null if none was seen
   */
  record Taken(long now, List<JobRow> jobs, List<ExecutionRecord> fired, @Nullable Long leftDue) {

    int count() {
      return jobs.size() + fired.size();
    }
  }

  /**
   * Takes jobs of one queue; must be called in a transaction. A job that has an execution for its
   * next time makes this fail as a duplicate does, and the next ones careful.
   */
  Taken take(Handle handle, JobClaiming.Request request, QueueRoom room) {
    List<Candidate> left = candidates(handle, request, room);
    Set<String> chosen = choose(left, room);
    Taken taken = new Taken(0, new ArrayList<>(0), new ArrayList<>(), earliest(left));
    if (chosen.isEmpty()) {
      return taken;
    }
    boolean fires = careful == 0 && database.joined() == null;
    careful = Math.max(0, careful - 1);
    List<Locked> rows = new ArrayList<>(chosen.size());
    if (fires && removes) {
      rows.addAll(remove(handle, request, chosen));
      rows.forEach(row -> chosen.remove(row.id()));
    }
    if (!chosen.isEmpty()) {
      rows.addAll(lock(handle, request, chosen, fires && !removes));
    }
    long now = 0;
    for (Locked each : rows) {
      now = each.now;
      if (each.run != null) {
        taken.fired.add(each.run);
      } else if (each.job != null) {
        taken.jobs.add(each.job);
      }
    }
    fire(handle, request, taken.fired);
    claim(handle, request, taken.jobs.stream().map(row -> row.job().id()).toList());
    return new Taken(now, taken.jobs, taken.fired, taken.leftDue);
  }

  private List<Candidate> candidates(Handle handle, JobClaiming.Request request, QueueRoom room) {
    DueGroups groups =
        new DueGroups(database, "due", kind.table(), List.of(room.queue()), request.node().tasks());
    String source = groups.source("w.id, w.priority, w.due", kind.due());
    var query =
        groups.bindTo(
            database.query(handle, "SELECT x.id, x.priority, x.due FROM " + source),
            room.room() + 1);
    var unused = request.bindTo(query);
    Map<String, Candidate> byId = new LinkedHashMap<>();
    query
        .map((row, context) -> new Candidate(row.getString(1), row.getInt(2), row.getLong(3)))
        .forEach(each -> byId.put(each.id, each));
    return new ArrayList<>(byId.values());
  }

  /** Moves those that are wanted out of {@code left}: the most urgent, and then the oldest. */
  private static Set<String> choose(List<Candidate> left, QueueRoom room) {
    Set<String> chosen = new TreeSet<>();
    left.sort(BY_PRIORITY);
    move(left, room.room() - room.oldest(), chosen);
    left.sort(BY_AGE);
    move(left, room.oldest(), chosen);
    return chosen;
  }

  private static void move(List<Candidate> left, int most, Set<String> chosen) {
    List<Candidate> first = left.subList(0, Math.min(most, left.size()));
    first.forEach(each -> chosen.add(each.id));
    first.clear();
  }

  private static @Nullable Long earliest(List<Candidate> left) {
    return left.isEmpty() ? null : left.stream().mapToLong(each -> each.due).min().getAsLong();
  }

  /** Removes the plain ones among some jobs that are due still, in the order of their ids. */
  private List<Locked> remove(Handle handle, JobClaiming.Request request, Set<String> ids) {
    List<String> policies = known.texts();
    var remove =
        database.query(
            handle,
            Dialect.RowTraits.removing(
                "{now} AS at_now, w.*",
                "{job}",
                "w.state = 0 AND "
                    + kind.due()
                    + " AND w.plain AND w.trigger_text LIKE 'date %' AND "
                    + Rows.in(database.dialect(), "w.policy", "policies", policies.size())
                    + " AND "
                    + in("w.id", ids)));
    Rows.bindAll(database.dialect(), remove, "policies", policies);
    var unused = request.bindTo(bind(remove, ids));
    return remove
        .map(
            (row, context) -> {
              long now = row.getLong("at_now");
              JobPolicy policy = known.get(row.getString("policy"));
              return new Locked(now, run(row, policy, request, now), null);
            })
        .list();
  }

  /** Locks jobs, in the order of their ids; those that are not due any more are left out. */
  private List<Locked> lock(
      Handle handle, JobClaiming.Request request, Set<String> ids, boolean fires) {
    var lock =
        database.query(
            handle,
            "SELECT {now} AS at_now, w.* FROM {job} w WHERE w.state = 0 AND "
                + kind.due()
                + " AND "
                + in("w.id", ids)
                + " ORDER BY w.id FOR UPDATE"
                + (database.dialect().hasSkipLocked() ? " SKIP LOCKED" : ""));
    var unused = request.bindTo(bind(lock, ids));
    return lock.map((row, context) -> locked(row, request, fires)).list();
  }

  private Locked locked(ResultSet row, JobClaiming.Request request, boolean fires)
      throws SQLException {
    long now = row.getLong("at_now");
    JobPolicy policy =
        fires && row.getBoolean("plain") && row.getString("trigger_text").startsWith("date ")
            ? Read.policy(row.getString("policy"))
            : null;
    if (policy != null) {
      return new Locked(now, run(row, policy, request, now), null);
    }
    JobRow job = kind.reader().read(row);
    known.note(job, row.getString("policy"));
    return new Locked(now, null, job.claimedOnce());
  }

  private static ExecutionRecord run(
      ResultSet row, JobPolicy policy, JobClaiming.Request request, long now) throws SQLException {
    return ExecutionRow.ofPlain(
        row.getString("id"),
        row.getLong("generation"),
        row.getLong("next_fire"),
        row.getLong("due"),
        row.getString("task"),
        Read.payload(row, "codec", "payload_version", "payload"),
        policy,
        request.node().owner(),
        now,
        Read.millis(request.lease()));
  }

  private void fire(Handle handle, JobClaiming.Request request, List<ExecutionRecord> runs) {
    if (runs.isEmpty()) {
      return;
    }
    TreeSet<String> jobs = new TreeSet<>();
    Rows rows = ExecutionRow.rows(database);
    String mark = LatestReplies.mark(request.id());
    for (ExecutionRecord run : runs) {
      jobs.add(run.id().jobId());
      ExecutionRow.add(rows, run, true, mark);
    }
    if (!removes) {
      bind(database.change(handle, "DELETE FROM {job} WHERE " + in("id", jobs)), jobs).execute();
    }
    try {
      rows.insertInto(handle, database.table("execution"));
    } catch (JdbiException failure) {
      SQLException cause = Database.cause(failure);
      if (cause != null && database.dialect().isDuplicate(cause)) {
        careful = CAREFUL;
      }
      throw failure;
    }
  }

  private void claim(Handle handle, JobClaiming.Request request, List<String> ids) {
    if (!ids.isEmpty()) {
      var claim =
          database.change(
              handle, "UPDATE {job} w SET " + kind.change() + " WHERE " + in("w.id", ids));
      var unused = request.bindTo(bind(claim, ids));
      claim.execute();
    }
  }

  private String in(String column, Collection<String> ids) {
    return Rows.in(database.dialect(), column, "ids", ids.size());
  }

  private <S extends SqlStatement<S>> S bind(S statement, Collection<String> ids) {
    return Rows.bindAll(database.dialect(), statement, "ids", ids);
  }
}
