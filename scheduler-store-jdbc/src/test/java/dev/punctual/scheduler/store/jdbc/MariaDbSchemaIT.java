package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables in a real MariaDB; runs with the profile {@code mariadb}. */
class MariaDbSchemaIT extends SchemaContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.mariaDb();

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
