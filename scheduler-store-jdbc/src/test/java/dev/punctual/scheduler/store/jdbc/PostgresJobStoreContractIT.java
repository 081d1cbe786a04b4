package dev.punctual.scheduler.store.jdbc;

import dev.punctual.scheduler.tck.JobStoreContract;
import dev.punctual.scheduler.tck.StoreUnderTest;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a real PostgreSQL. */
class PostgresJobStoreContractIT extends JobStoreContract {

  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestDatabase.postgres();
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  @Override
  protected StoreUnderTest open() {
    return new JdbcStoreUnderTest(database.source(), true);
  }
}
