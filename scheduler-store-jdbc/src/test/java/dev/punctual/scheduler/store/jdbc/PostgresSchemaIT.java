package dev.punctual.scheduler.store.jdbc;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Tables in a real PostgreSQL. */
class PostgresSchemaIT extends SchemaContract {

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
  boolean undoesScripts() {
    return true;
  }

  @Override
  String scripts() {
    return "postgresql";
  }
}
