package dev.punctual.scheduler.store.jdbc;

import dev.punctual.scheduler.tck.JobStoreContract;
import dev.punctual.scheduler.tck.StoreUnderTest;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** The contract on H2. */
class H2JobStoreContractTests extends JobStoreContract {

  private static final TestDatabase DATABASE = TestDatabase.h2();

  @AfterAll
  static void close() throws IOException {
    DATABASE.close();
  }

  @Override
  protected StoreUnderTest open() {
    return new JdbcStoreUnderTest(DATABASE.source(), false);
  }
}
