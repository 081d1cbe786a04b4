package dev.punctual.benchmarks.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.benchmarks.Figures;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.jdbc.JdbcJobStore;
import dev.punctual.scheduler.store.jdbc.SchemaMode;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How long Punctual takes to claim and fire a hundred jobs of a huge backlog behind a huge future.
 * In between the runs are completed, as a node does.
 */
final class ClaimRun {

  private static final int MILLION = 1_000_000;
  private static final int ROOM = 100;
  private static final int WARM_UPS = 50;
  private static final int CLAIMS = 500;
  private static final Duration HOLD = Duration.ofSeconds(10);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration AHEAD = Duration.ofSeconds(1);

  private final DatabaseArena arena;

  ClaimRun(DatabaseArena arena) {
    this.arena = arena;
  }

  Map<String, Double> measure() throws SQLException {
    Server server = arena.server();
    server.clear();
    Setup setup = Setup.of(server.url(), server.user(), 1, true);
    try (HikariDataSource source = (HikariDataSource) setup.source();
        JdbcJobStore store = JdbcJobStore.builder(source).schemaMode(SchemaMode.CREATE).open()) {
      addTwo(setup);
      int rows = MILLION / Math.max(1, 20_000 / arena.sizes().jobs());
      multiply(server, "due", rows);
      multiply(server, "future", rows);
      server.run("VACUUM ANALYZE punctual_job");
      return claim(store);
    }
  }

  /** A job that is due, and one of a higher priority that is not. */
  private static void addTwo(Setup setup) {
    JdbcJobStore another = JdbcJobStore.open(setup.source());
    Task<Void> task = Task.named("work", context -> {});
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder().jobStore("default", another).tasks(task).onlyTasks().build();
    scheduler.start();
    Instant now = Instant.now();
    scheduler.addJob(
        task, DateTrigger.at(now.minusSeconds(3_600)), options -> options.id("due").priority(4));
    scheduler.addJob(
        task, DateTrigger.at(now.plusSeconds(86_400)), options -> options.id("future").priority(9));
    scheduler.shutdown();
  }

  /** Copies a row under other ids, a millisecond apart. */
  private static void multiply(Server server, String id, int rows) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Connection connection = server.connect();
        ResultSet found = connection.getMetaData().getColumns(null, "bench", "punctual_job", "%")) {
      while (found.next()) {
        if (!"YES".equals(found.getString("IS_AUTOINCREMENT"))) {
          columns.add(found.getString("COLUMN_NAME"));
        }
      }
    }
    List<String> values = new ArrayList<>();
    for (String column : columns) {
      values.add(
          switch (column) {
            case "id" -> "j.id || '-' || g";
            case "generation" -> "j.generation + g";
            case "due", "next_fire" -> "j." + column + " + g % 600000";
            default -> "j." + column;
          });
    }
    server.run(
        "INSERT INTO punctual_job ("
            + String.join(", ", columns)
            + ") SELECT "
            + String.join(", ", values)
            + " FROM punctual_job j, generate_series(1, "
            + rows
            + ") g WHERE j.id = '"
            + id
            + "'");
  }

  private static Map<String, Double> claim(JdbcJobStore store) {
    Node node = new Node(UUID.randomUUID().toString(), Set.of("work"));
    List<QueueRoom> room = List.of(new QueueRoom("default", ROOM, ROOM / 10));
    long[] nanos = new long[CLAIMS];
    for (int i = -WARM_UPS; i < CLAIMS; i++) {
      long began = System.nanoTime();
      JobClaims claims =
          store.queue().claimOrFire(UUID.randomUUID().toString(), node, room, HOLD, LEASE, AHEAD);
      if (i >= 0) {
        nanos[i] = System.nanoTime() - began;
        require(claims.fired());
      }
      complete(store, node, claims.fired());
    }
    double firstTenth = 0;
    double lastTenth = 0;
    int tenth = CLAIMS / 10;
    for (int i = 0; i < tenth; i++) {
      firstTenth += nanos[i] / 1e6 / tenth;
      lastTenth += nanos[CLAIMS - 1 - i] / 1e6 / tenth;
    }
    Map<String, Double> figures = new LinkedHashMap<>(Figures.lateness(nanos));
    figures.remove("early");
    figures.remove("first_ms");
    figures.put("first_tenth_ms", firstTenth);
    figures.put("last_tenth_ms", lastTenth);
    return figures;
  }

  private static void require(List<ExecutionRecord> fired) {
    if (fired.size() != ROOM) {
      throw new IllegalStateException(fired.size() + " of " + ROOM + " were claimed and fired");
    }
  }

  private static void complete(JdbcJobStore store, Node node, List<ExecutionRecord> fired) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    List<Completion> ends =
        fired.stream()
            .map(run -> new Completion(run.lease(), Outcome.SUCCEEDED, now, now))
            .toList();
    if (!store.leases().complete(node.owner(), ends).stream()
        .allMatch(CompleteStatus.DONE::equals)) {
      throw new IllegalStateException("a lease was lost");
    }
  }
}
