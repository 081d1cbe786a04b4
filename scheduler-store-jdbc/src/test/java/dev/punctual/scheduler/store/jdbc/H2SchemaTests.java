package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables in H2. */
class H2SchemaTests extends SchemaContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.h2();

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
