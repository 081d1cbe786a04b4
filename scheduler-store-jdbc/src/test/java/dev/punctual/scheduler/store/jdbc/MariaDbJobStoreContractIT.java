package dev.punctual.scheduler.store.jdbc;

import dev.punctual.scheduler.tck.JobStoreContract;
import dev.punctual.scheduler.tck.StoreUnderTest;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a real MariaDB; runs with the profile {@code mariadb}. */
class MariaDbJobStoreContractIT extends JobStoreContract {

  private static TestDatabase database;

  @BeforeAll
  static void start() throws IOException {
    database = TestDatabase.mariaDb();
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  @Override
  protected StoreUnderTest open() {
    return new JdbcStoreUnderTest(database.source(), false);
  }
}
