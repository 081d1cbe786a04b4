package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.QueueRoom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Claims due jobs in one statement that also fires the plain ones among them: it deletes such a job
 * and inserts its execution, already leased. Nothing of a plain job travels twice, and no decision
 * has to come back. For databases whose changes answer rows. Safe for any thread.
 *
 * <p>A plain job is fired so only under a policy that was read here before, as every node takes the
 * first job of each policy by the usual way.
 *
 * <p>Jobs of one task and priority, from which the last claims have taken, are locked as they are
 * read, until others have something due. That passes by whatever other nodes have locked, so for a
 * while after a claim that got too little because of them no more is read than twice what is
 * wanted.
 *
 * <p>A statement that could lock none answers the last that it passed by.
 */
final class JobTaking {

  /**
   * For how many claims is expected what one of them met: locks, or jobs that have an execution.
   */
  private static final int EXPECTED = 16;

  private final Database database;
  private final KnownPolicies known = new KnownPolicies();
  private final Map<String, ClaimMarks> marks = new ConcurrentHashMap<>(); // by queue
  private final DirectQuery takeOne;
  private final DirectQuery takeAll;
  private final DirectQuery takeNew; // which also looks for executions that there are already
  private volatile int contested; // so many claims look at twice as many as they want
  private volatile int scarce; // so many do not read on past what others have locked
  private volatile int repeated; // so many expect jobs that have an execution for their next time

  /**
   * Takes jobs.
   *
   * @param due which waiting jobs may be claimed, called {@code w}
   */
  JobTaking(Database database, String due) {
    this.database = database;
    this.takeOne = database.direct(TakeSql.fromOne(due));
    this.takeAll = database.direct(TakeSql.fromAll(due, false));
    this.takeNew = database.direct(TakeSql.fromAll(due, true));
  }

  /** What is to be told where jobs were added. */
  Hints.Listener listener() {
    return due -> marks.values().forEach(each -> each.dueAt(due));
  }

  private ClaimMarks of(String queue) {
    return marks.computeIfAbsent(queue, any -> new ClaimMarks());
  }

  /** Where the next claim of a queue may begin. */
  ClaimMarks.Marks marks(String queue) {
    return database.joined() == null
        ? of(queue).at(Read.millis(database.estimatedNow()))
        : noMarks(queue); // what it does is perhaps undone, and what it did is perhaps told later
  }

  /** Has the next claim of a queue begin at the first due time. */
  ClaimMarks.Marks noMarks(String queue) {
    return of(queue).forget();
  }

  /** Takes note of a claim that is committed, after which marks may have moved. */
  void note(String queue, TakenJobs taken) {
    boolean isFurther = taken.isSolid() || taken.goesOn();
    if (taken.passed() != null) {
      of(queue).pass(taken.from(), taken.now(), taken.passed().group(), taken.passed().mark());
    } else if (isFurther && taken.jobs().isEmpty() && database.joined() == null) {
      of(queue).advance(taken.from(), taken.now(), taken.fired(), taken.isAtEnd());
    } else if (!taken.from().isEmpty()) {
      var unused = of(queue).forget();
    }
  }

  /**
   * Takes jobs of one queue, beginning at {@code from}. A job that has an execution for its next
   * time makes this fail as a duplicate does, and the next ones careful.
   */
  TakenJobs take(
      Handle handle, JobClaiming.Request request, QueueRoom room, ClaimMarks.Marks from) {
    boolean isCareful = repeated > 0 || database.joined() != null;
    boolean isScarce = scarce > 0;
    repeated = Math.max(0, repeated - 1);
    scarce = Math.max(0, scarce - 1);
    try {
      TakenJobs taken = isCareful || isScarce ? null : takeOne(handle, request, room, from);
      return taken == null ? takeAll(handle, request, room, from, isCareful) : taken;
    } catch (JdbiException failure) {
      SQLException cause = Database.cause(failure);
      if (cause != null && database.dialect().isDuplicate(cause)) {
        repeated = EXPECTED;
      }
      throw failure;
    }
  }

