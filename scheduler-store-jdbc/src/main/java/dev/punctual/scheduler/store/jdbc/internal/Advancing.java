package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.JobRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Moves claimed jobs on to their next fire, or deletes those that have none, as far as the claims
 * are current. Whoever does so has locked the rows until the transaction ends.
 */
final class Advancing {

  private static final List<Column> DECIDED =
      List.of(
          Column.text("id"),
          Column.number("generation"),
          Column.number("version"),
          Column.number("claim_token"),
          Column.number("next_fire"),
          Column.number("due"),
          Column.number("last_fire"));

  private static final List<Column> MOVED =
      List.of(
          Column.text("id"),
          Column.number("version"),
          Column.number("claim_until"),
          Column.number("next_fire"),
          Column.number("due"),
          Column.number("last_fire"),
          Column.flag("plain"));

  private final Database database;
  private final Handle handle;

  Advancing(Database database, Handle handle) {
    this.database = database;
    this.handle = handle;
  }

  /**
   * The store's time, and the ids of the jobs whose claims were current.
   *
   * @param ids those jobs
   */
  record Advanced(long now, Set<String> ids) {}

  /** Advances jobs; {@code decisions} has at most one of each. */
  Advanced advance(List<FireDecision> decisions) {
    return database.dialect().hasReturning() ? inOneStatement(decisions) : locked(decisions);
  }

  private Advanced inOneStatement(List<FireDecision> decisions) {
    List<FireDecision> inOrder = new ArrayList<>(decisions);
    inOrder.sort(Comparator.comparing(decision -> decision.claim().job().id()));
    Rows rows = new Rows(database.dialect(), DECIDED);
    for (FireDecision decision : inOrder) {
      JobRecord job = decision.claim().job();
      rows.add(
          job.id(),
          job.generation(),
          job.version(),
          decision.claim().token(),
          Read.orNull(decision.nextFireTime()),
          Read.orNull(decision.dueTime()),
          Read.orNull(lastFire(decision)));
    }
    String current =
        " j.id = r.id AND j.generation = r.generation AND j.version = r.version"
            + " AND j.claim_token = r.claim_token";
    String sql =
        "WITH r AS MATERIALIZED (SELECT * FROM "
            + rows.source()
            + "), gone AS (DELETE FROM {job} j USING r WHERE r.next_fire IS NULL AND"
            + current
            + " RETURNING j.id), moved AS (UPDATE {job} j SET next_fire = r.next_fire, due = r.due,"
            + " last_fire = r.last_fire, version = j.version + 1, claim_until = 0, plain = FALSE FROM r"
            + " WHERE r.next_fire IS NOT NULL AND"
            + current
            + " RETURNING j.id) SELECT {now} AS at_now, NULL AS id UNION ALL"
            + " SELECT NULL, id FROM gone UNION ALL SELECT NULL, id FROM moved";
    Set<String> ids = new HashSet<>();
    long[] now = new long[1];
    rows.bindTo(database.query(handle, sql))
        .map(
            (row, context) -> {
              String id = row.getString("id");
              if (id == null) {
                now[0] = row.getLong("at_now");
              } else {
                ids.add(id);
              }
              return true;
            })
        .list();
    database.saw(now[0]);
    return new Advanced(now[0], ids);
  }

  private Advanced locked(List<FireDecision> decisions) {
    TreeSet<String> asked = new TreeSet<>();
    decisions.forEach(decision -> asked.add(decision.claim().job().id()));
    var locked = LockedJob.lock(database, handle, asked);
    Rows moved = new Rows(database.dialect(), MOVED);
    Set<String> ids = new HashSet<>();
    TreeSet<String> gone = new TreeSet<>();
    for (FireDecision decision : decisions) {
      JobRecord job = decision.claim().job();
      LockedJob row = locked.get(job.id());
      if (row == null || !row.isCurrent(decision.claim())) {
        continue;
      }
      ids.add(job.id());
      if (decision.nextFireTime() == null) {
        gone.add(job.id());
      } else {
        moved.add(
            job.id(),
            job.version() + 1,
            0L,
            Read.orNull(decision.nextFireTime()),
            Read.orNull(decision.dueTime()),
            Read.orNull(lastFire(decision)),
            false);
      }
    }
    moved.update(handle, database.table("job"), "id");
    Jobs.deleteRows(database, handle, gone);
    return new Advanced(database.now(handle), ids);
  }

  private static @Nullable Instant lastFire(FireDecision decision) {
    Instant last = decision.lastFireTime();
    return last == null ? decision.claim().job().lastFireTime() : last;
  }
}
