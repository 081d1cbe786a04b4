package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Knows in a table which nodes share the store. A tick of an idle node is one statement; where the
 * database cannot look and change a row at once, another one follows when half of the time is over
 * for which the node is announced. Once in a while a tick also looks for rows that nobody has code
 * for, and for rows that can be revived.
 */
final class Members implements Membership {

  private static final int INSPECT_EVERY = 20;

  /** Says that a node lives, as far as the table has it, and whether it does. */
  private static final String ALIVE =
      "WITH alive AS (UPDATE {node} SET until = {now} + :alive_ttl, tasks = :alive_tasks"
          + " WHERE owner = :owner RETURNING until) ";

  private static final String FROM_ALIVE = "(SELECT until FROM alive)";

  private static final String FROM_NODE = "(SELECT n.until FROM {node} n WHERE n.owner = :owner)";

  private final Database database;
  private final Steps steps;
  private final Wakeups wakeups;
  private final Groups groups;

  /** What each node that ticks through this object has announced, and how often it ticked. */
  private final Map<String, Announced> announced = new ConcurrentHashMap<>();

  Members(Database database, Steps steps, Wakeups wakeups, Groups groups) {
    this.database = database;
    this.steps = steps;
    this.groups = groups;
    this.wakeups = wakeups;
  }

  /** What a node announced by its latest tick, and what that tick told. */
  private record Announced(Set<String> tasks, int ticks, Set<String> unknown) {}

  /**
   * What one statement tells.
   *
   * @param until how long the node is announced; null if it is not
   */
  private record Look(
      long now,
      @Nullable Long until,
      int others,
      boolean expired,
      boolean parked,
      boolean cancelled,
      @Nullable Long nextDue) {}

  @Override
  public Tick tick(Node node, Duration ttl) {
    wakeups.limits(node);
    return database.each("tick", handle -> tick(handle, node, ttl));
  }

  private Tick tick(Handle handle, Node node, Duration ttl) {
    Announced before = announced.get(node.owner());
    boolean isNew = before == null || !before.tasks.equals(node.tasks());
    int ticks = before == null ? 0 : before.ticks + 1;
    boolean inspects = isNew || ticks % INSPECT_EVERY == 0 || groups.hasChanged();
    if (inspects) {
      groups.refresh(handle);
      reviveJobs(handle);
    }
    Look look = look(handle, node, Read.millis(ttl));
    database.saw(look.now);
    Long until = look.until;
    if (isNew || until == null || until - look.now <= Read.millis(ttl) / 2) {
      announce(handle, node, Read.plus(look.now, Read.millis(ttl)));
    }
    Set<String> unknown = before == null ? Set.of() : before.unknown;
    if (inspects) {
      Set<String> known = knownTasks(database, handle, look.now);
      unknown = groups.dueTasks(handle, known, look.now);
    }
    Long next = look.nextDue;
    if (look.parked && unpark(node)) {
      next = look(handle, node, Read.millis(ttl)).nextDue; // a limit may hold up what was released
    }
    announced.put(node.owner(), new Announced(node.tasks(), ticks, unknown));
    return new Tick(
        Read.time(look.now),
        look.others + 1,
        next == null ? null : Read.time(next),
        look.expired,
        look.cancelled ? cancelled(handle, node.owner()) : List.of(),
        unknown);
  }

  /**
   * Looks at all that a tick tells; where the database can, it announces a known node with that.
   */
  private Look look(Handle handle, Node node, long ttl) {
    boolean announces = database.dialect().hasReturning();
    EarliestDue earliest =
        new EarliestDue(
            database, node.queues(), node.tasks(), TaskSlots.withRoom(database, handle, node));
    List<String> due = new ArrayList<>(earliest.jobs());
    due.addAll(earliest.executions());
    StringBuilder sql =
        new StringBuilder(announces ? ALIVE : "")
            .append("SELECT {now} AS at_now, ")
            .append(announces ? FROM_ALIVE : FROM_NODE)
            .append(" AS own_until,")
            .append(" (SELECT count(*) FROM {node} n WHERE n.until > {now} AND n.owner <> :owner)")
            .append(" AS others")
            .append(exists("e.state = 4 AND e.lease_until <= {now}", "expired"))
            .append(exists("e.state = 3", "parked"))
            .append(exists("e.state = 4 AND e.owner = :owner AND e.cancelled", "cancelled"));
    for (int i = 0; i < due.size(); i++) {
      sql.append(", ").append(due.get(i)).append(" AS due").append(i);
    }
    Query query =
        earliest.bindTo(database.query(handle, sql.toString())).bind("owner", node.owner());
    if (announces) {
      query.bind("alive_ttl", ttl).bind("alive_tasks", tasks(node));
    }
    return query
        .map(
            (row, context) ->
                new Look(
                    row.getLong("at_now"),
                    Read.number(row, "own_until"),
                    row.getInt("others"),
                    row.getInt("expired") > 0,
                    row.getInt("parked") > 0,
                    row.getInt("cancelled") > 0,
                    EarliestDue.earliest(row, due.size())))
        .one();
  }

