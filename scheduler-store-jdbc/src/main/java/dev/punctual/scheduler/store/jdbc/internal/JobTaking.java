package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.QueueRoom;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;

/**
 * Claims due jobs in one statement that also fires the plain ones among them: it deletes such a job
 * and inserts its execution, already leased. Nothing of a plain job travels twice, and no decision
 * has to come back. For databases whose changes answer rows. Safe for any thread.
 *
 * <p>A plain job is fired so only under a policy that was read here before, as every node takes the
 * first job of each policy by the usual way.
 *
 * <p>Rows are found once by the index of due rows and from then on by their place in the table; the
 * sums keep the planner from any other way. There they are locked one by one in their order, past
 * those that others have locked, until there are enough. A row that has moved meanwhile is not
 * found there; it is taken by a later claim. A statement that could lock none answers the last that
 * it passed by.
 */
@SuppressWarnings("InlineFormatString") // statements are read best in one place
final class JobTaking {

  /**
   * For how many claims is expected what one of them met: locks, or jobs that have an execution.
   */
  private static final int EXPECTED = 16;

  private static final String TAKE =
      """
      WITH clock AS MATERIALIZED (
        SELECT {now} AS at_now
      ), waiting AS MATERIALIZED (
        SELECT y.place, y.due, row_number() OVER (
          ORDER BY CASE WHEN y.urgency <= :urgent THEN y.urgency END, y.due, y.urgency
        ) AS rank
        FROM (
          SELECT x.ctid AS place, x.due,
            row_number() OVER (ORDER BY x.priority DESC, x.due, x.id) AS urgency
          FROM unnest((SELECT CAST(:tasks AS text[]))) AS k(task)
          CROSS JOIN generate_series(9, 0, -1) AS b(priority)
          LEFT JOIN unnest((SELECT CAST(:mark_tasks AS text[])),
            (SELECT CAST(:mark_priorities AS bigint[])), (SELECT CAST(:mark_dues AS bigint[])),
            (SELECT CAST(:mark_ids AS text[]))) AS m(task, priority, due, id)
            ON m.task = k.task AND m.priority = b.priority
          CROSS JOIN LATERAL (
            SELECT w.ctid, w.id, w.priority, w.due FROM {job} w
            WHERE w.state = 0 AND w.queue = :queue AND w.task = k.task
              AND w.priority = b.priority
              AND (w.due, w.id) >= (COALESCE(m.due, -9223372036854775808), COALESCE(m.id, ''))
              AND %1$s
            ORDER BY w.due, w.id LIMIT (SELECT :most)
          ) x
        ) y
      ), taken AS MATERIALIZED (
        SELECT l.place, l.plain, n.rank
        FROM (SELECT place, rank FROM waiting WHERE rank <= :candidates ORDER BY rank) n
        CROSS JOIN LATERAL (
          SELECT w.ctid AS place, w.plain AND w.trigger_text LIKE 'date %%'
            AND w.policy = ANY(CAST(:policies AS text[])) %4$s AS plain
          FROM {job} w
          WHERE w.ctid = n.place AND w.state + 0 = 0 AND %2$s FOR UPDATE SKIP LOCKED
        ) l
        LIMIT :limit
      ), held AS (
        UPDATE {job} w SET claim_owner = :owner, claim_request = :mark, claim_until = %3$s + :hold,
          claim_token = claim_token + 1
        WHERE w.ctid = ANY(ARRAY(SELECT place FROM taken WHERE NOT plain)) RETURNING w.*
      ), gone AS (
        DELETE FROM {job} w
        WHERE w.ctid = ANY(ARRAY(SELECT place FROM taken WHERE plain))
        RETURNING w.id, w.generation, w.next_fire, w.due, w.task, w.queue, w.priority, w.policy,
          w.tags, w.codec, w.payload_version, w.payload
      ), fired AS (
        INSERT INTO {execution} (id, job_id, generation, task, queue, priority, codec,
          payload_version, payload, policy, tags, fire_at, due, state, owner, request, token,
          lease_until, attempt, lost, cancelled, removed, linked, alone, created, seq)
        SELECT g.id || '~' || g.generation || '~' || g.next_fire, NULL, g.generation, g.task,
          g.queue, g.priority, g.codec, g.payload_version, g.payload, g.policy, g.tags,
          g.next_fire, g.due, 4, :owner, :mark, 1, GREATEST(g.due, %3$s) + :lease,
          1, 0, FALSE, FALSE, FALSE, TRUE, %3$s, NULL
        FROM gone g
      )
      SELECT %3$s AS at_now, one.offered, one.left_due, (SELECT max(rank) FROM taken) AS reached,
        t.*
      FROM (
        SELECT count(*) FILTER (WHERE rank <= :candidates) AS offered,
          min(due) FILTER (WHERE rank > :candidates) AS left_due
        FROM waiting
      ) one LEFT JOIN (
        SELECT TRUE AS fired, id, generation, next_fire, due, task, policy, codec,
          payload_version, payload, NULL AS name, NULL AS trigger_text, NULL AS tags,
          NULL AS state, NULL AS last_fire, NULL AS version, NULL AS created, NULL AS problem,
          NULL AS claim_token, CAST(NULL AS smallint) AS priority
        FROM gone
        UNION ALL
        SELECT FALSE, id, generation, next_fire, due, task, policy, codec,
          payload_version, payload, name, trigger_text, tags,
          state, last_fire, version, created, problem,
          claim_token, NULL
        FROM held
        UNION ALL
        SELECT NULL, id, NULL, NULL, due, task, NULL, NULL,
          NULL, NULL, NULL, NULL, NULL,
          NULL, NULL, NULL, NULL, NULL,
          NULL, priority
        FROM {job}
        WHERE ctid = (SELECT place FROM waiting
          WHERE rank <= :candidates AND (SELECT count(*) FROM taken) = 0 ORDER BY rank DESC LIMIT 1)
      ) t ON TRUE""";