  /**
   * Takes from the one group where there is a mark; null if there are more, if others have
   * something due, or if all is locked.
   */
  private @Nullable TakenJobs takeOne(
      Handle handle, JobClaiming.Request request, QueueRoom room, ClaimMarks.Marks from) {
    Map.Entry<ClaimMarks.Group, ClaimMarks.Mark> only = from.only();
    if (only == null || !request.node().tasks().contains(only.getKey().task())) {
      return null;
    }
    TakenRows rows =
        takeOne.ask(
            handle,
            call ->
                bind(call, request, room)
                    .set("task", only.getKey().task())
                    .set("priority", only.getKey().priority())
                    .set("from_due", only.getValue().due())
                    .set("from_id", only.getValue().id()),
            answer -> read(answer, request));
    if (rows.mixed()) {
      return null;
    }
    TakenJobs taken = taken(rows, room, from, true);
    scarce = taken.isContested() ? EXPECTED : 0;
    return taken.isContested() && taken.count() == 0 ? null : taken;
  }

  private TakenJobs takeAll(
      Handle handle,
      JobClaiming.Request request,
      QueueRoom room,
      ClaimMarks.Marks from,
      boolean isCareful) {
    int wanted = room.room();
    int candidates = contested > 0 || isCareful ? 2 * wanted : wanted;
    int urgent = room.oldest() == 0 ? Integer.MAX_VALUE : wanted - room.oldest();
    TakenRows rows =
        (isCareful ? takeNew : takeAll)
            .ask(
                handle,
                call ->
                    bind(bind(call, request, room), from)
                        .set("most", candidates + 1)
                        .set("urgent", urgent)
                        .set("candidates", candidates),
                answer -> read(answer, request));
    return taken(rows, room, from, !isCareful);
  }

  private TakenRows read(ResultSet answer, JobClaiming.Request request) throws SQLException {
    long lease = Read.millis(request.lease());
    return new TakenRows(known, request.node().owner(), lease).read(answer);
  }

  private TakenJobs taken(
      TakenRows rows, QueueRoom room, ClaimMarks.Marks from, boolean mayBeSolid) {
    int count = rows.jobs().size() + rows.fired().size();
    boolean isContested = count < Math.min(rows.offered(), room.room());
    boolean metOthers = isContested || rows.reached() > count;
    contested = metOthers ? EXPECTED : Math.max(0, contested - 1);
    database.saw(rows.now());
    boolean sawMore = !isContested && rows.offered() > count;
    return new TakenJobs(
        rows.now(),
        rows.jobs(),
        rows.fired(),
        rows.leftDue() == null && sawMore ? (Long) rows.now() : rows.leftDue(),
        from,
        mayBeSolid && (isContested || rows.offered() >= room.room()),
        isContested,
        database.joined() == null ? rows.passed() : null);
  }

  private DirectQuery.Call bind(DirectQuery.Call call, JobClaiming.Request request, QueueRoom room)
      throws SQLException {
    return call.set("queue", room.queue())
        .set("tasks", "text", request.node().tasks().toArray(String[]::new))
        .set("policies", "text", known.texts().toArray(String[]::new))
        .set("limit", room.room())
        .set("owner", request.node().owner())
        .set("mark", LatestReplies.mark(request.id()))
        .set("hold", Read.millis(request.hold()))
        .set("horizon", Read.millis(request.horizon()))
        .set("lease", Read.millis(request.lease()));
  }

  private static DirectQuery.Call bind(DirectQuery.Call call, ClaimMarks.Marks from)
      throws SQLException {
    List<Map.Entry<ClaimMarks.Group, ClaimMarks.Mark>> places =
        List.copyOf(from.places().entrySet());
    return call.set(
            "mark_tasks",
            "text",
            places.stream().map(each -> each.getKey().task()).toArray(String[]::new))
        .set(
            "mark_priorities",
            "bigint",
            places.stream().map(each -> (long) each.getKey().priority()).toArray(Long[]::new))
        .set(
            "mark_dues",
            "bigint",
            places.stream().map(each -> each.getValue().due()).toArray(Long[]::new))
        .set(
            "mark_ids",
            "text",
            places.stream().map(each -> each.getValue().id()).toArray(String[]::new));
  }

  /** What an earlier call of the same request has fired. */
  static List<ExecutionRecord> again(
      Database database, Handle handle, JobClaiming.Request request) {
    Query query =
        database.query(
            handle,
            "SELECT * FROM {execution} w WHERE w.state = 4 AND w.owner = :owner"
                + " AND w.request = :mark");
    var unused = request.bindTo(query);
    return query.map((row, context) -> ExecutionRow.read(row).record()).list();
  }
}
