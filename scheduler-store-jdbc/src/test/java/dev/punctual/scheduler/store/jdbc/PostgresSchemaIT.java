package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables in a real PostgreSQL. */
class PostgresSchemaIT extends SchemaContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.postgres();

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
