package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The time of MariaDB. */
class MariaDbTimeIT extends TimeContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.mariaDb();

  @Override
  TestDatabase database() {
    return DATABASE;
  }

  @Override
  SqlDialect dialect() {
    return SqlDialect.MARIADB;
  }

  @Override
  String nowMicros() {
    return "CAST(UNIX_TIMESTAMP(SYSDATE(6)) * 1000000 AS SIGNED)";
  }
}
