package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Leases due executions to nodes. What is leased but may no longer start is ended by a second step,
 * which locks jobs before executions like every other; if it never comes the lease runs out.
 */
final class ExecutionClaiming {

  private static final int MAX_MISSED = 1_000;

  private static final Claiming.Kind<ExecutionRow> EXECUTIONS =
      new Claiming.Kind<>(
          "{execution}",
          "w.due <= {now} + :horizon",
          "state = 4, owner = :owner, request = :mark, token = token + 1, started = NULL,"
              + " lease_until = GREATEST(due, {now}) + :lease",
          "w.state = 4 AND w.owner = :owner AND w.request = :mark",
          ExecutionRow::read);

  private static final Comparator<ExecutionRow> BY_PRIORITY =
      Comparator.comparingInt(ExecutionClaiming::urgency)
          .thenComparing(row -> row.record().dueTime())
          .thenComparing(row -> row.record().id().toString());

  private static final Comparator<ExecutionRow> BY_AGE =
      Comparator.comparing((ExecutionRow row) -> row.record().dueTime())
          .thenComparingInt(ExecutionClaiming::urgency)
          .thenComparing(row -> row.record().id().toString());

  private final Database database;
  private final Steps steps;
  private final Claiming<ExecutionRow> claiming;
  private final LatestReplies<ExecutionClaims> latest = new LatestReplies<>();

  ExecutionClaiming(Database database, Steps steps) {
    this.database = database;
    this.steps = steps;
    this.claiming = database.dialect().claiming(database, EXECUTIONS);
  }

  /** A request for leases. */
  private record Request(
      String id, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {

    SqlStatement<?> bindTo(SqlStatement<?> statement) {
      return statement
          .bind("owner", node.owner())
          .bind("mark", id)
          .bind("lease", Read.millis(lease))
          .bind("horizon", Read.millis(horizon));
    }
  }

  /** What was leased: to be run, and too late to be run. */
  private record Leased(List<ExecutionRow> good, List<ExecutionRow> late) {}

  ExecutionClaims claim(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    Request request = new Request(requestId, node, rooms, lease, horizon);
    return latest.answer(node.owner(), requestId, repeated -> claim(repeated, request));
  }

  private ExecutionClaims claim(boolean repeated, Request request) {
    Leased leased = repeated ? again(request) : lease(request);
    List<ExecutionRecord> missed = leased.late.isEmpty() ? List.of() : end(leased.late);
    List<ExecutionRecord> claimed = leased.good.stream().map(ExecutionRow::record).toList();
    return database.each("claimDue", handle -> reply(handle, request, claimed, missed));
  }

  private ExecutionClaims reply(
      Handle handle,
      Request request,
      List<ExecutionRecord> claimed,
      List<ExecutionRecord> missed) {
    List<String> queues = request.rooms.stream().map(QueueRoom::queue).toList();
    Collection<String> tasks = TaskSlots.withRoom(database, handle, request.node);
    EarliestDue earliest = new EarliestDue(database, queues, List.of(), tasks);
    EarliestDue.Seen seen = earliest.look(handle, earliest.executions(), "");
    Long due = seen.due();
    return new ExecutionClaims(
        Read.time(seen.now()), claimed, missed, due == null ? null : Read.time(due));
  }

  private Leased lease(Request request) {
    if (request.node.tasks().isEmpty()) {
      return new Leased(List.of(), List.of());
    }
    return TaskSlots.areUnlimited(request.node) && database.dialect().hasReturning()
        ? database.each("claimDue", handle -> lease(handle, request, null))
        : database.atomically(
            "claimDue",
            handle ->
                lease(
                    handle,
                    request,
                    TaskSlots.lock(database, handle, request.node, request.node.tasks())));
  }

  private Leased lease(Handle handle, Request request, @Nullable TaskSlots slots) {
    Leased leased = new Leased(new ArrayList<>(), new ArrayList<>(0));
    for (QueueRoom room : request.rooms) {
      int full = leased.good.size() + room.room();
      int byPriority = full - room.oldest();
      fill(handle, request, room, Claiming.Order.PRIORITY, byPriority, slots, leased);
      if (leased.good.size() == byPriority) {
        fill(handle, request, room, Claiming.Order.AGE, full, slots, leased);
      }
    }
    return leased;
  }

  /** Leases until {@code full} are good, or nothing is left. */
  private void fill(
      Handle handle,
      Request request,
      QueueRoom room,
      Claiming.Order order,
      int full,
      @Nullable TaskSlots slots,
      Leased leased) {
    boolean more = true;
    while (more && leased.good.size() < full && leased.late.size() < MAX_MISSED) {
      Collection<String> tasks = slots == null ? request.node.tasks() : slots.open();
      if (tasks.isEmpty()) {
        return;
      }
      Claiming.Request<ExecutionRow> wanted =
          new Claiming.Request<>(
              room.queue(),
              tasks,
              full - leased.good.size(),
              order,
              order == Claiming.Order.AGE ? BY_AGE : BY_PRIORITY,
              request::bindTo);
      List<ExecutionRow> rows =
          claiming.claim(handle, wanted, slots == null ? null : slots::take);
      int late = leased.late.size();
      sort(handle, rows, leased);
      more = leased.late.size() > late;
      if (slots != null) {
        leased.late.stream().skip(late).forEach(row -> slots.giveBack(row.record().task()));
      }
    }
  }

  private void sort(Handle handle, List<ExecutionRow> rows, Leased leased) {
    for (ExecutionRow row : rows) {
      Instant deadline = row.record().deadline();
      boolean late = deadline != null && Read.millis(deadline) < database.now(handle);
      (late ? leased.late : leased.good).add(row);
    }
  }

  private Leased again(Request request) {
    return database.each(
        "claimDue",
        handle -> {
          var query =
              database.query(handle, "SELECT w.* FROM {execution} w WHERE " + EXECUTIONS.mine());
          request.bindTo(query);
          List<ExecutionRow> rows =
              new ArrayList<>(query.map((row, context) -> ExecutionRow.read(row)).list());
          rows.sort(BY_PRIORITY);
          Leased leased = new Leased(new ArrayList<>(), new ArrayList<>(0));
          sort(handle, rows, leased);
          return leased;
        });
  }

  /** Ends what is leased too late, unless somebody has taken it away meanwhile. */
  private List<ExecutionRecord> end(List<ExecutionRow> late) {
    List<ExecutionId> ids = late.stream().map(row -> row.record().id()).toList();
    return steps.take(
        "claimDue",
        step -> {
          Map<ExecutionId, ExecutionRow> rows = step.locks().executions(ids);
          List<ExecutionRecord> missed = new ArrayList<>(late.size());
          for (ExecutionRow was : late) {
            ExecutionRow row = rows.get(was.record().id());
            if (row != null && row.isLeased(was.record().token())) {
              step.miss(row, MissedRange.Reason.GRACE, End.unstarted(step.now()));
              missed.add(Ended.shown(row.record(), ExecutionState.MISSED));
            }
          }
          return missed;
        });
  }

  private static int urgency(ExecutionRow row) {
    return -row.record().policy().priority();
  }
}
