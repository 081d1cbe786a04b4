package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Unreadable rows on a real MariaDB; runs with the profile {@code mariadb}. */
class MariaDbPoisonedRowsIT extends PoisonedRowsContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.mariaDb();

  @Override
  TestDatabase database() {
    return DATABASE;
  }

  @Override
  String hex(String digits) {
    return "X'" + digits + "'";
  }
}
