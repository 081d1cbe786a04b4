package dev.punctual.scheduler.store.jdbc;

import dev.punctual.scheduler.tck.JobStoreContract;
import dev.punctual.scheduler.tck.StoreUnderTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on a real MariaDB; runs with the profile {@code mariadb}. */
class MariaDbJobStoreContractIT extends JobStoreContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.mariaDb();

  @Override
  protected StoreUnderTest open() {
    return new JdbcStoreUnderTest(DATABASE.source(), false);
  }
}
