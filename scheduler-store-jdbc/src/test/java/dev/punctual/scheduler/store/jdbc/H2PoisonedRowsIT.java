package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Unreadable rows on a real database. */
class H2PoisonedRowsIT extends PoisonedRowsContract {

  private static final TestDatabase DATABASE = TestDatabase.h2();

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
