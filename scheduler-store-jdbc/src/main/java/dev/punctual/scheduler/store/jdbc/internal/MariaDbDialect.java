package dev.punctual.scheduler.store.jdbc.internal;

import java.sql.SQLException;

/** MariaDB and MySQL: {@code SKIP LOCKED}, but no arrays and no changes that answer rows. */
final class MariaDbDialect implements Dialect {

  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int RECORD_CHANGED = 1020;
  private static final int DUPLICATE_KEY = 1062;

  @Override
  public String name() {
    return "MARIADB";
  }

  /** {@code UNIX_TIMESTAMP} knows the zone of the session, so that this is UTC whatever it is. */
  @Override
  public String nowMillis() {
    return "CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)";
  }

  @Override
  public boolean hasArrays() {
    return false;
  }

  @Override
  public boolean hasReturning() {
    return false;
  }

  @Override
  public boolean hasSkipLocked() {
    return true;
  }

  @Override
  public boolean hasNotify() {
    return false;
  }

  @Override
  public <R> Claiming<R> claiming(Database database, Claiming.Kind<R> kind) {
    return new CandidateClaiming<>(database, kind);
  }

  @Override
  public String insertIfAbsent(String table, String columns, String values, String key) {
    return "INSERT IGNORE INTO %s (%s) VALUES (%s)".formatted(table, columns, values);
  }

  @Override
  public String hasTag() {
    return "LOCATE(:tag, CONCAT(CHAR(10), tags, CHAR(10))) > 0";
  }

  /** A deadlock, or a lock that was waited for too long. */
  @Override
  public boolean isTransient(SQLException failure) {
    return String.valueOf(failure.getSQLState()).startsWith("40")
        || failure.getErrorCode() == LOCK_WAIT_TIMEOUT
        || failure.getErrorCode() == RECORD_CHANGED;
  }

  @Override
  public boolean isDuplicate(SQLException failure) {
    return failure.getErrorCode() == DUPLICATE_KEY;
  }
}
