package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Transactions on a real database. */
class PostgresTransactionIT extends TransactionContract {

  private static final TestDatabase DATABASE = TestDatabase.postgres();

  @AfterAll
  static void stop() throws IOException {
    DATABASE.close();
  }

  @Override
  TestDatabase database() {
    return DATABASE;
  }

  @Override
  boolean hearsOfCommits() {
    return true;
  }
}
