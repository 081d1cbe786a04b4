package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** What an idle node asks of MariaDB. */
class MariaDbIdleIT extends IdleContract {

  private static final TestDatabase DATABASE = TestDatabase.mariaDb();

  @AfterAll
  static void stop() throws IOException {
    DATABASE.close();
  }

  @Override
  TestDatabase database() {
    return DATABASE;
  }
}
