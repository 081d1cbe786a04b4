package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Batches in a real MariaDB. */
class MariaDbAddJobsIT extends AddJobsContract {

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
