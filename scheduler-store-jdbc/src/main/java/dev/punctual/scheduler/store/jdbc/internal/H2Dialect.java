package dev.punctual.scheduler.store.jdbc.internal;

import java.sql.SQLException;

/**
 * H2: any lock makes it forget the order of an index, so that claims compare and set. It has arrays
 * as parameters, but no rows made of several of them.
 */
final class H2Dialect implements Dialect {

  private static final String LOCK_TIMEOUT = "HYT00";
  private static final String UNIQUE_VIOLATION = "23505";

  @Override
  public String name() {
    return "H2";
  }

  /** With nanoseconds: those of fewer digits are rounded, and may be those of a later time. */
  @Override
  public String nowMillis() {
    return "DATEDIFF(MILLISECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00Z',"
        + " CURRENT_TIMESTAMP(9))";
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
    return false;
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
    return "INSERT INTO %s (%s) SELECT %s WHERE NOT EXISTS (SELECT 1 FROM %s WHERE %s = :%s)"
        .formatted(table, columns, values, table, key, key);
  }

  /**
   * An index is read in its order only if all its columns are sorted by; else all rows are. A
   * session remembers eight statements only, and is in the same process mostly.
   */
  @Override
  public RowTraits rows() {
    return new RowTraits("w.state, w.queue, w.task, w.priority, w.due, w.id", 16, true);
  }

  @Override
  public String hasTag() {
    return "POSITION(:tag IN CHR(10) || tags || CHR(10)) > 0";
  }

  /** A deadlock, a row that changed meanwhile, or a lock that was waited for too long. */
  @Override
  public boolean isTransient(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("40") || state.equals(LOCK_TIMEOUT);
  }

  @Override
  public boolean isDuplicate(SQLException failure) {
    return UNIQUE_VIOLATION.equals(failure.getSQLState());
  }
}
