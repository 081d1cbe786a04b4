package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions on a real database. */
class H2TransactionIT extends TransactionContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.h2();

  @Override
  TestDatabase database() {
    return DATABASE;
  }

  @Override
  boolean hearsOfCommits() {
    return false;
  }
}
