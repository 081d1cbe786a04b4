package dev.punctual.scheduler.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.scheduler.tck.JobStoreContract;
import dev.punctual.scheduler.tck.StoreUnderTest;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a real PostgreSQL. */
class PostgresJobStoreContractIT extends JobStoreContract {

  private static EmbeddedPostgres server;
  private static HikariDataSource source;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
    source = new HikariDataSource();
    source.setDataSource(server.getPostgresDatabase());
    source.setMaximumPoolSize(30);
  }

  @AfterAll
  static void stop() throws IOException {
    source.close();
    server.close();
  }

  @Override
  protected StoreUnderTest open() {
    return new JdbcStoreUnderTest(source, true);
  }
}
