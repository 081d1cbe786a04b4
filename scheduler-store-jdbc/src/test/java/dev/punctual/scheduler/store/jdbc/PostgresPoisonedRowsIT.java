package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Unreadable rows on a real database. */
class PostgresPoisonedRowsIT extends PoisonedRowsContract {

  private static final TestDatabase DATABASE = TestDatabase.postgres();

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
    return "'\\x" + digits + "'";
  }
}
