package dev.punctual.scheduler.store.jdbc;

import dev.punctual.scheduler.store.jdbc.internal.Dialects;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What differs between databases. Found from the connection unless one is given to {@link
 * JdbcJobStore.Builder#dialect}. A constant; has no state.
 */
public interface SqlDialect {

  /** PostgreSQL 13 or later. */
  SqlDialect POSTGRESQL = Dialects.POSTGRESQL;

  /** MariaDB 10.6 or later, and MySQL 8.0 or later. */
  SqlDialect MARIADB = Dialects.MARIADB;

  /** H2 2.2 or later. */
  SqlDialect H2 = Dialects.H2;

  /**
   * The dialect of the database behind a connection.
   *
   * @throws IllegalArgumentException if it is none of the supported ones, or too old
   */
  static SqlDialect of(Connection connection) throws SQLException {
    return Dialects.of(connection.getMetaData());
  }

  /** The folder of its schema scripts. */
  String name();

  /** An expression for the database's time in UTC epoch milliseconds, a {@code BIGINT}. */
  String nowMillis();

  /** Whether a parameter may be an array, and rows may be made of arrays by {@code unnest}. */
  boolean hasArrays();

  /** Whether changes can answer the rows that they made ({@code RETURNING}). */
  boolean hasReturning();

  /** Whether {@code FOR UPDATE SKIP LOCKED} keeps the order of an index. */
  boolean hasSkipLocked();

  /** Whether it can tell other nodes at once ({@code LISTEN} and {@code NOTIFY}). */
  boolean hasNotify();

  /**
   * A statement that inserts a row unless its key is there.
   *
   * @param table with its prefix
   * @param columns joined by commas
   * @param values expressions joined by commas
   * @param key the column of the key
   */
  String insertIfAbsent(String table, String columns, String values, String key);

  /** Whether a call that failed so may be repeated at once: it was a deadlock or the like. */
  boolean isTransient(SQLException failure);

  /** Whether a call failed because a key was there already. */
  boolean isDuplicate(SQLException failure);
}
