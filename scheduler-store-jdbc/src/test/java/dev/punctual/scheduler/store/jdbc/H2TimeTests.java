package dev.punctual.scheduler.store.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The time of H2. */
class H2TimeTests extends TimeContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.h2();

  @Override
  TestDatabase database() {
    return DATABASE;
  }

  @Override
  SqlDialect dialect() {
    return SqlDialect.H2;
  }

  @Override
  String nowMicros() {
    return "DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00Z',"
        + " CURRENT_TIMESTAMP(9))";
  }
}
