package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Batches in H2. */
class H2AddJobsIT extends AddJobsContract {

  private static final TestDatabase DATABASE = TestDatabase.h2();

  @AfterAll
  static void stop() throws IOException {
    DATABASE.close();
  }

  @Override
  TestDatabase database() {
    return DATABASE;
  }
}
