package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Unreadable rows on a real database. */
class H2PoisonedRowsIT extends PoisonedRowsContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.h2();

  @Override
  TestDatabase database() {
    return DATABASE;
  }

  @Override
  String hex(String digits) {
    return "X'" + digits + "'";
  }
}