  private static String tasks(Node node) {
    return String.join("\n", new TreeSet<>(node.tasks()));
  }

  private static String exists(String condition, String name) {
    return ", (SELECT count(*) FROM (SELECT 1 AS one FROM {execution} e WHERE "
        + condition
        + " LIMIT 1) x) AS "
        + name;
  }

  private void announce(Handle handle, Node node, long until) {
    String tasks = tasks(node);
    int changed =
        database
            .change(handle, "UPDATE {node} SET until = :until, tasks = :tasks WHERE owner = :owner")
            .bind("until", until)
            .bind("tasks", tasks)
            .bind("owner", node.owner())
            .execute();
    if (changed == 0) {
      handle
          .createUpdate(
              database
                  .dialect()
                  .insertIfAbsent(
                      database.table("node"),
                      "owner, until, tasks",
                      ":owner, :until, :tasks",
                      "owner"))
          .bind("until", until)
          .bind("tasks", tasks)
          .bind("owner", node.owner())
          .execute();
      database.change(handle, "DELETE FROM {node} WHERE until <= {now}").execute();
    }
  }

  @Override
  public void leave(String owner) {
    announced.remove(owner);
    database.each(
        "leave",
        handle ->
            database
                .change(handle, "DELETE FROM {node} WHERE owner = :owner")
                .bind("owner", owner)
                .execute());
  }

  /** The tasks that some live node has code for. */
  static Set<String> knownTasks(Database database, Handle handle, long now) {
    Set<String> known = new HashSet<>();
    database
        .query(handle, "SELECT tasks FROM {node} WHERE until > :at")
        .bind("at", now)
        .mapTo(String.class)
        .forEach(tasks -> known.addAll(Read.lines(tasks)));
    return known;
  }

  private List<ExecutionId> cancelled(Handle handle, String owner) {
    return database
        .query(
            handle, "SELECT id FROM {execution} WHERE state = 4 AND owner = :owner AND cancelled")
        .bind("owner", owner)
        .map((row, context) -> ExecutionId.parse(row.getString("id")))
        .list();
  }

  /**
   * Releases what is parked and {@code node} has the code for, unless it has tried; answers whether
   * there was any.
   */
  private boolean unpark(Node node) {
    return steps.take(
        "unpark",
        step -> {
          List<ExecutionRow> parked =
              step.locks().executions(parked(step.handle(), node)).values().stream()
                  .filter(row -> row.record().state() == ExecutionState.PARKED)
                  .toList();
          parked.forEach(row -> step.giveBack(row, false));
          return !parked.isEmpty();
        });
  }

  private List<ExecutionId> parked(Handle handle, Node node) {
    return database
        .query(handle, "SELECT * FROM {execution} WHERE state = 3 ORDER BY id LIMIT 1000")
        .map((row, context) -> ExecutionRow.read(row))
        .list()
        .stream()
        .filter(row -> node.tasks().contains(row.record().task()))
        .filter(row -> !row.parkedBy().contains(node.owner()))
        .map(row -> row.record().id())
        .toList();
  }

  /** Jobs that could not be read once and can be now fire again. */
  private void reviveJobs(Handle handle) {
    List<JobRow> parked =
        database
            .query(handle, "SELECT * FROM {job} WHERE state = 2 ORDER BY id LIMIT 1000")
            .map((row, context) -> JobRow.read(row))
            .list();
    for (JobRow row : parked) {
      if (row.unreadable() == null && JobRow.isOurs(row.job().problem())) {
        database
            .change(
                handle,
                "UPDATE {job} SET state = 0, problem = NULL, version = version + 1"
                    + " WHERE id = :id AND version = :version")
            .bind("id", row.job().id())
            .bind("version", row.job().version())
            .execute();
      }
    }
  }
}
