package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Transactions on a real MariaDB; runs with the profile {@code mariadb}. */
class MariaDbTransactionIT extends TransactionContract {

  private static final TestDatabase DATABASE = TestDatabase.mariaDb();

  @AfterAll
  static void stopDatabase() throws IOException {
    DATABASE.close();
  }

  @Override
  TestDatabase database() {
    return DATABASE;
  }

  @Override
  boolean hearsOfCommits() {
    return false;
  }
}
