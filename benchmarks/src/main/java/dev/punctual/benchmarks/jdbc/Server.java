package dev.punctual.benchmarks.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.OptionalLong;

/** A database that is measured, seen by the one who measures. */
interface Server extends AutoCloseable {

  /** Where nodes find it. */
  String url();

  /** Who nodes are there; empty if the url says so. */
  String user();

  /** A connection of the one who measures. */
  Connection connect() throws SQLException;

  /** Makes it empty. */
  void clear() throws SQLException;

  /** Cleans up after rows that were removed, as it does by itself from time to time. */
  default void tidy() throws SQLException {}

  /** What it has done for nodes so far, by name; nothing if it does not tell. */
  Map<String, Double> counts() throws SQLException;

  /**
   * When a transaction that changed something was committed last, in nanoseconds of the wall clock;
   * empty if it does not tell.
   */
  default OptionalLong lastCommit(Connection connection) throws SQLException {
    return OptionalLong.empty();
  }

  /** What it is, for people. */
  String describe() throws SQLException;

  @Override
  void close() throws IOException;

  /**
   * Opens a server.
   *
   * @param name {@code postgres}, {@code mariadb}, {@code h2}, or the url of one that runs
   */
  static Server open(String name) throws IOException, SQLException {
    if (name.equals("postgres")) {
      return PostgresServer.start();
    }
    if (name.equals("mariadb")) {
      return MariaDbServer.start();
    }
    if (name.startsWith("jdbc:postgresql:")) {
      return PostgresServer.at(name);
    }
    if (name.equals("h2")) {
      Path folder = Files.createTempDirectory("punctual-h2");
      return new OtherServer("jdbc:h2:file:" + folder.resolve("bench") + ";AUTO_SERVER=TRUE");
    }
    return new OtherServer(name);
  }

  /** Whether a query answers true. */
  default boolean ask(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getBoolean(1);
    }
  }

  /** Carries statements out. */
  default void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** A connection that nobody pools. */
  static Connection plain(String url) throws SQLException {
    return DriverManager.getConnection(url);
  }
}
