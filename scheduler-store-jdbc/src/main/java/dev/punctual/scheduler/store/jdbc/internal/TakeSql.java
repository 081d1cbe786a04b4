package dev.punctual.scheduler.store.jdbc.internal;

/**
 * The statements of {@link JobTaking}: each chooses due jobs and locks them, fires the plain ones
 * among them, claims the others, and answers all of that.
 */
@SuppressWarnings("InlineFormatString") // statements are read best in one place
final class TakeSql {

  private static final String NOW = "(SELECT at_now FROM clock)";

  /**
   * Chooses among all tasks and priorities. Rows are found once by the index of due rows and from
   * then on by their place in the table; the sums keep the planner from any other way. There they
   * are locked one by one in their order, past those that others have locked, until there are
   * enough. A row that has moved meanwhile is not found there; it is taken by a later claim.
   */
  private static final String FROM_ALL =
      """
      waiting AS MATERIALIZED (
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
          SELECT w.ctid AS place, %3$s AS plain
          FROM {job} w
          WHERE w.ctid = n.place AND w.state + 0 = 0 AND %2$s FOR UPDATE SKIP LOCKED
        ) l
        LIMIT :limit
      ), seen AS (
        SELECT count(*) FILTER (WHERE rank <= :candidates) AS offered,
          min(due) FILTER (WHERE rank > :candidates) AS left_due,
          (SELECT max(rank) FROM taken) AS reached, FALSE AS mixed
        FROM waiting
      ), passed AS (
        SELECT place FROM waiting
        WHERE rank <= :candidates AND (SELECT count(*) FROM taken) = 0 ORDER BY rank DESC LIMIT 1
      )""";

  /**
   * Takes from one task and priority, from a place on; nothing if others have something due. Rows
   * are locked as they are read, past those that others have locked, until there are enough. If
   * there are too few, those that were passed by are counted, and else the next one is looked up. A
   * row that another transaction changes meanwhile is not taken; it counts as one that was passed
   * by.
   */
  private static final String FROM_ONE =
      """
      others AS MATERIALIZED (
        SELECT EXISTS (
          SELECT FROM unnest((SELECT CAST(:tasks AS text[]))) AS k(task)
          CROSS JOIN generate_series(9, 0, -1) AS b(priority)
          CROSS JOIN LATERAL (
            SELECT FROM {job} w
            WHERE w.state = 0 AND w.queue = :queue AND w.task = k.task
              AND w.priority = b.priority AND %1$s
            ORDER BY w.due, w.id LIMIT 1
          ) x
          WHERE k.task <> (SELECT :task) OR b.priority <> (SELECT :priority)
        ) AS are_due
      ), taken AS MATERIALIZED (
        SELECT w.ctid AS place, w.due, w.id, %2$s AS plain
        FROM {job} w
        WHERE NOT (SELECT are_due FROM others) AND %3$s
          AND (w.due, w.id) >= ((SELECT :from_due), (SELECT :from_id))
        ORDER BY w.due, w.id LIMIT (SELECT :limit) FOR UPDATE SKIP LOCKED
      ), got AS MATERIALIZED (
        SELECT count(*) AS count, max(due) AS due,
          (SELECT id FROM taken ORDER BY due DESC, id DESC LIMIT 1) AS id
        FROM taken
      ), seen AS (
        SELECT CASE WHEN g.count = :limit OR o.are_due THEN g.count ELSE (
            SELECT count(*) FROM (
              SELECT FROM {job} w
              WHERE (SELECT count FROM got) < (SELECT :limit) AND %3$s
                AND (w.due, w.id) >= ((SELECT :from_due), (SELECT :from_id))
              ORDER BY w.due, w.id LIMIT (SELECT :limit)
            ) y
          ) END AS offered,
          (SELECT w.due FROM {job} w
            WHERE (SELECT count FROM got) = (SELECT :limit) AND %3$s
              AND (w.due, w.id) > ((SELECT due FROM got), (SELECT id FROM got))
            ORDER BY w.due, w.id LIMIT 1
          ) AS left_due,
          g.count AS reached, o.are_due AS mixed
        FROM got g CROSS JOIN others o
      ), passed AS (
        SELECT place FROM taken WHERE FALSE
      )""";

  /** Which rows belong to the one task and priority and may be claimed. */
  private static final String OF_ONE =
      """
      w.state = 0 AND w.queue = :queue AND w.task = (SELECT :task)
          AND w.priority = (SELECT :priority) AND\s""";

  /** Whether a job leaves nothing to decide under a policy that is known here. */
  private static final String IS_PLAIN =
      "w.plain AND w.trigger_text LIKE 'date %' AND w.policy = ANY(CAST(:policies AS text[]))";

  /** Whether a job is not to be fired again for a time for which it has an execution. */
  private static final String IS_NEW =
      " AND (SELECT count(*) FROM {execution} e"
          + " WHERE e.id = w.id || '~' || w.generation || '~' || w.next_fire) = 0";

  private static final String TAKE =
      """
      WITH clock AS MATERIALIZED (
        SELECT {now} AS at_now
      ), %1$s, held AS (
        UPDATE {job} w SET claim_owner = :owner, claim_request = :mark, claim_until = %2$s + :hold,
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
          g.next_fire, g.due, 4, :owner, :mark, 1, GREATEST(g.due, %2$s) + :lease,
          1, 0, FALSE, FALSE, FALSE, TRUE, %2$s, NULL
        FROM gone g
      )
      SELECT %2$s AS at_now, one.offered, one.left_due, one.reached, one.mixed, t.*
      FROM seen one LEFT JOIN (
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
        WHERE ctid = (SELECT place FROM passed)
      ) t ON TRUE""";

  private TakeSql() {}

  /**
   * Takes from all tasks and priorities, the most urgent first.
   *
   * @param due which waiting jobs may be claimed, called {@code w}
   * @param isCareful whether jobs are looked up that have an execution for their next time already
   */
  static String fromAll(String due, boolean isCareful) {
    String isDue = due.replace("{now}", NOW);
    String isStillDue = isDue.replace("w.due", "(w.due + 0)");
    String isPlain = isCareful ? IS_PLAIN + IS_NEW : IS_PLAIN;
    return TAKE.formatted(FROM_ALL.formatted(isDue, isStillDue, isPlain), NOW);
  }

  /**
   * Takes from one task and priority, the longest due first.
   *
   * @param due which waiting jobs may be claimed, called {@code w}
   */
  static String fromOne(String due) {
    String isDue = due.replace("{now}", NOW);
    return TAKE.formatted(FROM_ONE.formatted(isDue, IS_PLAIN, OF_ONE + isDue), NOW);
  }
}
