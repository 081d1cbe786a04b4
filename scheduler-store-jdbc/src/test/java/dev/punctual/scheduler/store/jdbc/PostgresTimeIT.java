package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The time of PostgreSQL. */
class PostgresTimeIT extends TimeContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.postgres();

  @Override
  TestDatabase database() {
    return DATABASE;
  }

  @Override
  SqlDialect dialect() {
    return SqlDialect.POSTGRESQL;
  }

  @Override
  String nowMicros() {
    return "CAST(extract(epoch FROM statement_timestamp()) * 1000000 AS bigint)";
  }
}
