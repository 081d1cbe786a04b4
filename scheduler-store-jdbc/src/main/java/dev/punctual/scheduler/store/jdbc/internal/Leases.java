package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps leases on executions in tables. */
final class Leases implements LeaseBook {

  private static final List<Column> RENEWED =
      List.of(Column.text("id"), Column.number("lease_until"));
  private static final List<Column> STARTED = List.of(Column.text("id"), Column.number("started"));

  private final Database database;
  private final Steps steps;
  private final Wakeups wakeups;
  private final @Nullable Reserve reserve;
  private final PlainEnds plain;

  /**
   * Leases in tables.
   *
   * @param reserve the connection that renews; null for any
   */
  Leases(Database database, Steps steps, Wakeups wakeups, @Nullable Reserve reserve) {
    this.database = database;
    this.steps = steps;
    this.wakeups = wakeups;
    this.reserve = reserve;
    this.plain = PlainEnds.of(database);
  }

  @Override
  public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
    return database.atomically(reserve, "renew", handle -> renew(handle, owner, lease, leases));
  }

  private RenewReply renew(Handle handle, String owner, Duration lease, List<LeaseRef> leases) {
    long now = database.now(handle);
    Map<ExecutionId, ExecutionRow> rows = new Locks(database, handle).executionsOnly(ids(leases));
    List<LeaseRef> lost = new ArrayList<>(0);
    List<ExecutionId> cancelled = new ArrayList<>(0);
    Rows renewed = new Rows(database.dialect(), RENEWED);
    long until = Read.plus(now, Read.millis(lease));
    for (LeaseRef each : leases) {
      ExecutionRow row = rows.get(each.id());
      if (row == null || !row.isLeased(owner, each.token())) {
        lost.add(each);
        continue;
      }
      renewed.add(each.id().toString(), until);
      if (row.record().cancelRequested()) {
        cancelled.add(each.id());
      }
    }
    renewed.update(handle, database.table("execution"), "id");
    return new RenewReply(Read.time(now), lost, cancelled);
  }

  @Override
  public List<Boolean> start(String owner, List<LeaseRef> leases) {
    return database.atomically("start", handle -> start(handle, owner, leases));
  }

  private List<Boolean> start(Handle handle, String owner, List<LeaseRef> leases) {
    long now = database.now(handle);
    Locks locks = new Locks(database, handle);
    Map<ExecutionId, ExecutionRow> rows = locks.executions(ids(leases));
    List<Boolean> results = new ArrayList<>(leases.size());
    Rows started = new Rows(database.dialect(), STARTED);
    for (LeaseRef each : leases) {
      ExecutionRow row = rows.get(each.id());
      boolean may = row != null && row.isLeased(owner, each.token()) && mayStart(locks, row, now);
      results.add(may);
      if (may && row != null && row.started() == null) {
        started.add(each.id().toString(), now);
      }
    }
    started.update(handle, database.table("execution"), "id");
    return results;
  }

  private static boolean mayStart(Locks locks, ExecutionRow row, long now) {
    ExecutionId id = row.record().id();
    LockedJob job = locks.known(id.jobId());
    Instant until = row.record().leaseUntil();
    return !row.isUnwanted()
        && (job == null || !job.holds(id.generation()))
        && until != null
        && Read.millis(until) > now;
  }

  @Override
  public List<CompleteStatus> complete(String node, List<Completion> completions) {
    return completions.isEmpty()
        ? List.of()
        : new Completing(database, steps, wakeups, plain, node, completions).complete();
  }

  @Override
  public List<Boolean> release(String owner, List<LeaseRef> leases) {
    return steps.take("release", step -> release(step, owner, leases));
  }

  private static List<Boolean> release(Step step, String owner, List<LeaseRef> leases) {
    Map<ExecutionId, ExecutionRow> rows = step.locks().executions(ids(leases));
    List<Boolean> released = new ArrayList<>(leases.size());
    for (LeaseRef each : leases) {
      ExecutionRow row = rows.get(each.id());
      boolean mine = row != null && row.isLeased(owner, each.token());
      released.add(mine);
      if (mine && row != null) {
        rows.remove(each.id());
        step.giveBack(row, false);
      }
    }
    return released;
  }

  @Override
  public List<ExecutionRecord> reap(int limit, int maxLost) {
    Limits.page(limit);
    List<ExecutionId> expired =
        database.each("reap", handle -> Reaping.expired(database, handle, limit));
    return expired.isEmpty()
        ? List.of()
        : steps.take("reap", step -> Reaping.reap(step, expired, maxLost));
  }

  /** Who holds a lease, locking nothing; null if the token is no longer current. */
  @Nullable String holderOf(Handle handle, LeaseRef lease) {
    return database
        .query(
            handle, "SELECT owner FROM {execution} WHERE id = :id AND token = :token AND state = 4")
        .bind("id", lease.id().toString())
        .bind("token", lease.token())
        .mapTo(String.class)
        .findOne()
        .orElse(null);
  }

  @Override
  public List<LeaseRef> claimsOf(String owner) {
    return database.each(
        "claimsOf",
        handle ->
            database
                .query(
                    handle, "SELECT id, token FROM {execution} WHERE state = 4 AND owner = :owner")
                .bind("owner", owner)
                .map(
                    (row, context) ->
                        new LeaseRef(ExecutionId.parse(row.getString("id")), row.getLong("token")))
                .list());
  }

  @Override
  public CancelStatus cancel(ExecutionId id) {
    return steps.take("cancel", step -> cancel(step, id));
  }

  private CancelStatus cancel(Step step, ExecutionId id) {
    ExecutionRow row = step.locks().executions(List.of(id)).get(id);
    if (row == null) {
      return CancelStatus.NOT_FOUND;
    }
    if (row.record().state() == ExecutionState.CLAIMED) {
      database
          .change(step.handle(), "UPDATE {execution} SET cancelled = TRUE WHERE id = :id")
          .bind("id", id.toString())
          .execute();
      step.revoke(id.jobId());
      return CancelStatus.REQUESTED;
    }
    step.end(row, ExecutionState.CANCELLED, End.unstarted(step.now()));
    step.waiting().letGo(JobLife.of(id));
    return CancelStatus.CANCELLED;
  }

  private static List<ExecutionId> ids(List<LeaseRef> leases) {
    return leases.stream().map(LeaseRef::id).toList();
  }
}
