package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Hands due jobs to the nodes that decide their fires. */
final class JobClaiming {

  private static final Claiming.Kind<JobRow> JOBS =
      new Claiming.Kind<>(
          "{job}",
          "w.due <= {now} + :horizon AND w.claim_until <= {now} AND (w.due <= {now} OR"
              + " (SELECT count(*) FROM {execution} l WHERE l.job_id = w.id"
              + " AND l.generation = w.generation AND NOT l.alone) = 0)",
          "claim_owner = :owner, claim_request = :mark, claim_until = {now} + :hold,"
              + " claim_token = claim_token + 1",
          "w.claim_owner = :owner AND w.claim_request = :mark AND w.claim_until > 0",
          JobRow::read);

  private final Database database;
  private final Claiming<JobRow> claiming;
  private final JobReplies replies;
  private final @Nullable MarkedTaking markedTaking; // where the database can
  private final LockedTaking lockedTaking; // elsewhere
  private final LatestReplies<JobClaims> latest = new LatestReplies<>();

  JobClaiming(Database database, Wakeups wakeups) {
    this.database = database;
    this.claiming = database.dialect().claiming(database, JOBS);
    JobTaking able = database.dialect().hasReturning() ? new JobTaking(database, JOBS.due()) : null;
    this.replies = new JobReplies(database);
    this.markedTaking = able == null ? null : new MarkedTaking(database, able, replies);
    this.lockedTaking = new LockedTaking(database, JOBS);
    if (able != null) {
      var unused = wakeups.subscribe(able.listener());
    }
  }

  /** A request for claims, or for claims and leases. */
  record Request(
      String id,
      Node node,
      List<QueueRoom> rooms,
      Duration hold,
      Duration lease,
      Duration horizon) {

    SqlStatement<?> bindTo(SqlStatement<?> statement) {
      return statement
          .bind("owner", node.owner())
          .bind("mark", LatestReplies.mark(id))
          .bind("hold", Read.millis(hold))
          .bind("horizon", Read.millis(horizon));
    }

    Claiming.Request<JobRow> of(QueueRoom room, int limit, Claiming.Order order) {
      return new Claiming.Request<>(
          room.queue(),
          node.tasks(),
          limit,
          order,
          order == Claiming.Order.AGE ? JobReplies.BY_AGE : JobReplies.BY_PRIORITY,
          this::bindTo);
    }
  }

  JobClaims claim(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    Request request = new Request(requestId, node, rooms, hold, Duration.ZERO, horizon);
    return latest.answer(node.owner(), requestId, repeated -> claim(repeated, request));
  }

  JobClaims claimOrFire(Request request) {
    Node node = request.node;
    if (node.tasks().isEmpty() || !TaskSlots.areUnlimited(node)) {
      return claim(request.id, node, request.rooms, request.hold, request.horizon);
    }
    return latest.answer(
        node.owner(), request.id, repeated -> repeated ? again(request) : take(request));
  }

  private JobClaims take(Request request) {
    MarkedTaking able = markedTaking;
    return able != null
        ? able.take(request)
        : database.atomically("claimOrFire", handle -> takeLocked(handle, request));
  }

  private JobClaims takeLocked(Handle handle, Request request) {
    List<JobRow> jobs = new ArrayList<>(0);
    List<ExecutionRecord> fired = new ArrayList<>();
    boolean full = true;
    Long leftDue = null;
    long now = 0;
    for (QueueRoom room : request.rooms) {
      LockedTaking.Taken taken = lockedTaking.take(handle, request, room);
      jobs.addAll(taken.jobs());
      fired.addAll(taken.fired());
      full &= taken.count() == room.room();
      leftDue = EarliestDue.earlier(leftDue, taken.leftDue());
      now = Math.max(now, taken.now());
    }
    jobs.sort(JobReplies.BY_PRIORITY);
    List<JobRow> readable = replies.readable(handle, jobs);
    return full && leftDue != null && leftDue <= now
        ? replies.of(now, readable, fired, leftDue)
        : replies.of(handle, request, readable, fired);
  }

  /** The answer to a request that may have been carried out before. */
  private JobClaims again(Request request) {
    List<JobRow> jobs = database.each("claimOrFire", handle -> again(handle, request));
    List<ExecutionRecord> fired =
        database.each("claimOrFire", handle -> JobTaking.again(database, handle, request));
    List<JobRow> readable = replies.readable(jobs);
    return database.each("claimOrFire", handle -> replies.of(handle, request, readable, fired));
  }

  private JobClaims claim(boolean repeated, Request request) {
    List<JobRow> rows =
        repeated ? database.each("claimJobs", handle -> again(handle, request)) : claim(request);
    return database.each(
        "claimJobs",
        handle -> replies.of(handle, request, replies.readable(handle, rows), List.of()));
  }

  private List<JobRow> claim(Request request) {
    if (request.node.tasks().isEmpty()) {
      return List.of();
    }
    if (database.dialect().hasReturning()) {
      // Each claim is a transaction of its own: one that fails is repeated without the others.
      return claim(
          request,
          wanted -> database.each("claimJobs", handle -> claiming.claim(handle, wanted, null)));
    }
    return database.atomically(
        "claimJobs", handle -> claim(request, wanted -> claiming.claim(handle, wanted, null)));
  }

  /** Makes one claim. */
  private interface Claim {
    List<JobRow> make(Claiming.Request<JobRow> wanted);
  }

  private static List<JobRow> claim(Request request, Claim claim) {
    List<JobRow> claimed = new ArrayList<>();
    for (QueueRoom room : request.rooms) {
      int full = claimed.size() + room.room();
      int byPriority = full - room.oldest();
      if (byPriority > claimed.size()) {
        int limit = byPriority - claimed.size();
        claimed.addAll(claim.make(request.of(room, limit, Claiming.Order.PRIORITY)));
      }
      if (claimed.size() == byPriority && full > byPriority) {
        claimed.addAll(claim.make(request.of(room, room.oldest(), Claiming.Order.AGE)));
      }
    }
    return claimed;
  }

  private List<JobRow> again(Handle handle, Request request) {
    var query = database.query(handle, "SELECT w.* FROM {job} w WHERE " + JOBS.mine());
    request.bindTo(query);
    List<JobRow> rows = new ArrayList<>(query.map((row, context) -> JobRow.read(row)).list());
    rows.sort(JobReplies.BY_PRIORITY);
    return rows;
  }
}
