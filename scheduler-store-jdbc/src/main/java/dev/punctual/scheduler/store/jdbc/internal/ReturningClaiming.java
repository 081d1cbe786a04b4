package dev.punctual.scheduler.store.jdbc.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Claims in one statement, where changes can answer the rows that they made. */
@SuppressWarnings("InlineFormatString") // statements are read best in one place
final class ReturningClaiming<R> implements Claiming<R> {

  /** How many candidates are looked at for each row that is wanted, since others want them too. */
  private static final int CANDIDATES = 2;

  /**
   * Reads candidates group by group, locks as many of them as are wanted and nobody else has
   * locked, and claims those. The arrays hold the planner to the primary key.
   */
  private static final String CLAIM =
      """
      WITH candidate AS MATERIALIZED (
        SELECT x.id FROM %1$s ORDER BY %2$s LIMIT :candidates
      ), taken AS MATERIALIZED (
        SELECT w.id FROM %3$s w
        WHERE w.id = ANY(ARRAY(SELECT id FROM candidate)) AND w.state = 0 AND %4$s
        ORDER BY %5$s LIMIT :limit FOR UPDATE SKIP LOCKED
      )
      UPDATE %3$s w SET %6$s WHERE w.id = ANY(ARRAY(SELECT id FROM taken)) RETURNING w.*""";

  private final Database database;
  private final Kind<R> kind;
  private final Claiming<R> oneByOne;

  ReturningClaiming(Database database, Kind<R> kind) {
    this.database = database;
    this.kind = kind;
    this.oneByOne = new CandidateClaiming<>(database, kind);
  }

  @Override
  public List<R> claim(Handle handle, Request<R> request, @Nullable Predicate<String> admits) {
    if (admits != null) {
      return oneByOne.claim(handle, request, admits);
    }
    DueGroups groups =
        new DueGroups(database, "due", kind.table(), List.of(request.queue()), request.tasks());
    int candidates = CANDIDATES * request.limit();
    var query =
        groups
            .bindTo(database.query(handle, statement(groups, request.order())), candidates)
            .bind("candidates", candidates)
            .bind("limit", request.limit());
    var unused = request.parameters().apply(query);
    List<R> rows = new ArrayList<>(query.map((row, context) -> kind.reader().read(row)).list());
    rows.sort(request.comparator());
    return rows;
  }

  private String statement(DueGroups groups, Order order) {
    return CLAIM.formatted(
        groups.source("w.id, w.priority, w.due", kind.due()),
        order.of("x"),
        kind.table(),
        kind.due(),
        order.of("w"),
        kind.change());
  }
}
