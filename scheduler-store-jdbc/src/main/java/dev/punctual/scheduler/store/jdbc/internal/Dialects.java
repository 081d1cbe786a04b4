package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.jdbc.SqlDialect;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/** The supported databases. */
public enum Dialects implements SqlDialect {
  /** Arrays, {@code RETURNING}, {@code SKIP LOCKED}, notifications: one statement a batch. */
  POSTGRESQL(
      "CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint)", 13, 0, Set.of("55P03")),
  /** No arrays and no {@code RETURNING}; time is kept in UTC by the expression itself. */
  MARIADB("CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)", 10, 6, Set.of("HY000:1205")),
  /** Locks are per table row in memory; claims compare and set. */
  H2(
      "DATEDIFF(MILLISECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00Z', CURRENT_TIMESTAMP)",
      2,
      2,
      Set.of("HYT00", "40001"));

  private final String nowMillis;
  private final int major;
  private final int minor;
  private final Set<String> alsoTransient;

  Dialects(String nowMillis, int major, int minor, Set<String> alsoTransient) {
    this.nowMillis = nowMillis;
    this.major = major;
    this.minor = minor;
    this.alsoTransient = alsoTransient;
  }

  /**
   * The dialect of a database.
   *
   * @throws IllegalArgumentException if it is none of the supported ones, or too old
   */
  public static SqlDialect of(DatabaseMetaData database) throws SQLException {
    String product = database.getDatabaseProductName();
    String name = product.toLowerCase(Locale.ROOT);
    int major = database.getDatabaseMajorVersion();
    int minor = database.getDatabaseMinorVersion();
    Dialects found =
        name.contains("postgres")
            ? POSTGRESQL
            : name.contains("mariadb") || name.contains("mysql")
                ? MARIADB
                : name.equals("h2") ? H2 : null;
    if (found == null) {
      throw new IllegalArgumentException(
          "the database is "
              + product
              + "; use PostgreSQL, MariaDB, MySQL or H2, or give a dialect of your own");
    }
    boolean mysql = name.contains("mysql");
    int leastMajor = mysql ? 8 : found.major;
    int leastMinor = mysql ? 0 : found.minor;
    if (major < leastMajor || (major == leastMajor && minor < leastMinor)) {
      throw new IllegalArgumentException(
          product
              + " is version "
              + major
              + '.'
              + minor
              + "; use "
              + leastMajor
              + '.'
              + leastMinor
              + " or later");
    }
    return found;
  }

  @Override
  public String nowMillis() {
    return nowMillis;
  }

  @Override
  public boolean hasArrays() {
    return this == POSTGRESQL;
  }

  @Override
  public boolean hasReturning() {
    return this == POSTGRESQL;
  }

  @Override
  public boolean hasSkipLocked() {
    return this != H2;
  }

  @Override
  public boolean hasNotify() {
    return this == POSTGRESQL;
  }

  @Override
  public String insertIfAbsent(String table, String columns, String values, String key) {
    return switch (this) {
      case POSTGRESQL ->
          "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO NOTHING"
              .formatted(table, columns, values, key);
      case MARIADB -> "INSERT IGNORE INTO %s (%s) VALUES (%s)".formatted(table, columns, values);
      case H2 ->
          "INSERT INTO %s (%s) SELECT %s WHERE NOT EXISTS (SELECT 1 FROM %s WHERE %s = :%s)"
              .formatted(table, columns, values, table, key, key);
    };
  }

  @Override
  public boolean isTransient(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("40")
        || alsoTransient.contains(state)
        || alsoTransient.contains(state + ':' + failure.getErrorCode());
  }

  @Override
  public boolean isDuplicate(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.equals("23505") || (state.equals("23000") && failure.getErrorCode() == 1062);
  }
}
