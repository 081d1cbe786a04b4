package dev.punctual.scheduler.store.jdbc.internal;

import java.sql.SQLException;

/** PostgreSQL: arrays, {@code RETURNING}, {@code SKIP LOCKED}, notifications. */
final class PostgresDialect implements Dialect {

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String UNIQUE_VIOLATION = "23505";

  @Override
  public String name() {
    return "POSTGRESQL";
  }

  /** Rounded down: what is due after half a millisecond must not begin now. */
  @Override
  public String nowMillis() {
    return "CAST(floor(date_part('epoch', statement_timestamp()) * 1000) AS bigint)";
  }

  @Override
  public boolean hasArrays() {
    return true;
  }

  @Override
  public boolean hasReturning() {
    return true;
  }

  @Override
  public boolean hasSkipLocked() {
    return true;
  }

  @Override
  public boolean hasNotify() {
    return true;
  }

  @Override
  public <R> Claiming<R> claiming(Database database, Claiming.Kind<R> kind) {
    return new ReturningClaiming<>(database, kind);
  }

  @Override
  public String insertIfAbsent(String table, String columns, String values, String key) {
    return "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO NOTHING"
        .formatted(table, columns, values, key);
  }

  @Override
  public String hasTag() {
    return "position(:tag IN chr(10) || tags || chr(10)) > 0";
  }

  /** A deadlock, a failed serialization, or a lock that was waited for too long. */
  @Override
  public boolean isTransient(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("40") || state.equals(LOCK_NOT_AVAILABLE);
  }

  @Override
  public boolean isDuplicate(SQLException failure) {
    return UNIQUE_VIOLATION.equals(failure.getSQLState());
  }
}
