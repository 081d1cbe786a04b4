package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Tables in a real MariaDB; runs with the profile {@code mariadb}. */
class MariaDbSchemaIT extends SchemaContract {

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
  boolean undoesScripts() {
    return false;
  }

  @Override
  String scripts() {
    return "mariadb";
  }
}