  /** Whether a job is not to be fired again for a time for which it has an execution. */
  private static final String IS_NEW =
      "AND (SELECT count(*) FROM {execution} e"
          + " WHERE e.id = w.id || '~' || w.generation || '~' || w.next_fire) = 0";

  private static final String NOW = "(SELECT at_now FROM clock)";

  private final Database database;
  private final KnownPolicies known = new KnownPolicies();
  private final ClaimMarks marks = new ClaimMarks();
  private final DirectQuery take;
  private final DirectQuery takeNew; // which also looks for executions that there are already
  private volatile int contested; // so many claims look at twice as many as they want
  private volatile int repeated; // so many expect jobs that have an execution for their next time

  /**
   * Takes jobs.
   *
   * @param due which waiting jobs may be claimed, called {@code w}
   */
  JobTaking(Database database, String due) {
    this.database = database;
    String isDue = due.replace("{now}", NOW);
    String isStillDue = isDue.replace("w.due", "(w.due + 0)");
    this.take = database.direct(TAKE.formatted(isDue, isStillDue, NOW, ""));
    this.takeNew = database.direct(TAKE.formatted(isDue, isStillDue, NOW, IS_NEW));
  }

  /** What is to be told where jobs were added. */
  Hints.Listener listener() {
    return marks;
  }

  /** Where the next claim may begin. */
  ClaimMarks.Marks marks() {
    return database.joined() == null
        ? marks.at(Read.millis(database.estimatedNow()))
        : marks.forget(); // what it does is perhaps undone, and what it did is perhaps told later
  }

  /** Has the next claim begin at the first due time. */
  ClaimMarks.Marks noMarks() {
    return marks.forget();
  }

  /** Takes note of a claim that is committed, after which marks may have moved. */
  void note(TakenJobs taken) {
    if (taken.passed() != null) {
      marks.pass(taken.from(), taken.now(), taken.passed().group(), taken.passed().mark());
    } else if (taken.isSolid() && taken.jobs().isEmpty() && database.joined() == null) {
      marks.advance(taken.from(), taken.now(), taken.fired());
    } else if (!taken.from().isEmpty()) {
      var unused = marks.forget();
    }
  }

  /**
   * Takes jobs of one queue, beginning at {@code from}. A job that has an execution for its next
   * time makes this fail as a duplicate does, and the next ones careful.
   */
  TakenJobs take(
      Handle handle, JobClaiming.Request request, QueueRoom room, ClaimMarks.Marks from) {
    boolean isCareful = repeated > 0 || database.joined() != null;
    repeated = Math.max(0, repeated - 1);
    try {
      return take(handle, request, room, from, isCareful);
    } catch (JdbiException failure) {
      SQLException cause = Database.cause(failure);
      if (cause != null && database.dialect().isDuplicate(cause)) {
        repeated = EXPECTED;
      }
      throw failure;
    }
  }

  private TakenJobs take(
      Handle handle,
      JobClaiming.Request request,
      QueueRoom room,
      ClaimMarks.Marks from,
      boolean isCareful) {
    int wanted = room.room();
    int candidates = contested > 0 || isCareful ? 2 * wanted : wanted;
    long lease = Read.millis(request.lease());
    TakenRows rows = new TakenRows(known, room.queue(), request.node().owner(), lease);
    (isCareful ? takeNew : take)
        .ask(
            handle,
            call -> {
              call.set("queue", room.queue())
                  .set("tasks", "text", request.node().tasks().toArray(String[]::new))
                  .set("most", candidates + 1)
                  .set("policies", "text", known.texts().toArray(String[]::new))
                  .set("urgent", room.oldest() == 0 ? Integer.MAX_VALUE : wanted - room.oldest())
                  .set("candidates", candidates)
                  .set("limit", wanted)
                  .set("owner", request.node().owner())
                  .set("mark", LatestReplies.mark(request.id()))
                  .set("hold", Read.millis(request.hold()))
                  .set("horizon", Read.millis(request.horizon()))
                  .set("lease", lease);
              bind(call, from, room.queue());
            },
            rows::read);
    int count = rows.jobs().size() + rows.fired().size();
    boolean isContested = count < Math.min(rows.offered(), wanted);
    boolean metOthers = isContested || rows.reached() > count;
    contested = metOthers ? EXPECTED : Math.max(0, contested - 1);
    database.saw(rows.now());
    return new TakenJobs(
        rows.now(),
        rows.jobs(),
        rows.fired(),
        rows.leftDue(),
        from,
        !isCareful && (isContested || rows.offered() >= wanted),
        isContested,
        database.joined() == null ? rows.passed() : null);
  }

  private static void bind(DirectQuery.Call call, ClaimMarks.Marks from, String queue)
      throws SQLException {
    List<Map.Entry<ClaimMarks.Group, ClaimMarks.Mark>> places =
        from.places().entrySet().stream()
            .filter(each -> each.getKey().queue().equals(queue))
            .toList();
    call.set(
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
