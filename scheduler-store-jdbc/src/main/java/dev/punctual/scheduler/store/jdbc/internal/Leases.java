package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps leases on executions in tables. */
final class Leases implements LeaseBook {

  private final Database database;
  private final Wakeups wakeups;
  private final @Nullable Reserve reserve;

  /**
   * Leases in tables.
   *
   * @param reserve the connection that renews; null for any
   */
  Leases(Database database, Wakeups wakeups, @Nullable Reserve reserve) {
    this.database = database;
    this.wakeups = wakeups;
    this.reserve = reserve;
  }

  @Override
  public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
    return database.atomically(
        reserve,
        "renew",
        handle -> {
          long now = database.now(handle);
          Step step = new Step(database, handle);
          Map<ExecutionId, ExecutionRow> rows = step.lockOnly(ids(leases));
          List<LeaseRef> lost = new ArrayList<>(0);
          List<ExecutionId> cancelled = new ArrayList<>(0);
          Rows renewed =
              new Rows(
                  database.dialect(), List.of(Column.text("id"), Column.number("lease_until")));
          long until = Read.plus(now, Read.millis(lease));
          for (LeaseRef each : leases) {
            @Nullable ExecutionRow row = rows.get(each.id());
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
        });
  }

  @Override
  public List<Boolean> start(String owner, List<LeaseRef> leases) {
    return database.atomically("start", handle -> start(handle, owner, leases));
  }

  private List<Boolean> start(Handle handle, String owner, List<LeaseRef> leases) {
    Step step = new Step(database, handle);
    Map<ExecutionId, ExecutionRow> rows = step.lock(ids(leases));
    List<Boolean> results = new ArrayList<>(leases.size());
    Rows started =
        new Rows(database.dialect(), List.of(Column.text("id"), Column.number("started")));
    for (LeaseRef each : leases) {
      @Nullable ExecutionRow row = rows.get(each.id());
      boolean may = row != null && mayStart(step, row, owner, each.token());
      results.add(may);
      if (may && row != null && row.started() == null) {
        started.add(each.id().toString(), step.now());
      }
    }
    started.update(handle, database.table("execution"), "id");
    return results;
  }

  private static boolean mayStart(Step step, ExecutionRow row, String owner, long token) {
    ExecutionId id = row.record().id();
    LockedJob job = step.lockJob(id.jobId());
    java.time.Instant until = row.record().leaseUntil();
    return row.isLeased(owner, token)
        && !row.isUnwanted()
        && (job == null || !job.holds(id.generation()))
        && until != null
        && Read.millis(until) > step.now();
  }

  @Override
  public List<CompleteStatus> complete(String node, List<Completion> completions) {
    if (completions.isEmpty()) {
      return List.of();
    }
    Completing completing = new Completing(database, node, completions);
    List<CompleteStatus> statuses = completing.complete();
    wakeups.due(completing.earliestDue());
    return statuses;
  }

  @Override
  public List<Boolean> release(String owner, List<LeaseRef> leases) {
    AtomicLong earliest = new AtomicLong(Long.MAX_VALUE);
    List<Boolean> results =
        database.atomically(
            "release",
            handle -> {
              Step step = new Step(database, handle);
              Map<ExecutionId, ExecutionRow> rows = step.lock(ids(leases));
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
              step.write();
              earliest.set(step.earliestDue());
              return released;
            });
    wakeups.due(earliest.get());
    return results;
  }

  @Override
  public List<ExecutionRecord> reap(int limit, int maxLost) {
    Limits.page(limit);
    List<ExecutionRecord> reaped =
        database.atomically("reap", handle -> new Reaping(database, handle).reap(limit, maxLost));
    wakeups.now(!reaped.isEmpty());
    return reaped;
  }

  /** Who holds a lease, locking nothing; null if the token is no longer current. */
  @Nullable String holderOf(Handle handle, LeaseRef lease) {
    return database
        .query(
            handle,
            "SELECT owner FROM {execution} WHERE id = :id AND token = :token AND state = "
                + ExecutionRow.CLAIMED)
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
    CancelStatus status =
        database.atomically(
            "cancel",
            handle -> {
              Step step = new Step(database, handle);
              ExecutionRow row = step.lock(List.of(id)).get(id);
              if (row == null) {
                return CancelStatus.NOT_FOUND;
              }
              if (row.record().state() == ExecutionState.CLAIMED) {
                database
                    .change(handle, "UPDATE {execution} SET cancelled = TRUE WHERE id = :id")
                    .bind("id", id.toString())
                    .execute();
                return CancelStatus.REQUESTED;
              }
              step.end(row, ExecutionState.CANCELLED, End.unstarted(step.now()));
              step.promoteLater(id.jobId(), id.generation());
              step.write();
              return CancelStatus.CANCELLED;
            });
    if (status == CancelStatus.REQUESTED) {
      wakeups.revoked();
    }
    return status;
  }

  private static List<ExecutionId> ids(List<LeaseRef> leases) {
    return leases.stream().map(LeaseRef::id).toList();
  }
}
