package dev.punctual.scheduler.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.scheduler.tck.JobStoreContract;
import dev.punctual.scheduler.tck.StoreUnderTest;
import org.junit.jupiter.api.AfterAll;

/** The contract on H2. */
class H2JobStoreContractTests extends JobStoreContract {

  private static final HikariDataSource SOURCE = source();

  private static HikariDataSource source() {
    HikariDataSource source = new HikariDataSource();
    source.setJdbcUrl("jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1");
    source.setMaximumPoolSize(20);
    return source;
  }

  @AfterAll
  static void close() {
    SOURCE.close();
  }

  @Override
  protected StoreUnderTest open() {
    return new JdbcStoreUnderTest(SOURCE, false);
  }
}
