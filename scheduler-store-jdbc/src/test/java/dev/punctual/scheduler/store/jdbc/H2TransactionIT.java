package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Transactions on a real database. */
class H2TransactionIT extends TransactionContract {

  private static final TestDatabase DATABASE = TestDatabase.h2();

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
    return false;
  }
}
