package dev.punctual.scheduler.store.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/** Connections of the application's source, each committing its statements one by one. */
record Connections(DataSource source) implements ConnectionFactory {

  @Override
  public Connection openConnection() throws SQLException {
    Connection connection = source.getConnection();
    try {
      if (!connection.getAutoCommit()) {
        connection.setAutoCommit(true); // the pool undoes it when it gets the connection back
      }
      return connection;
    } catch (SQLException | RuntimeException | Error unusable) {
      connection.close();
      throw unusable;
    }
  }
}
