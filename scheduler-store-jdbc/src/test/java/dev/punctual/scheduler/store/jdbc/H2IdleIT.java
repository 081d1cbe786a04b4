package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** What an idle node asks of H2. */
class H2IdleIT extends IdleContract {

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
