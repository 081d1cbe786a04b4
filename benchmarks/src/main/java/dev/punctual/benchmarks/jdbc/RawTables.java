package dev.punctual.benchmarks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The least that a scheduler must do whose nodes may die: a job with its content becomes an
 * execution that is leased, and that becomes a line of history, each in a transaction of few
 * statements over many rows.
 */
enum RawTables implements TableContender.Protocol<RawTables.Run> {
  /** Rows are locked as they are read. */
  MARIADB(" FOR UPDATE SKIP LOCKED"),
  /** Rows are read and then removed, if they are there still; H2 sorts all that it locks. */
  H2("");

  private static final int MOST = 100;
  private static final long LEASE_MILLIS = 30_000;

  /** The token of the first lease; one that is taken from a dead owner would have the next. */
  private static final long TOKEN = 1;

  private static final String ADD =
      "INSERT INTO raw_job (id, due, task, priority, content) VALUES ";
  private static final String LEASE =
      "INSERT INTO raw_run (id, due, task, priority, content, owner, token, lease_until) VALUES ";
  private static final String RECORD =
      "INSERT INTO raw_history (id, due, task, token, began, finished, outcome) VALUES ";

  private final String select;

  RawTables(String locking) {
    this.select =
        "SELECT id, due, task, priority, content FROM raw_job WHERE due <= ?"
            + " ORDER BY due LIMIT ?"
            + locking;
  }

  /** A leased execution; the content is what a scheduler would have to read to run it. */
  record Run(String id, long due, String task, int priority, byte[] content, long token) {}

  /** The tables of a database. */
  static RawTables of(String url) {
    return url.startsWith("jdbc:h2:") ? H2 : MARIADB;
  }

  /** What makes the tables; only what the protocol looks for is indexed. */
  List<String> script() {
    String job =
        "id varchar(64) PRIMARY KEY, due bigint NOT NULL, task varchar(100) NOT NULL,"
            + " priority smallint NOT NULL, content varbinary(2000) NOT NULL";
    return List.of(
        "CREATE TABLE raw_job (" + job + ")",
        "CREATE INDEX raw_job_due ON raw_job (due)",
        "CREATE TABLE raw_run ("
            + job
            + ", owner varchar(40) NOT NULL, token bigint NOT NULL, lease_until bigint NOT NULL)",
        "CREATE INDEX raw_run_lease ON raw_run (lease_until)",
        "CREATE TABLE raw_history (seq bigint AUTO_INCREMENT PRIMARY KEY,"
            + " id varchar(64) NOT NULL, due bigint NOT NULL, task varchar(100) NOT NULL,"
            + " token bigint NOT NULL, began bigint NOT NULL, finished bigint NOT NULL,"
            + " outcome smallint NOT NULL)");
  }

  @Override
  public int mostClaimed() {
    return MOST;
  }

  @Override
  public int mostEnded() {
    return MOST;
  }

  @Override
  public long due(Run row) {
    return row.due;
  }

  @Override
  public List<Run> claim(Connection connection, long until, int limit, String owner)
      throws SQLException {
    begin(connection);
    List<Run> runs = due(connection, until, limit);
    if (!runs.isEmpty()) {
      if (delete(connection, "raw_job WHERE", runs, List.of()) != runs.size()) {
        connection.rollback(); // another node was faster
        return List.of();
      }
      long lease = System.currentTimeMillis() + LEASE_MILLIS;
      insert(
          connection,
          LEASE,
          runs.stream()
              .map(
                  run ->
                      new Object[] {
                        run.id,
                        run.due,
                        run.task,
                        run.priority,
                        run.content,
                        owner,
                        run.token,
                        Math.max(lease, run.due + LEASE_MILLIS)
                      })
              .toList());
    }
    connection.commit();
    return runs;
  }

  private List<Run> due(Connection connection, long until, int limit) throws SQLException {
    List<Run> runs = new ArrayList<>(limit);
    try (PreparedStatement query = connection.prepareStatement(select)) {
      query.setLong(1, until);
      query.setInt(2, limit);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          runs.add(
              new Run(
                  row.getString(1),
                  row.getLong(2),
                  row.getString(3),
                  row.getInt(4),
                  row.getBytes(5),
                  TOKEN));
        }
      }
    }
    return runs;
  }

  @Override
  public void end(Connection connection, List<TableContender.Ended<Run>> rows, String owner)
      throws SQLException {
    begin(connection);
    List<Run> runs = rows.stream().map(TableContender.Ended::row).toList();
    if (delete(connection, "raw_run WHERE owner = ? AND token = ? AND", runs, List.of(owner, TOKEN))
        != runs.size()) {
      connection.rollback();
      throw new SQLException("a lease was lost");
    }
    insert(
        connection,
        RECORD,
        rows.stream()
            .map(
                each ->
                    new Object[] {
                      each.row().id,
                      each.row().due,
                      each.row().task,
                      each.row().token,
                      each.began(),
                      each.finished(),
                      0
                    })
            .toList());
    connection.commit();
  }

  @Override
  public void add(Connection connection, long due) throws SQLException {
    insert(connection, ADD, List.<Object[]>of(job(due)));
  }

  @Override
  public void addAll(Connection connection, List<Long> due) throws SQLException {
    begin(connection);
    for (int from = 0; from < due.size(); from += MOST) {
      List<Long> part = due.subList(from, Math.min(due.size(), from + MOST));
      insert(connection, ADD, part.stream().map(RawTables::job).toList());
    }
    connection.commit();
  }

  private static Object[] job(long due) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String id = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    String trigger = DateTrigger.at(Instant.ofEpochMilli(due)).text();
    String content = trigger + "|" + JobPolicy.DEFAULT.text();
    return new Object[] {id, due, "work", 4, content.getBytes(UTF_8)};
  }

  /** The pool has a connection commit by itself again. */
  private static void begin(Connection connection) throws SQLException {
    if (connection.getAutoCommit()) {
      connection.setAutoCommit(false);
    }
  }

  private static void insert(Connection connection, String insertion, List<Object[]> rows)
      throws SQLException {
    String row = "(?" + ", ?".repeat(rows.get(0).length - 1) + ")";
    String sql = insertion + row + (", " + row).repeat(rows.size() - 1);
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      int place = 0;
      for (Object[] values : rows) {
        for (Object value : values) {
          insert.setObject(++place, value);
        }
      }
      insert.executeUpdate();
    }
  }

  private static int delete(Connection connection, String from, List<Run> runs, List<Object> first)
      throws SQLException {
    String sql = "DELETE FROM " + from + " id IN (?" + ", ?".repeat(runs.size() - 1) + ")";
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      int place = 0;
      for (Object value : first) {
        delete.setObject(++place, value);
      }
      for (Run run : runs) {
        delete.setString(++place, run.id);
      }
      return delete.executeUpdate();
    }
  }
}
