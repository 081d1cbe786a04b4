package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Moves plain ends in one statement. For databases whose changes answer rows. */
final class ReturningEnds implements PlainEnds {

  /**
   * Moves rows to the history: those that are leased as said, and that nothing waits for. They are
   * found by their ids and then deleted by their place in the table, which no plan can make slow; a
   * row that changes between these is looked at again before it is deleted. Arrays without elements
   * stand for as many nulls; the planner sees none of them, so that one plan serves all batches.
   */
  private static final String MOVE =
      """
      WITH r AS MATERIALIZED (
        SELECT * FROM unnest((SELECT CAST(:ids AS text[])), (SELECT CAST(:tokens AS bigint[])),
          (SELECT CAST(:starts AS bigint[])), (SELECT CAST(:finishes AS bigint[])),
          (SELECT CAST(:notes AS text[])), (SELECT CAST(:codecs AS text[])),
          (SELECT CAST(:versions AS bigint[])), (SELECT CAST(:results AS bytea[])))
          AS r(id, token, started, finished, note, result_codec, result_version, result)
      ), found AS MATERIALIZED (
        SELECT x.place FROM r CROSS JOIN LATERAL (
          SELECT e.ctid AS place FROM {execution} e
          WHERE e.id = r.id AND e.token = r.token AND e.state + 0 = 4 AND NOT e.linked OFFSET 0
        ) x
      ), d AS (
        DELETE FROM {execution} e WHERE e.ctid = ANY(ARRAY(SELECT place FROM found))
          AND e.state + 0 = 4 AND NOT e.linked
          AND ((e.id, e.token) IN (SELECT r.id, r.token FROM r)) IS TRUE
        RETURNING e.id, e.job_id, e.generation, e.task, e.attempt, e.fire_at, e.tags, e.token
      ), h AS (
        INSERT INTO {history} (recorded, id, job_id, generation, task, state, attempt, node,
          fire_at, started, finished, error, result_codec, result_version, result, tags, token)
        SELECT {now}, CASE WHEN d.id LIKE '%~m~%' THEN d.id END,
          COALESCE(d.job_id, split_part(d.id, '~', 1)), d.generation, d.task, :state, d.attempt,
          CASE WHEN r.started IS NULL THEN NULL ELSE :node END, d.fire_at, r.started,
          r.finished, r.note, r.result_codec, r.result_version, r.result, d.tags, d.token
        FROM d JOIN r ON r.id = d.id
      )
      SELECT id, task FROM d""";

  private static final long SUCCEEDED = ExecutionRow.number(ExecutionState.SUCCEEDED);

  private final Database database;
  private final DirectQuery move;

  ReturningEnds(Database database) {
    this.database = database;
    this.move = database.direct(MOVE);
  }

  @Override
  public Map<String, String> move(String node, SortedMap<String, Completion> ends) {
    return database.each(
        "complete",
        handle ->
            move.ask(handle, call -> bind(call, node, ends), rows -> moved(rows, ends.size())));
  }

  private static void bind(DirectQuery.Call call, String node, SortedMap<String, Completion> ends)
      throws SQLException {
    Collection<Completion> all = ends.values();
    call.set("ids", "text", ends.keySet().toArray(String[]::new))
        .set("tokens", "bigint", numbers(all, each -> each.lease().token()))
        .set("starts", "bigint", numbers(all, each -> Read.orNull(each.started())))
        .set("finishes", "bigint", numbers(all, each -> Read.millis(each.finished())))
        .set("node", node)
        .set("state", SUCCEEDED);
    @Nullable String[] notes = new String[all.size()];
    String[] codecs = new String[all.size()];
    Long[] versions = new Long[all.size()];
    byte[][] results = new byte[all.size()][];
    boolean noted = false;
    boolean answered = false;
    int i = 0;
    for (Completion each : all) {
      Outcome.Succeeded end = (Outcome.Succeeded) each.outcome();
      notes[i] = end.note();
      noted |= end.note() != null;
      Payload.Encoded result = Read.encoded(end.result());
      if (result != null) {
        answered = true;
        codecs[i] = result.codec();
        versions[i] = (long) result.version();
        results[i] = result.bytes();
      }
      i++;
    }
    call.set("notes", "text", noted ? notes : new String[0])
        .set("codecs", "text", answered ? codecs : new String[0])
        .set("versions", "bigint", answered ? versions : new Long[0])
        .set("results", "bytea", answered ? results : new byte[0][]);
  }

  /** A number of a completion. */
  @FunctionalInterface
  private interface Figure {
    @Nullable Long of(Completion completion);
  }

  private static @Nullable Long[] numbers(Collection<Completion> all, Figure figure) {
    @Nullable Long[] numbers = new Long[all.size()];
    int i = 0;
    for (Completion each : all) {
      numbers[i++] = figure.of(each);
    }
    return numbers;
  }

  private static Map<String, String> moved(ResultSet rows, int most) throws SQLException {
    Map<String, String> moved = new HashMap<>(2 * most);
    while (rows.next()) {
      moved.put(rows.getString(1), rows.getString(2));
    }
    return moved;
  }
}
