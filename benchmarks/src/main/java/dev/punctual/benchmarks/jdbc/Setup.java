package dev.punctual.benchmarks.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;

/**
 * What a node is made of.
 *
 * @param url where the database is
 * @param user who asks, empty for who is in the url
 * @param threads how many run jobs
 * @param client whether it only adds jobs
 * @param source connections, some more than there are threads
 */
record Setup(String url, String user, int threads, boolean client, DataSource source) {

  private static final int MORE = 6;

  /** A setup with a pool of its own. */
  static Setup of(String url, String user, int threads, boolean client) {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(url);
    if (!user.isEmpty()) {
      pool.setUsername(user);
      pool.setPassword(user);
    }
    if (url.startsWith("jdbc:mariadb:")) {
      pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    }
    pool.setMaximumPoolSize(threads + MORE);
    return new Setup(url, user, threads, client, new HikariDataSource(pool));
  }
}
