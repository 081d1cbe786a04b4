package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** How a database's time in milliseconds is made of its clock. */
abstract class TimeContract {

  /** So many statements that some are run in the latter half of a millisecond. */
  private static final int READINGS = 500;

  abstract TestDatabase database();

  abstract SqlDialect dialect();

  /** An expression for the microseconds of the clock that {@link SqlDialect#nowMillis} reads. */
  abstract String nowMicros();

  @Test
  void nowMillis_isTheClockRoundedDown() {
    String query = "SELECT %s, %s, %s".formatted(nowMicros(), dialect().nowMillis(), nowMicros());
    try (Handle handle = Jdbi.create(database().source()).open()) {
      List<Reading> readings = Stream.generate(() -> read(handle, query)).limit(READINGS).toList();

      assertThat(readings.stream().filter(reading -> !reading.isRoundedDown()).findFirst())
          .isEmpty();
      assertThat(readings).anyMatch(reading -> reading.after % 1_000 >= 500);
    }
  }

  private static Reading read(Handle handle, String query) {
    return handle
        .createQuery(query)
        .map((row, context) -> new Reading(row.getLong(1), row.getLong(2), row.getLong(3)))
        .one();
  }

  /** The database's time between two looks at its clock, in one statement. */
  private record Reading(long before, long millis, long after) {

    boolean isRoundedDown() {
      long micros = millis * 1_000;
      return before - 1_000 <= micros && micros <= after;
    }
  }
}
