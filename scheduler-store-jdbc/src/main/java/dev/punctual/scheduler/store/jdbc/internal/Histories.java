package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Tells what runs, what ran and what was skipped, from tables. */
final class Histories implements History {

  private final Database database;

  Histories(Database database) {
    this.database = database;
  }

  @Override
  public Page<ExecutionRecord> live(@Nullable String jobId, @Nullable String cursor, int limit) {
    Limits.page(limit);
    if (cursor != null) {
      ExecutionId.parse(cursor);
    }
    return database.each("live", handle -> live(handle, jobId, cursor, limit));
  }

  private Page<ExecutionRecord> live(
      Handle handle, @Nullable String jobId, @Nullable String cursor, int limit) {
    long now = database.now(handle);
    Set<String> known = Members.knownTasks(database, handle, now);
    List<ExecutionRecord> found =
        database
            .query(
                handle,
                "SELECT * FROM {execution} WHERE id > :after"
                    + (jobId == null ? "" : " AND id > :from AND id < :to")
                    + " ORDER BY id LIMIT :limit")
            .bind("after", cursor == null ? "" : cursor)
            .bind("from", jobId + '~')
            .bind("to", jobId + (char) ('~' + 1))
            .bind("limit", limit + 1)
            .map((row, context) -> shown(ExecutionRow.read(row).record(), known, now))
            .list();
    boolean more = found.size() > limit;
    List<ExecutionRecord> items = more ? found.subList(0, limit) : found;
    return new Page<>(items, more ? items.get(limit - 1).id().toString() : null);
  }

  /** A due execution counts as PARKED while there are live nodes and none has code for it. */
  private static ExecutionRecord shown(ExecutionRecord execution, Set<String> known, long now) {
    boolean parked =
        execution.state() == ExecutionState.SCHEDULED
            && Read.millis(execution.dueTime()) <= now
            && !known.isEmpty()
            && !known.contains(execution.task());
    return parked ? Ended.shown(execution, ExecutionState.PARKED) : execution;
  }

  @Override
  public Page<EndedExecution> ended(HistoryFilter filter, @Nullable String cursor, int limit) {
    Limits.page(limit);
    long below = below(cursor);
    return database.each(
        "ended",
        handle -> {
          Query query =
              database
                  .query(
                      handle,
                      "SELECT * FROM {history} WHERE seq < :below"
                          + (filter.jobId() == null ? "" : " AND job_id = :job")
                          + (filter.task() == null ? "" : " AND task = :task")
                          + states(filter.states())
                          + (filter.from() == null ? "" : " AND finished >= :from")
                          + (filter.until() == null ? "" : " AND finished < :until")
                          + (filter.tag() == null ? "" : " AND " + database.dialect().hasTag())
                          + " ORDER BY seq DESC LIMIT :limit")
                  .bind("below", below)
                  .bind("job", filter.jobId())
                  .bind("task", filter.task())
                  .bind("from", Read.orNull(filter.from()))
                  .bind("until", Read.orNull(filter.until()))
                  .bind("tag", filter.tag() == null ? null : "\n" + filter.tag() + "\n")
                  .bind("limit", limit + 1);
          return page(
              query
                  .map(
                      (row, context) ->
                          new Numbered<>(row.getLong("seq"), HistoryRows.readEnded(row)))
                  .list(),
              limit);
        });
  }

  @Override
  public Page<MissedRange> missed(MissedFilter filter, @Nullable String cursor, int limit) {
    Limits.page(limit);
    long below = below(cursor);
    return database.each(
        "missed",
        handle -> {
          Query query =
              database
                  .query(
                      handle,
                      "SELECT * FROM {missed} WHERE seq < :below"
                          + (filter.jobId() == null ? "" : " AND job_id = :job")
                          + (filter.reason() == null ? "" : " AND reason = :reason")
                          + (filter.from() == null ? "" : " AND last_fire >= :from")
                          + (filter.until() == null ? "" : " AND first_fire < :until")
                          + " ORDER BY seq DESC LIMIT :limit")
                  .bind("below", below)
                  .bind("job", filter.jobId())
                  .bind("reason", filter.reason() == null ? null : filter.reason().name())
                  .bind("from", Read.orNull(filter.from()))
                  .bind("until", Read.orNull(filter.until()))
                  .bind("limit", limit + 1);
          return page(
              query
                  .map(
                      (row, context) ->
                          new Numbered<>(row.getLong("seq"), HistoryRows.readMissed(row)))
                  .list(),
              limit);
        });
  }

  @Override
  public List<Standing> look(List<ExecutionId> ids) {
    Limits.batch(ids.size());
    return ids.isEmpty() ? List.of() : database.each("look", handle -> look(handle, ids));
  }

  /** Looks at the live ones first: what ends meanwhile is found among the ended. */
  private List<Standing> look(Handle handle, List<ExecutionId> ids) {
    Map<String, ExecutionState> live = live(handle, ids);
    List<ExecutionId> others = ids.stream().filter(id -> !live.containsKey(id.toString())).toList();
    Map<ExecutionId, EndedExecution> ended = ended(handle, others);
    List<Standing> standings = new ArrayList<>(ids.size());
    for (ExecutionId id : ids) {
      EndedExecution line = ended.get(id);
      standings.add(new Standing(id, line == null ? live.get(id.toString()) : line.state(), line));
    }
    return standings;
  }

  private Map<String, ExecutionState> live(Handle handle, List<ExecutionId> ids) {
    Map<String, ExecutionState> live = new HashMap<>();
    byId(handle, "SELECT id, state FROM {execution} WHERE ", ids)
        .map((row, context) -> Map.entry(row.getString("id"), row.getInt("state")))
        .forEach(each -> live.put(each.getKey(), ExecutionRow.state(each.getValue())));
    return live;
  }

