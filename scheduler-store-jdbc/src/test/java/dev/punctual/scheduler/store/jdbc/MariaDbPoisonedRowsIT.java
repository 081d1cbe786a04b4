package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Unreadable rows on a real MariaDB; runs with the profile {@code mariadb}. */
class MariaDbPoisonedRowsIT extends PoisonedRowsContract {

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
  String hex(String digits) {
    return "X'" + digits + "'";
  }
}
