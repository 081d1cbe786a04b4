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

  private static final String NOW = "(SELECT at_now FROM clock)";

  /**
   * Reads candidates group by group, locks as many of them as are wanted and nobody else has
   * locked, and claims those. They are found once by the index of due rows and from then on by
   * their place in the table; the sums keep the planner from any other way. What has moved
   * meanwhile is left to a later claim.
   */
  private static final String CLAIM =
      """
      WITH clock AS MATERIALIZED (
        SELECT {now} AS at_now
      ), candidate AS MATERIALIZED (
        SELECT x.ctid AS place FROM %1$s ORDER BY %2$s LIMIT :candidates
      ), taken AS MATERIALIZED (
        SELECT w.ctid AS place FROM %3$s w
        WHERE w.ctid = ANY(ARRAY(SELECT place FROM candidate)) AND w.state + 0 = 0 AND %4$s
        ORDER BY %5$s LIMIT :limit FOR UPDATE SKIP LOCKED
      )
      UPDATE %3$s w SET %6$s WHERE w.ctid = ANY(ARRAY(SELECT place FROM taken))
      RETURNING w.*""";

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
    String due = kind.due().replace("{now}", NOW);
    return CLAIM.formatted(
        groups.source("w.ctid, w.id, w.priority, w.due", due),
        order.of("x"),
        kind.table(),
        due.replace("w.due", "(w.due + 0)"),
        order.of("w"),
        kind.change().replace("{now}", NOW));
  }
}
