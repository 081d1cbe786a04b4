package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.trigger.Adjustment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
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
 * <p>Rows are found once by the index of due rows and from then on by their place in the table; the
 * sums keep the planner from any other way. A row that has moved meanwhile is not found there; it
 * is taken by a later claim.
 */
@SuppressWarnings("InlineFormatString") // statements are read best in one place
final class JobTaking {

  /** How many claims after one that met another node's locks look at more rows than they want. */
  private static final int CAREFUL = 16;

  private static final String TAKE =
      """
      WITH clock AS MATERIALIZED (
        SELECT {now} AS at_now
      ), waiting AS MATERIALIZED (
        SELECT y.place, y.due, row_number() OVER (
          ORDER BY CASE WHEN y.urgency <= :urgent THEN y.urgency END, y.due, y.priority DESC, y.id
        ) AS rank
        FROM (
          SELECT x.ctid AS place, x.due, x.priority, x.id,
            row_number() OVER (ORDER BY x.priority DESC, x.due, x.id) AS urgency
          FROM %1$s
        ) y
      ), taken AS MATERIALIZED (
        SELECT w.ctid AS place, w.plain AND w.trigger_text LIKE 'date %%'
          AND w.policy = ANY(CAST(:policies AS text[])) AND (
            SELECT count(*) FROM {execution} e
            WHERE e.id = w.id || '~' || w.generation || '~' || w.next_fire
          ) = 0 AS plain
        FROM {job} w
        WHERE w.ctid = ANY(ARRAY(SELECT place FROM waiting WHERE rank <= :candidates))
          AND w.state + 0 = 0 AND %2$s
        %3$s FOR UPDATE SKIP LOCKED
      ), held AS (
        UPDATE {job} w SET claim_owner = :owner, claim_request = :mark, claim_until = %4$s + :hold,
          claim_token = claim_token + 1
        WHERE w.ctid = ANY(ARRAY(SELECT place FROM taken WHERE NOT plain)) RETURNING w.*
      ), gone AS (
        DELETE FROM {job} w
        WHERE w.ctid = ANY(ARRAY(SELECT place FROM taken WHERE plain)) RETURNING w.*
      ), fired AS (
        INSERT INTO {execution} (id, job_id, generation, task, queue, priority, codec,
          payload_version, payload, policy, tags, fire_at, due, state, owner, request, token,
          lease_until, attempt, lost, cancelled, removed, linked, alone, created, seq)
        SELECT g.id || '~' || g.generation || '~' || g.next_fire, NULL, g.generation, g.task,
          g.queue, g.priority, g.codec, g.payload_version, g.payload, g.policy, g.tags,
          g.next_fire, g.due, 4, :owner, :mark, 1, GREATEST(g.due, %4$s) + :lease,
          1, 0, FALSE, FALSE, FALSE, TRUE, %4$s, NULL
        FROM gone g ORDER BY g.id
      )
      SELECT %4$s AS at_now,
        (SELECT count(*) FROM waiting WHERE rank <= :candidates) AS offered,
        (SELECT min(due) FROM waiting WHERE rank > :candidates) AS left_due, t.*
      FROM (SELECT 1) one LEFT JOIN (
        SELECT TRUE AS fired, id, generation, NULL AS name, task, codec, payload_version, payload,
          NULL AS trigger_text, policy, NULL AS tags, state, next_fire, due, NULL AS last_fire,
          version, created, NULL AS problem, claim_token
        FROM gone
        UNION ALL
        SELECT FALSE, id, generation, name, task, codec, payload_version, payload,
          trigger_text, policy, tags, state, next_fire, due, last_fire,
          version, created, problem, claim_token
        FROM held
      ) t ON TRUE""";

  private static final String IN_ORDER =
      "ORDER BY array_position(ARRAY(SELECT place FROM waiting WHERE rank <= :candidates"
          + " ORDER BY rank), w.ctid) LIMIT :limit";

  private static final String NOW = "(SELECT at_now FROM clock)";

  /** How many policies are remembered. */
  private static final int KNOWN = 64;

  private final Database database;
  private final Map<String, JobPolicy> known = new ConcurrentHashMap<>();
  private final String due;
  private final String stillDue;
  private volatile int careful;

