package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** What an idle node asks of PostgreSQL. */
class PostgresIdleIT extends IdleContract {

  private static final TestDatabase DATABASE = TestDatabase.postgres();

  @AfterAll
  static void stop() throws IOException {
    DATABASE.close();
  }

  @Override
  TestDatabase database() {
    return DATABASE;
  }
}
