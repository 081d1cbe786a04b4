package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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

  private static final Comparator<JobRow> BY_PRIORITY =
      Comparator.comparingInt(JobClaiming::urgency)
          .thenComparing(row -> row.job().dueTime(), Comparator.nullsLast(Instant::compareTo))
          .thenComparing(row -> row.job().id());

  private static final Comparator<ExecutionRecord> FIRED_BY_PRIORITY =
      Comparator.comparingInt((ExecutionRecord run) -> -run.policy().priority())
          .thenComparing(ExecutionRecord::dueTime)
          .thenComparing(run -> run.id().jobId());

  private static final Comparator<JobRow> BY_AGE =
      Comparator.comparing(
              (JobRow row) -> row.job().dueTime(), Comparator.nullsLast(Instant::compareTo))
          .thenComparingInt(JobClaiming::urgency)
          .thenComparing(row -> row.job().id());

  /** After how long a node looks again that found all due jobs in the hands of others. */
  private static final long CLAIM_MILLIS = 5;

  private final Database database;
  private final Claiming<JobRow> claiming;
  private final @Nullable JobTaking taking; // where the database can
  private final LockedTaking lockedTaking; // elsewhere
  private final LatestReplies<JobClaims> latest = new LatestReplies<>();

  JobClaiming(Database database, Wakeups wakeups) {
    this.database = database;
    this.claiming = database.dialect().claiming(database, JOBS);
    JobTaking able = database.dialect().hasReturning() ? new JobTaking(database, JOBS.due()) : null;
    this.taking = able;
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
          order == Claiming.Order.AGE ? BY_AGE : BY_PRIORITY,
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
    JobTaking able = taking;
    return able != null
        ? take(able, request)
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
    jobs.sort(BY_PRIORITY);
    fired.sort(FIRED_BY_PRIORITY);
    List<JobClaim> claims = claims(parkUnreadable(handle, jobs));
    return full && leftDue != null && leftDue <= now
        ? new JobClaims(Read.time(now), claims, Read.time(leftDue), fired)
        : reply(handle, request, claims, fired);
  }

  private JobClaims take(JobTaking able, Request request) {
    Round round = new Round();
    List<QueueRoom> unsure = new ArrayList<>(0);
    for (QueueRoom room : request.rooms) {
      JobTaking.Taken taken = take(able, request, room, able.marks());
      round.add(taken, readable(taken.jobs()));
      int left = room.room() - taken.count();
      round.full &= left == 0 || taken.isContested();
      if (left > 0 && !taken.isContested() && !taken.from().isEmpty()) {
        unsure.add(new QueueRoom(room.queue(), left, Math.min(left, room.oldest())));
      }
    }
    JobClaims reply = reply(round, request);
    if (unsure.isEmpty() || isLater(reply, request.horizon)) {
      return reply;
    }
    for (QueueRoom room : unsure) { // some wait before the marks
      JobTaking.Taken taken = take(able, request, room, able.noMarks());
      round.add(taken, readable(taken.jobs()));
    }
    return reply(round, request);
  }

  private static boolean isLater(JobClaims reply, Duration horizon) {
    Instant nextDue = reply.nextDue();
    return nextDue == null || nextDue.isAfter(reply.storeNow().plus(horizon));
  }

  private JobClaims reply(Round round, Request request) {
    List<ExecutionRecord> fired = round.fired.stream().sorted(FIRED_BY_PRIORITY).toList();
    List<JobClaim> claims = claims(round.jobs.stream().sorted(BY_PRIORITY).toList());
    boolean isVain = round.contested && claims.isEmpty() && fired.isEmpty();
    boolean isNext = round.full && (!isVain || round.passed); // whatever else is due
    if (isNext && round.leftDue != null && round.leftDue <= round.now) {
      return new JobClaims(Read.time(round.now), claims, Read.time(round.leftDue), fired);
    }
    return isVain
        ? new JobClaims(Read.time(round.now), claims, Read.time(round.now + CLAIM_MILLIS), fired)
        : database.each("claimOrFire", handle -> reply(handle, request, claims, fired));
  }

  /** What the statements of one request took. */
  private static final class Round {

    private final List<JobRow> jobs = new ArrayList<>(0);
    private final List<ExecutionRecord> fired = new ArrayList<>();
    private boolean full = true; // whether there was as much as was wanted, or others have it
    private boolean contested;
    private boolean passed; // whether a claim that got none moved marks
    private @Nullable Long leftDue;
    private long now;

    void add(JobTaking.Taken taken, List<JobRow> readable) {
      jobs.addAll(readable);
      fired.addAll(taken.fired());
      contested |= taken.isContested();
      passed |= taken.passed() != null;
      leftDue = EarliestDue.earlier(leftDue, taken.leftDue());
      now = taken.now();
    }
  }

  private JobTaking.Taken take(
      JobTaking able, Request request, QueueRoom room, ClaimMarks.Marks from) {
    JobTaking.Taken taken =
        database.each("claimOrFire", handle -> able.take(handle, request, room, from));
    able.note(taken);
    return taken;
  }

  /** The answer to a request that may have been carried out before. */
  private JobClaims again(Request request) {
    List<JobRow> jobs = database.each("claimOrFire", handle -> again(handle, request));
    List<ExecutionRecord> fired =
        new ArrayList<>(
            database.each("claimOrFire", handle -> JobTaking.again(database, handle, request)));
    fired.sort(FIRED_BY_PRIORITY);
    List<JobClaim> claims = claims(readable(jobs));
    return database.each("claimOrFire", handle -> reply(handle, request, claims, fired));
  }

  private List<JobRow> readable(List<JobRow> jobs) {
    return jobs.stream().allMatch(row -> row.unreadable() == null)
        ? jobs
        : database.each("claimOrFire", handle -> parkUnreadable(handle, jobs));
  }

  private JobClaims claim(boolean repeated, Request request) {
    List<JobRow> rows =
        repeated ? database.each("claimJobs", handle -> again(handle, request)) : claim(request);
    return database.each(
        "claimJobs",
        handle -> reply(handle, request, claims(parkUnreadable(handle, rows)), List.of()));
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
    rows.sort(BY_PRIORITY);
    return rows;
  }

  /** What cannot be read is put away, visible, and does no harm to the others. */
  private List<JobRow> parkUnreadable(Handle handle, List<JobRow> rows) {
    List<JobRow> readable = new ArrayList<>(rows.size());
    for (JobRow row : rows) {
      if (row.unreadable() == null) {
        readable.add(row);
        continue;
      }
      database
          .change(
              handle,
              "UPDATE {job} SET state = :state, problem = :problem, version = version + 1,"
                  + " claim_until = 0 WHERE id = :id")
          .bind("state", JobRow.number(JobState.PARKED))
          .bind("problem", row.unreadable())
          .bind("id", row.job().id())
          .execute();
    }
    return readable;
  }

  private static List<JobClaim> claims(List<JobRow> rows) {
    return rows.stream().map(row -> new JobClaim(row.job(), row.claimToken())).toList();
  }

  private JobClaims reply(
      Handle handle, Request request, List<JobClaim> claims, List<ExecutionRecord> fired) {
    List<String> queues = request.rooms.stream().map(QueueRoom::queue).toList();
    EarliestDue earliest = new EarliestDue(database, queues, request.node.tasks(), List.of());
    EarliestDue.Seen seen = earliest.look(handle, earliest.jobsOfOthers(), request.node.owner());
    Long due = seen.due();
    return new JobClaims(Read.time(seen.now()), claims, due == null ? null : Read.time(due), fired);
  }

  private static int urgency(JobRow row) {
    return -row.job().policy().priority();
  }
}
