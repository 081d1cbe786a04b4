package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions on a real MariaDB; runs with the profile {@code mariadb}. */
class MariaDbTransactionIT extends TransactionContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.mariaDb();

  @Override
  TestDatabase database() {
    return DATABASE;
  }

  @Override
  boolean hearsOfCommits() {
    return false;
  }
}
