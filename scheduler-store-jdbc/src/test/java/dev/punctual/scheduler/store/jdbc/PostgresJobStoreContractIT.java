package dev.punctual.scheduler.store.jdbc;

import dev.punctual.scheduler.tck.JobStoreContract;
import dev.punctual.scheduler.tck.StoreUnderTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on a real PostgreSQL. */
class PostgresJobStoreContractIT extends JobStoreContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.postgres();

  @Override
  protected StoreUnderTest open() {
    return new JdbcStoreUnderTest(DATABASE.source(), true);
  }
}
