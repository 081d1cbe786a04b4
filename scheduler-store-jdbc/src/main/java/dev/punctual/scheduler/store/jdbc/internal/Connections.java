package dev.punctual.scheduler.store.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Connections of the application's source as the store needs them: each commits its statements one
 * by one, and does not wait for ever for an answer. They go back as they were.
 *
 * @param impatient whether to wait no longer than {@link #PATIENCE_MILLIS} for an answer, unless
 *     the source has a limit of its own
 */
record Connections(DataSource source, boolean impatient) implements ConnectionFactory {

  /** A third of a lease: who waits longer for a link that is dead can lose it. */
  static final int PATIENCE_MILLIS = 10_000;

  @Override
  public Connection openConnection() throws SQLException {
    Connection connection = source.getConnection();
    try {
      if (!connection.getAutoCommit()) {
        connection.setAutoCommit(true); // the pool undoes it when it gets the connection back
      }
      if (impatient) {
        change(connection, 0, PATIENCE_MILLIS);
      }
      return connection;
    } catch (SQLException | RuntimeException | Error unusable) {
      connection.close();
      throw unusable;
    }
  }

  @Override
  public void closeConnection(Connection connection) throws SQLException {
    try (connection) {
      beforeLongWork(connection);
    }
  }

  /** Has a connection wait as long as its source lets it. */
  static void beforeLongWork(Connection connection) {
    change(connection, PATIENCE_MILLIS, 0);
  }

  private static void change(Connection connection, int from, int to) {
    try {
      if (connection.getNetworkTimeout() == from) {
        connection.setNetworkTimeout(Runnable::run, to);
      }
    } catch (SQLException | RuntimeException | AbstractMethodError notSupported) {
      // Some drivers cannot, and a closed connection need not.
    }
  }
}
