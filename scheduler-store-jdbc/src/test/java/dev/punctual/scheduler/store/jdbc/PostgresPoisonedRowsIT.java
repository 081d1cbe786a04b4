package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Unreadable rows on a real database. */
class PostgresPoisonedRowsIT extends PoisonedRowsContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.postgres();

  @Override
  TestDatabase database() {
    return DATABASE;
  }

  @Override
  String hex(String digits) {
    return "'\\x" + digits + "'";
  }
}
