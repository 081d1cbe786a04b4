package dev.punctual.stress;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.jdbc.JdbcJobStore;
import dev.punctual.scheduler.store.jdbc.SchemaMode;
import dev.punctual.scheduler.store.redis.RedisJobStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;

/**
 * Opens the store that nodes share. What else a store needs is known here alone, so that scenarios
 * run on any: another kind of url is another case in {@link #open}.
 */
final class StoreUrl {

  private static final int CONNECTIONS = 8;

  private StoreUrl() {}

  /**
   * Opens a store.
   *
   * @param url where it is
   * @param space what keeps the data of one scenario from that of others, such as {@code s1_}
   */
  static JobStore open(String url, String space) {
    if (url.startsWith("redis")) {
      return RedisJobStore.builder(url).namespace(space).open();
    }
    if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException(
          "store=" + url + " is not known; use postgres, redis, jdbc:… or redis://…");
    }
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(url);
    pool.setMaximumPoolSize(CONNECTIONS);
    return JdbcJobStore.builder(new HikariDataSource(pool))
        .tablePrefix(space)
        .schemaMode(SchemaMode.CREATE)
        .open();
  }

  /** Starts a PostgreSQL that waits for its disk at every commit, until this process ends. */
  static String startPostgres() throws IOException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    return server.getJdbcUrl("postgres", "postgres");
  }
}
