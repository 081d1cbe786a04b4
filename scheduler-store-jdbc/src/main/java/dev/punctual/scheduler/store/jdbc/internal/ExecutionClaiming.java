package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseRef;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
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
          .bind("mark", LatestReplies.mark(id))
          .bind("lease", Read.millis(lease))
          .bind("horizon", Read.millis(horizon));
    }

    /** The same request for the room that some executions leave. */
    Request without(List<ExecutionRow> taken) {
      List<QueueRoom> left = new ArrayList<>();
      for (QueueRoom room : rooms) {
        int used =
            (int)
                taken.stream()
                    .filter(row -> row.record().policy().queue().equals(room.queue()))
                    .count();
        int more = room.room() - used;
        if (more > 0) {
          left.add(new QueueRoom(room.queue(), more, Math.min(room.oldest(), more)));
        }
      }
      return new Request(id, node, left, lease, horizon);
    }

    Claiming.Request<ExecutionRow> of(
        QueueRoom room, Collection<String> tasks, int limit, Claiming.Order order) {
      return new Claiming.Request<>(
          room.queue(),
          tasks,
          limit,
          order,
          order == Claiming.Order.AGE ? BY_AGE : BY_PRIORITY,
          this::bindTo);
    }
  }

  /** What was leased: to be run, and too late to be run. */
  private static final class Leased {

    private final List<ExecutionRow> good = new ArrayList<>();
    private final List<ExecutionRow> late = new ArrayList<>(0);
    private final List<LeaseRef> unreadable = new ArrayList<>(0);

    void sort(List<ExecutionRow> rows, LongSupplier clock) {
      boolean limited = rows.stream().anyMatch(row -> row.record().deadline() != null);
      long now = limited ? clock.getAsLong() : 0;
      for (ExecutionRow row : rows) {
        Instant deadline = row.record().deadline();
        if (!row.readable()) {
          unreadable.add(new LeaseRef(row.record().id(), row.record().token()));
        } else {
          (deadline != null && Read.millis(deadline) < now ? late : good).add(row);
        }
      }
    }
  }

  ExecutionClaims claim(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    Request request = new Request(requestId, node, rooms, lease, horizon);
    return latest.answer(node.owner(), requestId, repeated -> claim(repeated, request));
  }

  private ExecutionClaims claim(boolean repeated, Request request) {
    Leased leased = repeated ? again(request) : lease(request, List.of());
    park(leased, request);
    List<ExecutionRow> good = new ArrayList<>(leased.good);
    List<ExecutionRecord> missed = new ArrayList<>(0);
    while (!leased.late.isEmpty()) {
      missed.addAll(end(leased.late, good, request));
      // The end of each may have let one go that waited for it.
      leased = missed.size() < MAX_MISSED ? lease(request.without(good), good) : new Leased();
      park(leased, request);
      good.addAll(leased.good);
    }
    List<ExecutionRecord> claimed = good.stream().map(ExecutionRow::record).toList();
    return database.each("claimDue", handle -> reply(handle, request, claimed, missed));
  }

  /** Puts away what this node cannot read: under half a policy it could run too often. */
  private void park(Leased leased, Request request) {
    if (!leased.unreadable.isEmpty()) {
      steps.take("claimDue", step -> step.parkLeased(leased.unreadable, request.node.owner()));
    }
  }

  private ExecutionClaims reply(
      Handle handle, Request request, List<ExecutionRecord> claimed, List<ExecutionRecord> missed) {
    List<String> queues = request.rooms.stream().map(QueueRoom::queue).toList();
    Collection<String> tasks = TaskSlots.withRoom(database, handle, request.node);
    EarliestDue earliest = new EarliestDue(database, queues, List.of(), tasks);
    EarliestDue.Seen seen = earliest.look(handle, earliest.executions(), "");
    Long due = seen.due();
    return new ExecutionClaims(
        Read.time(seen.now()), claimed, missed, due == null ? null : Read.time(due));
  }

  /**
   * Leases what the rooms of a request have room for.
   *
   * @param before what the same call has leased
   */
  private Leased lease(Request request, List<ExecutionRow> before) {
    if (request.node.tasks().isEmpty()) {
      return new Leased();
    }
    if (TaskSlots.areUnlimited(request.node) && database.dialect().hasReturning()) {
      // Each claim is a transaction of its own: one that fails is repeated without the others.
      return new Filling(
              request,
              null,
              wanted -> database.each("claimDue", handle -> claiming.claim(handle, wanted, null)),
              () -> database.each("claimDue", database::now))
          .fill();
    }
    return database.atomically(
        "claimDue",
        handle -> {
          TaskSlots slots = TaskSlots.lock(database, handle, request.node, request.node.tasks());
          before.forEach(row -> slots.tookBefore(row.record().task()));
          return new Filling(
                  request,
                  slots,
                  wanted -> claiming.claim(handle, wanted, slots::take),
                  () -> database.now(handle))
              .fill();
        });
  }

  /** Makes one claim. */
  private interface Claim {
    List<ExecutionRow> make(Claiming.Request<ExecutionRow> wanted);
  }

  /** Fills the rooms of a request by one claim after the other. */
  private static final class Filling {

    private final Request request;
    private final @Nullable TaskSlots slots;
    private final Claim claim;
    private final LongSupplier now;
    private final Leased leased = new Leased();

    Filling(Request request, @Nullable TaskSlots slots, Claim claim, LongSupplier now) {
      this.request = request;
      this.slots = slots;
      this.claim = claim;
      this.now = now;
    }

    Leased fill() {
      for (QueueRoom room : request.rooms) {
        int full = leased.good.size() + room.room();
        int byPriority = full - room.oldest();
        fill(room, Claiming.Order.PRIORITY, byPriority);
        if (leased.good.size() == byPriority) {
          fill(room, Claiming.Order.AGE, full);
        }
      }
      return leased;
    }

    /** Leases until {@code full} are good, or nothing is left. */
    private void fill(QueueRoom room, Claiming.Order order, int full) {
      boolean more = true;
      while (more && leased.good.size() < full && leased.late.size() < MAX_MISSED) {
        Collection<String> tasks = slots == null ? request.node.tasks() : slots.open();
        if (tasks.isEmpty()) {
          return;
        }
        int late = leased.late.size();
        int unreadable = leased.unreadable.size();
        leased.sort(claim.make(request.of(room, tasks, full - leased.good.size(), order)), now);
        // What is late keeps the slot of its task until its end is written.
        more = leased.late.size() > late || leased.unreadable.size() > unreadable;
      }
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
          Leased leased = new Leased();
          leased.sort(rows, () -> database.now(handle));
          return leased;
        });
  }

  /**
   * Ends what is leased too late, unless somebody has taken it away meanwhile; and what that lets
   * go but is too late as well, if it stands before what was leased in its place.
   */
  private List<ExecutionRecord> end(
      List<ExecutionRow> late, List<ExecutionRow> good, Request request) {
    List<ExecutionRecord> missed = new ArrayList<>(late.size());
    List<ExecutionRow> next = late;
    while (!next.isEmpty() && missed.size() < MAX_MISSED) {
      List<ExecutionRow> these = next;
      List<ExecutionRecord> ended = steps.take("claimDue", step -> end(step, these));
      missed.addAll(ended);
      next =
          good.isEmpty() || ended.isEmpty()
              ? List.of()
              : database.each("claimDue", handle -> letGo(handle, ended, good, request));
    }
    return missed;
  }

  private static List<ExecutionRecord> end(Step step, List<ExecutionRow> late) {
    List<ExecutionId> ids = late.stream().map(row -> row.record().id()).toList();
    Map<ExecutionId, ExecutionRow> rows = step.locks().executions(ids);
    List<ExecutionRecord> missed = new ArrayList<>(late.size());
    for (ExecutionRow was : late) {
      ExecutionRow row = rows.get(was.record().id());
      if (row != null
          && row.record().state() == was.record().state()
          && row.record().token() == was.record().token()) {
        step.miss(row, MissedRange.Reason.GRACE, End.unstarted(step.now()));
        missed.add(Ended.shown(row.record(), ExecutionState.MISSED));
      }
    }
    return missed;
  }

  /** Executions of the jobs of those that ended, too late, and before some that are good. */
  private List<ExecutionRow> letGo(
      Handle handle, List<ExecutionRecord> ended, List<ExecutionRow> good, Request request) {
    Set<String> jobs = new TreeSet<>();
    ended.forEach(execution -> jobs.add(execution.id().jobId()));
    String in = Rows.in(database.dialect(), "w.job_id", "jobs", jobs.size());
    var query =
        Rows.bindAll(
            database.dialect(),
            database.query(
                handle,
                "SELECT w.* FROM {execution} w WHERE w.state = 0 AND NOT w.alone"
                    + " AND w.deadline < {now} AND "
                    + EXECUTIONS.due()
                    + " AND "
                    + in),
            "jobs",
            jobs);
    request.bindTo(query);
    return query.map((row, context) -> ExecutionRow.read(row)).list().stream()
        .filter(row -> request.node.tasks().contains(row.record().task()))
        .filter(row -> good.stream().anyMatch(other -> isBefore(row, other)))
        .toList();
  }

  private static boolean isBefore(ExecutionRow row, ExecutionRow other) {
    return row.record().policy().queue().equals(other.record().policy().queue())
        && BY_PRIORITY.compare(row, other) < 0;
  }

  private static int urgency(ExecutionRow row) {
    return -row.record().policy().priority();
  }
}
