package dev.punctual.benchmarks.jdbc;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database of which nothing is asked but to keep tables. */
final class OtherServer implements Server {

  private final String url;

  OtherServer(String url) {
    this.url = url;
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public String user() {
    return "";
  }

  @Override
  public Connection connect() throws SQLException {
    return Server.plain(url);
  }

  @Override
  public void clear() throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Connection connection = connect();
        ResultSet found =
            connection
                .getMetaData()
                .getTables(
                    connection.getCatalog(),
                    connection.getSchema(),
                    "%",
                    new String[] {"TABLE", "BASE TABLE"})) {
      while (found.next()) {
        tables.add(found.getString("TABLE_NAME"));
      }
    }
    for (String table : tables) {
      run("DROP TABLE " + table);
    }
  }

  @Override
  public Map<String, Double> counts() {
    return Map.of();
  }

  @Override
  public String describe() throws SQLException {
    try (Connection connection = connect()) {
      return connection.getMetaData().getDatabaseProductName()
          + " "
          + connection.getMetaData().getDatabaseProductVersion();
    }
  }

  @Override
  public void close() throws IOException {}
}
