package dev.punctual.scheduler.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database for a test class, which registers it to be closed in the end, with a pool. */
final class TestDatabase implements Closeable, AfterAllCallback {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final HikariDataSource pool;
  private final Closeable server;

  private TestDatabase(HikariDataSource pool, Closeable server) {
    this.pool = pool;
    this.server = server;
    pool.setMaximumPoolSize(30);
  }

  static TestDatabase h2() {
    return of("jdbc:h2:mem:test" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
  }

  /** A database that is there already. */
  static TestDatabase of(String url) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    return new TestDatabase(pool, () -> {});
  }

  static TestDatabase postgres() {
    try {
      EmbeddedPostgres server = EmbeddedPostgres.start();
      HikariDataSource pool = new HikariDataSource();
      pool.setDataSource(server.getPostgresDatabase());
      return new TestDatabase(pool, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A MariaDB server; needs the profile {@code mariadb}. */
  static TestDatabase mariaDb() {
    try {
      MariaDbServer server = MariaDbServer.start();
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl(server.url());
      pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
      return new TestDatabase(pool, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DataSource source() {
    return pool;
  }

  /** Another pool of it, to be closed by who asks. */
  HikariDataSource anotherPool() {
    HikariConfig same = new HikariConfig();
    pool.copyStateTo(same);
    return new HikariDataSource(same);
  }

  /** A table prefix that no other test of this database has. */
  static String freshPrefix() {
    return "t" + COUNT.incrementAndGet() + "_";
  }

  void execute(String sql) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The number that a query answers. */
  long number(String sql) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    close();
  }

  @Override
  public void close() throws IOException {
    pool.close();
    server.close();
  }
}
