package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Takes leases away that ran out, in one transaction. */
final class Reaping {

  private final Database database;
  private final Handle handle;

  Reaping(Database database, Handle handle) {
    this.database = database;
    this.handle = handle;
  }

  List<ExecutionRecord> reap(int limit, int maxLost) {
    List<ExecutionId> expired =
        database
            .query(
                handle,
                "SELECT id FROM {execution} WHERE state = 4 AND lease_until <= {now}"
                    + " ORDER BY lease_until LIMIT :limit")
            .bind("limit", limit)
            .map((row, context) -> ExecutionId.parse(row.getString("id")))
            .list();
    if (expired.isEmpty()) {
      return List.of();
    }
    Step step = new Step(database, handle);
    Map<ExecutionId, ExecutionRow> rows = step.lock(expired);
    List<ExecutionRecord> reaped = new ArrayList<>(expired.size());
    for (ExecutionId id : expired) {
      ExecutionRow row = rows.get(id);
      if (row != null && isExpired(row, step.now())) {
        reaped.add(take(step, row, maxLost));
      }
    }
    step.write();
    return reaped;
  }

  private static boolean isExpired(ExecutionRow row, long now) {
    Instant until = row.record().leaseUntil();
    return row.record().state() == ExecutionState.CLAIMED
        && until != null
        && Read.millis(until) <= now;
  }

  private static ExecutionRecord take(Step step, ExecutionRow row, int maxLost) {
    ExecutionRecord was = row.record();
    Long started = row.started();
    long token = was.token() + 1;
    int lost = was.lost() + 1;
    boolean once = was.policy().run().guarantee() == Guarantee.AT_MOST_ONCE;
    if (started != null && once) {
      step.end(
          row,
          ExecutionState.LOST,
          new End(was.owner(), Read.time(started), Read.time(step.now()), null, Payload.none(), 0));
      return Ended.shown(was, ExecutionState.LOST, token, lost, null);
    }
    if (row.isUnwanted()) {
      step.giveBack(row, true);
      return Ended.shown(was, ExecutionState.CANCELLED, token, lost, null);
    }
    if (lost <= maxLost) {
      step.giveBack(row, true);
      long state = step.ready(was.id(), Read.millis(was.dueTime()));
      return Ended.shown(was, ExecutionRow.state((int) state), token, lost, null);
    }
    String error = lost + " leases of it ended without a word from their node";
    step.end(
        row,
        ExecutionState.DEAD,
        new End(was.owner(), null, Read.time(step.now()), error, Payload.none(), 0));
    return Ended.shown(was, ExecutionState.DEAD, token, lost, null);
  }
}
