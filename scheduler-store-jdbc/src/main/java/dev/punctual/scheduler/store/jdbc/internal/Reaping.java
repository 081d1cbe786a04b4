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
import org.jspecify.annotations.Nullable;

/** Takes leases away that ran out. */
final class Reaping {

  private static final String SILENT =
      "its node went silent after it had begun; it is not run again";

  private Reaping() {}

  /**
   * The executions whose leases ran out, the oldest first; they are looked at again when locked.
   */
  static List<ExecutionId> expired(Database database, Handle handle, int limit) {
    return database
        .query(
            handle,
            "SELECT id FROM {execution} WHERE state = 4 AND lease_until <= {now}"
                + " ORDER BY lease_until LIMIT :limit")
        .bind("limit", limit)
        .map((row, context) -> ExecutionId.parse(row.getString("id")))
        .list();
  }

  /** Takes the leases on those executions whose leases ran out; answers them as they are then. */
  static List<ExecutionRecord> reap(Step step, List<ExecutionId> expired, int maxLost) {
    Map<ExecutionId, ExecutionRow> rows = step.locks().executions(expired);
    List<ExecutionRecord> reaped = new ArrayList<>(expired.size());
    for (ExecutionId id : expired) {
      ExecutionRow row = rows.get(id);
      if (row != null && isExpired(row, step.now())) {
        ExecutionState now = take(step, row, maxLost);
        ExecutionRecord was = row.record();
        reaped.add(Ended.shown(was, now, was.token() + 1, was.lost() + 1));
      }
    }
    return reaped;
  }

  private static boolean isExpired(ExecutionRow row, long now) {
    Instant until = row.record().leaseUntil();
    return row.record().state() == ExecutionState.CLAIMED
        && until != null
        && Read.millis(until) <= now;
  }

  private static ExecutionState take(Step step, ExecutionRow row, int maxLost) {
    boolean once = row.record().policy().run().guarantee() == Guarantee.AT_MOST_ONCE;
    int lost = row.record().lost() + 1;
    if (row.started() != null && once) {
      return end(step, row, ExecutionState.LOST, SILENT);
    }
    if (row.isUnwanted() || lost <= maxLost) {
      return step.giveBack(row, true);
    }
    String error = lost + " leases of it ended without a word from their node";
    return end(step, row, ExecutionState.DEAD, error);
  }

  private static ExecutionState end(Step step, ExecutionRow row, ExecutionState how, String error) {
    Long started = row.started();
    @Nullable String node = started == null ? null : row.record().owner();
    @Nullable Instant since = started == null ? null : Read.time(started);
    step.end(row, how, new End(node, since, Read.time(step.now()), error, Payload.none(), 0));
    return how;
  }
}
