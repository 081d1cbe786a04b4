package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.jdbc.SqlDialect;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** The supported databases. */
public final class Dialects {

  /** PostgreSQL. */
  public static final SqlDialect POSTGRESQL = new PostgresDialect();

  /** MariaDB and MySQL. */
  public static final SqlDialect MARIADB = new MariaDbDialect();

  /** H2. */
  public static final SqlDialect H2 = new H2Dialect();

  private Dialects() {}

  /** All of them. */
  static List<SqlDialect> all() {
    return List.of(POSTGRESQL, MARIADB, H2);
  }

  /**
   * The dialect of a database.
   *
   * @throws IllegalArgumentException if it is none of the supported ones, or too old
   */
  public static SqlDialect of(DatabaseMetaData database) throws SQLException {
    String product = database.getDatabaseProductName();
    String name = product.toLowerCase(Locale.ROOT);
    if (name.contains("postgres")) {
      return since(database, POSTGRESQL, 13, 0);
    }
    if (name.contains("mariadb")) {
      return since(database, MARIADB, 10, 6);
    }
    if (name.contains("mysql")) {
      return since(database, MARIADB, 8, 0);
    }
    if (name.equals("h2")) {
      return since(database, H2, 2, 2);
    }
    throw new IllegalArgumentException(
        "the database is " + product + "; use PostgreSQL, MariaDB, MySQL or H2");
  }

  private static SqlDialect since(
      DatabaseMetaData database, SqlDialect dialect, int leastMajor, int leastMinor)
      throws SQLException {
    int major = database.getDatabaseMajorVersion();
    int minor = database.getDatabaseMinorVersion();
    if (major < leastMajor || (major == leastMajor && minor < leastMinor)) {
      throw new IllegalArgumentException(
          database.getDatabaseProductName()
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
    return dialect;
  }
}
