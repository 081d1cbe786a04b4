package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.TaskLimit;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Leases due executions to nodes. */
final class ExecutionClaiming {

  private static final Claiming.Kind EXECUTIONS =
      new Claiming.Kind(
          "{execution}",
          "w.due <= {now} + :horizon",
          "w.state = 0 AND w.due <= {now} + :horizon",
          "state = 4, owner = :owner, request = :mark, token = token + 1, started = NULL,"
              + " lease_until = GREATEST(due, {now}) + :lease");

  private static final Comparator<ExecutionRow> ORDER =
      Comparator.comparingInt((ExecutionRow row) -> -row.record().policy().priority())
          .thenComparing(row -> row.record().dueTime())
          .thenComparing(row -> row.record().id().toString());

  private final Database database;
  private final Claiming<ExecutionRow> claiming;
  private final LatestReplies<ExecutionClaims> latest = new LatestReplies<>();

  ExecutionClaiming(Database database) {
    this.database = database;
    this.claiming = new Claiming<>(database, EXECUTIONS, ExecutionRow::read);
  }

  ExecutionClaims claim(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    return latest.answer(
        node.owner(),
        requestId,
        repeated -> claim(repeated, requestId, node, rooms, lease, horizon));
  }

  private ExecutionClaims claim(
      boolean repeated,
      String requestId,
      Node node,
      List<QueueRoom> rooms,
      Duration lease,
      Duration horizon) {
    return database.atomically(
        "claimDue",
        handle -> {
          List<ExecutionRow> rows =
              repeated
                  ? again(handle, node, requestId)
                  : claim(handle, requestId, node, rooms, lease, horizon);
          List<String> queues = rooms.stream().map(QueueRoom::queue).toList();
          EarliestDue earliest = new EarliestDue(database, queues, node.tasks());
          EarliestDue.Seen seen = earliest.look(handle, earliest.execution(), node.owner());
          List<ExecutionRecord> missed = new ArrayList<>();
          List<ExecutionRecord> claimed = endLate(handle, rows, seen.now(), missed);
          Long due = seen.due();
          return new ExecutionClaims(
              Read.time(seen.now()), claimed, missed, due == null ? null : Read.time(due));
        });
  }

  private List<ExecutionRow> claim(
      Handle handle,
      String requestId,
      Node node,
      List<QueueRoom> rooms,
      Duration lease,
      Duration horizon) {
    Function<SqlStatement<?>, SqlStatement<?>> parameters =
        statement ->
            statement
                .bind("owner", node.owner())
                .bind("mark", requestId)
                .bind("lease", Read.millis(lease))
                .bind("horizon", Read.millis(horizon));
    Set<String> unlimited = new HashSet<>(node.tasks());
    unlimited.removeAll(node.limits().keySet());
    TaskSlots slots = new TaskSlots(database, handle);
    List<ExecutionRow> claimed = new ArrayList<>();
    for (QueueRoom room : rooms) {
      List<ExecutionRow> rows = new ArrayList<>();
      for (Map.Entry<String, TaskLimit> limited : node.limits().entrySet()) {
        String task = limited.getKey();
        int most = Math.min(room.room() - rows.size(), slots.take(task, limited.getValue()));
        if (most > 0 && node.tasks().contains(task)) {
          rows.addAll(claiming.claim(handle, room.queue(), Set.of(task), most, false, parameters));
        }
      }
      int first = room.room() - room.oldest() - rows.size();
      if (first > 0 && !unlimited.isEmpty()) {
        rows.addAll(claiming.claim(handle, room.queue(), unlimited, first, false, parameters));
      }
      int rest = room.room() - rows.size();
      if (room.oldest() > 0 && rest > 0 && !unlimited.isEmpty()) {
        rows.addAll(claiming.claim(handle, room.queue(), unlimited, rest, true, parameters));
      }
      rows.sort(ORDER);
      claimed.addAll(rows);
    }
    return claimed;
  }

  private List<ExecutionRow> again(Handle handle, Node node, String requestId) {
    List<ExecutionRow> rows =
        database
            .query(
                handle,
                "SELECT * FROM {execution} WHERE state = 4 AND owner = :owner AND request = :mark")
            .bind("owner", node.owner())
            .bind("mark", requestId)
            .map((row, context) -> ExecutionRow.read(row))
            .list();
    rows.sort(ORDER);
    return rows;
  }

  /** Ends those that may no longer start, and answers the others. */
  private List<ExecutionRecord> endLate(
      Handle handle, List<ExecutionRow> rows, long now, List<ExecutionRecord> missed) {
    List<ExecutionRecord> claimed = new ArrayList<>(rows.size());
    List<ExecutionId> late = new ArrayList<>(0);
    for (ExecutionRow row : rows) {
      Instant deadline = row.record().deadline();
      if (deadline != null && Read.millis(deadline) < now) {
        late.add(row.record().id());
      } else {
        claimed.add(row.record());
      }
    }
    if (!late.isEmpty()) {
      Step step = new Step(database, handle);
      for (ExecutionRow row : step.lockOnly(late).values()) {
        step.miss(row, MissedRange.Reason.GRACE, End.unstarted(step.now()));
        missed.add(Ended.shown(row.record(), dev.punctual.scheduler.store.ExecutionState.MISSED));
      }
      step.write();
    }
    return claimed;
  }
}