  /**
   * Takes jobs.
   *
   * @param due which waiting jobs may be claimed, called {@code w}
   */
  JobTaking(Database database, String due) {
    this.database = database;
    this.known.put(JobPolicy.DEFAULT.text(), JobPolicy.DEFAULT);
    this.due = due.replace("{now}", NOW);
    this.stillDue = this.due.replace("w.due", "(w.due + 0)");
  }

  /**
   * What one claim took.
   *
   * @param jobs claimed, in no order
   * @param fired in no order
   * @param leftDue when the earliest job that may be due and was left is due; null if none was seen
   */
  record Taken(long now, List<JobRow> jobs, List<ExecutionRecord> fired, @Nullable Long leftDue) {}

  /** Takes jobs of one queue. */
  Taken take(Handle handle, JobClaiming.Request request, QueueRoom room) {
    int carefully = careful;
    int wanted = room.room();
    int candidates = carefully > 0 ? 2 * wanted : wanted;
    Collection<String> tasks = request.node().tasks();
    DueGroups groups = new DueGroups(database, "due", "{job}", List.of(room.queue()), tasks);
    String source = groups.source("w.ctid, w.id, w.priority, w.due", due);
    Query query =
        groups
            .bindTo(
                database.query(
                    handle, TAKE.formatted(source, stillDue, carefully > 0 ? IN_ORDER : "", NOW)),
                candidates + 1)
            .bind("policies", Rows.array("text", known.keySet().toArray()))
            .bind("urgent", room.oldest() == 0 ? Integer.MAX_VALUE : wanted - room.oldest())
            .bind("candidates", candidates)
            .bind("limit", wanted)
            .bind("lease", Read.millis(request.lease()));
    var unused = request.bindTo(query);
    Gathered gathered = new Gathered(known, request.node().owner(), Read.millis(request.lease()));
    query.map((row, context) -> gathered.add(row)).list();
    int count = gathered.jobs.size() + gathered.fired.size();
    careful = count < Math.min(gathered.offered, wanted) ? CAREFUL : Math.max(0, carefully - 1);
    database.saw(gathered.now);
    return new Taken(gathered.now, gathered.jobs, gathered.fired, gathered.leftDue);
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

  /** The rows of an answer. */
  private static final class Gathered {

    private final Map<String, JobPolicy> known;
    private final String owner;
    private final long lease;
    private final List<JobRow> jobs = new ArrayList<>(0);
    private final List<ExecutionRecord> fired = new ArrayList<>();
    private long now;
    private int offered;
    private @Nullable Long leftDue;

    Gathered(Map<String, JobPolicy> known, String owner, long lease) {
      this.known = known;
      this.owner = owner;
      this.lease = lease;
    }

    boolean add(ResultSet row) throws SQLException {
      if (now == 0) {
        now = row.getLong("at_now");
        offered = row.getInt("offered");
        leftDue = Read.number(row, "left_due");
      }
      boolean isFired = row.getBoolean("fired");
      if (row.wasNull()) {
        return false;
      }
      if (isFired) {
        return fired.add(fired(row));
      }
      JobRow job = JobRow.read(row);
      if (job.unreadable() == null && known.size() < KNOWN) {
        known.putIfAbsent(row.getString("policy"), job.job().policy());
      }
      return jobs.add(job);
    }

    private ExecutionRecord fired(ResultSet row) throws SQLException {
      JobPolicy policy = Objects.requireNonNull(known.get(row.getString("policy")), "policy");
      Instant fire = Read.time(row.getLong("next_fire"));
      long due = row.getLong("due");
      return new ExecutionRecord(
          ExecutionId.ofFire(row.getString("id"), row.getLong("generation"), fire),
          row.getString("task"),
          Read.payload(row, "codec", "payload_version", "payload"),
          policy,
          Set.of(),
          fire,
          Read.time(due),
          null,
          Adjustment.NONE,
          ExecutionState.CLAIMED,
          owner,
          1,
          Read.time(Read.plus(Math.max(now, due), lease)),
          1,
          0,
          false,
          Read.time(now));
    }
  }
}
