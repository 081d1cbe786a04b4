package dev.punctual.benchmarks.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The least that a database must do for a job: a row that is inserted, marked and deleted, in the
 * fewest statements that it can do that with.
 */
enum FloorTable implements TableContender.Protocol<long[]> {
  /** One statement marks rows and answers them. */
  POSTGRESQL(
      "WITH c AS MATERIALIZED (SELECT id FROM floor_job WHERE owner IS NULL AND due <= ?"
          + " ORDER BY due LIMIT ? FOR UPDATE SKIP LOCKED)"
          + " UPDATE floor_job f SET owner = ? FROM c WHERE f.id = c.id RETURNING f.id, f.due",
      800) {
    @Override
    public List<long[]> claim(Connection connection, long until, int limit, String owner)
        throws SQLException {
      try (PreparedStatement claim = connection.prepareStatement(select)) {
        claim.setLong(1, until);
        claim.setInt(2, limit);
        claim.setString(3, owner);
        return rows(claim);
      }
    }

    @Override
    void delete(Connection connection, List<Long> ids) throws SQLException {
      arrays(connection, "DELETE FROM floor_job WHERE id = ANY (?)", ids);
    }

    @Override
    public void addAll(Connection connection, List<Long> due) throws SQLException {
      arrays(connection, "INSERT INTO floor_job (due) SELECT unnest(?)", due);
    }
  },
  /** Rows are locked, then marked, in one transaction. */
  MARIADB(
      "SELECT id, due FROM floor_job WHERE owner IS NULL AND due <= ? ORDER BY due LIMIT ?"
          + " FOR UPDATE SKIP LOCKED",
      100),
  /** Rows are read and then marked, in one transaction; H2 sorts all that it locks. */
  H2(
      "SELECT id, due FROM floor_job WHERE owner IS NULL AND due <= ? ORDER BY owner, due LIMIT ?",
      100);

  private static final String INSERT = "INSERT INTO floor_job (due) VALUES (?)";
  private static final int MOST_DELETED = 50;

  final String select;
  private final int most;

  FloorTable(String select, int most) {
    this.select = select;
    this.most = most;
  }

  /** The table of a database. */
  static FloorTable of(String url) {
    return url.startsWith("jdbc:postgresql:")
        ? POSTGRESQL
        : url.startsWith("jdbc:h2:") ? H2 : MARIADB;
  }

  @Override
  public int mostClaimed() {
    return most;
  }

  @Override
  public int mostEnded() {
    return MOST_DELETED;
  }

  @Override
  public long due(long[] row) {
    return row[1];
  }

  /** Marks rows that nobody has marked, and answers their ids and times. */
  @Override
  public List<long[]> claim(Connection connection, long until, int limit, String owner)
      throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement free = connection.prepareStatement(select)) {
      free.setLong(1, until);
      free.setInt(2, limit);
      List<long[]> rows = rows(free);
      if (!rows.isEmpty()) {
        String ids = joined(rows.stream().map(row -> row[0]).toList());
        try (PreparedStatement mark =
            connection.prepareStatement(
                "UPDATE floor_job SET owner = ? WHERE owner IS NULL AND id IN (" + ids + ")")) {
          mark.setString(1, owner);
          if (mark.executeUpdate() != rows.size()) {
            throw new SQLException("another node was faster; the floor of this database has one");
          }
        }
      }
      connection.commit();
      return rows;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  @Override
  public void end(Connection connection, List<TableContender.Ended<long[]>> rows, String owner)
      throws SQLException {
    delete(connection, rows.stream().map(each -> each.row()[0]).toList());
  }

  void delete(Connection connection, List<Long> ids) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM floor_job WHERE id IN (" + joined(ids) + ")")) {
      delete.executeUpdate();
    }
  }

  @Override
  public void add(Connection connection, long due) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setLong(1, due);
      insert.executeUpdate();
    }
  }

  @Override
  public void addAll(Connection connection, List<Long> due) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      connection.setAutoCommit(false);
      for (long each : due) {
        insert.setLong(1, each);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static String joined(List<Long> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static List<long[]> rows(PreparedStatement query) throws SQLException {
    List<long[]> rows = new ArrayList<>();
    try (ResultSet answer = query.executeQuery()) {
      while (answer.next()) {
        rows.add(new long[] {answer.getLong(1), answer.getLong(2)});
      }
    }
    return rows;
  }

  private static void arrays(Connection connection, String sql, List<Long> values)
      throws SQLException {
    Array array = connection.createArrayOf("bigint", values.toArray());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, array);
      statement.executeUpdate();
    }
  }
}