  private Map<ExecutionId, EndedExecution> ended(Handle handle, List<ExecutionId> ids) {
    Map<ExecutionId, EndedExecution> ended = new HashMap<>();
    boolean arrays = database.dialect().hasArrays();
    List<ExecutionId> fires = ids.stream().filter(id -> arrays && !id.isManual()).toList();
    List<ExecutionId> others = ids.stream().filter(id -> !arrays || id.isManual()).toList();
    if (!fires.isEmpty()) {
      newestOfEach(handle, fires)
          .map((row, context) -> HistoryRows.readEnded(row))
          .forEach(line -> ended.put(line.id(), line));
    }
    if (!others.isEmpty()) {
      byId(handle, "SELECT * FROM {history} WHERE ", others)
          .map((row, context) -> HistoryRows.readEnded(row))
          .forEach(line -> ended.put(line.id(), line));
    }
    return ended;
  }

  /** Looks through the history of each job from its end, which is where one looks for most. */
  private Query newestOfEach(Handle handle, List<ExecutionId> fires) {
    Rows wanted =
        new Rows(
            database.dialect(),
            List.of(Column.text("job_id"), Column.number("generation"), Column.number("fire_at")));
    fires.forEach(id -> wanted.add(id.jobId(), id.generation(), id.fireAtMillis()));
    return wanted.bindTo(
        database.query(
            handle,
            "SELECT h.* FROM "
                + wanted.source()
                + " CROSS JOIN LATERAL (SELECT * FROM {history} h WHERE h.job_id = r.job_id"
                + " AND h.generation = r.generation AND h.fire_at = r.fire_at AND h.id IS NULL"
                + " ORDER BY h.seq DESC LIMIT 1) h"));
  }

  private Query byId(Handle handle, String select, List<ExecutionId> ids) {
    Set<String> texts = ids.stream().map(ExecutionId::toString).collect(Collectors.toSet());
    String in = Rows.in(database.dialect(), "id", "ids", texts.size());
    return Rows.bindAll(database.dialect(), database.query(handle, select + in), "ids", texts);
  }

  /** A query for what is known of an ended execution. */
  static Query about(Database database, Handle handle, ExecutionId id, String select, String more) {
    boolean implied = database.dialect().hasArrays() && !id.isManual();
    return database
        .query(
            handle,
            select
                + " FROM {history} WHERE "
                + (implied
                    ? "job_id = :job AND generation = :generation AND fire_at = :fire AND id IS NULL"
                    : "id = :id")
                + more)
        .bind("id", id.toString())
        .bind("job", id.jobId())
        .bind("generation", id.generation())
        .bind("fire", id.fireAtMillis());
  }

  /** The ended execution of that id. */
  static Optional<EndedExecution> find(Database database, Handle handle, ExecutionId id) {
    return about(database, handle, id, "SELECT *", " ORDER BY seq DESC LIMIT 1")
        .map((row, context) -> HistoryRows.readEnded(row))
        .findOne();
  }

  /** Whether a completion with that token ended an execution. */
  static boolean wasEndedBy(Database database, Handle handle, ExecutionId id, long token) {
    return about(database, handle, id, "SELECT count(*)", " AND token = :token")
            .bind("token", token)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  @Override
  public int purge(Duration maxAge, long maxCount, int limit) {
    Limits.page(limit);
    return database.each(
        "purge",
        handle -> {
          int ended = purge(handle, "{history}", maxAge, maxCount, limit);
          return ended >= limit
              ? ended
              : ended + purge(handle, "{missed}", maxAge, maxCount, limit - ended);
        });
  }

  private int purge(Handle handle, String table, Duration maxAge, long maxCount, int limit) {
    long old = database.now(handle) - Read.millis(maxAge);
    Optional<Long> beyond =
        database
            .query(handle, "SELECT seq FROM " + table + " ORDER BY seq DESC LIMIT 1 OFFSET :count")
            .bind("count", maxCount)
            .mapTo(Long.class)
            .findOne();
    List<Long> gone =
        database
            .query(
                handle,
                "SELECT seq FROM "
                    + table
                    + " WHERE seq <= :beyond OR recorded < :old ORDER BY seq LIMIT :limit")
            .bind("beyond", beyond.orElse(-1L))
            .bind("old", old)
            .bind("limit", limit)
            .mapTo(Long.class)
            .list();
    if (gone.isEmpty()) {
      return 0;
    }
    // Rows are recorded in the order of their numbers, but for those of one moment.
    return database
        .change(
            handle,
            "DELETE FROM " + table + " WHERE seq <= :last AND (seq <= :beyond OR recorded < :old)")
        .bind("last", gone.get(gone.size() - 1))
        .bind("beyond", beyond.orElse(-1L))
        .bind("old", old)
        .execute();
  }

  private static String states(Set<ExecutionState> states) {
    return states.isEmpty()
        ? ""
        : states.stream()
            .map(state -> Long.toString(ExecutionRow.number(state)))
            .collect(Collectors.joining(", ", " AND state IN (", ")"));
  }

  private static long below(@Nullable String cursor) {
    if (cursor == null) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + cursor + "' is not a cursor of this list", e);
    }
  }

  private static <T> Page<T> page(List<Numbered<T>> found, int limit) {
    List<T> items = new ArrayList<>(found.size());
    found.stream().limit(limit).forEach(each -> items.add(each.item));
    boolean more = found.size() > limit;
    return new Page<>(items, more ? Long.toString(found.get(limit - 1).seq) : null);
  }

  private record Numbered<T>(long seq, T item) {}
}
