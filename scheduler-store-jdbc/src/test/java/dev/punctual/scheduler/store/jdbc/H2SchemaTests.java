package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Tables in H2. */
class H2SchemaTests extends SchemaContract {

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
  boolean undoesScripts() {
    return false;
  }

  @Override
  String scripts() {
    return "h2";
  }
}
