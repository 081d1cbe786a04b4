package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.store.jdbc.SchemaMode;
import dev.punctual.scheduler.store.jdbc.SqlDialect;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The tables in the database: looks whether they are what this code needs, and makes them if it is
 * asked to. Tables are looked at with the statements' own names, so that they are found where the
 * store will find them.
 */
final class Schema {

  private static final int TRIES = 100;
  private static final long LONGEST_PAUSE_NANOS = 200_000_000;
  private static final int LOCK_SECONDS = 30;
  private static final int MOST_SHOWN = 5;

  private static final int H2_INTERNAL = 50_000;
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  /** MariaDB's codes that share their state with those for what is missing. */
  private static final Set<Integer> ACCESS_DENIED = Set.of(1044, 1142);

  private final Jdbi jdbi;
  private final SqlDialect dialect;
  private final Tables tables;
  private final SchemaScripts scripts;

  Schema(Jdbi jdbi, SqlDialect dialect, Tables tables, SchemaScripts scripts) {
    this.jdbi = jdbi;
    this.dialect = dialect;
    this.tables = tables;
    this.scripts = scripts;
  }

  /**
   * Does what {@code mode} says.
   *
   * @throws IllegalStateException if the tables are not as the mode demands; the message names what
   *     is missing and what to do
   * @throws StoreException if the database cannot be reached or refuses to make them
   */
  void prepare(SchemaMode mode) {
    try {
      switch (mode) {
        case VALIDATE -> validate();
        case CREATE -> create(false);
        case MIGRATE -> create(true);
        case NONE -> {}
      }
    } catch (JdbiException failure) {
      throw new StoreException(
          "the tables of the job store could not be looked at or made: " + message(failure),
          failure);
    }
  }

  private void validate() {
    int found = version();
    String name = tables.named("version");
    if (found == 0) {
      throw new IllegalStateException(
          "the tables of the job store are missing: '"
              + name
              + "' is not there or empty; run "
              + scripts.path(1)
              + " (on the class path), or open the store with schema mode 'create'");
    }
    if (found < scripts.version()) {
      throw new IllegalStateException(
          "the tables of the job store are old: '"
              + name
              + "' says version "
              + found
              + ", this code needs "
              + scripts.version()
              + "; run "
              + scripts.path(found + 1)
              + (found + 1 < scripts.version() ? " and those after it" : "")
              + " (on the class path), or open the store with schema mode 'migrate'");
    }
    if (found > scripts.version()) {
      throw new IllegalStateException(
          "the tables of the job store are newer than this code: '"
              + name
              + "' says version "
              + found
              + ", this code knows "
              + scripts.version()
              + "; give this node the newer scheduler-store-jdbc");
    }
    requireColumns();
  }

  private void requireColumns() {
    List<String> problems = new ArrayList<>();
    jdbi.useHandle(
        handle -> {
          for (Map.Entry<String, Set<String>> table : scripts.columns().entrySet()) {
            String name = tables.named(table.getKey());
            Set<String> found = columns(handle, name);
            Set<String> missing = new TreeSet<>(table.getValue());
            if (found == null) {
              problems.add("table '" + name + "' is not there");
            } else {
              missing.removeAll(found);
              missing.forEach(column -> problems.add("'" + name + "' lacks '" + column + "'"));
            }
          }
        });
    if (!problems.isEmpty()) {
      int more = problems.size() - MOST_SHOWN;
      throw new IllegalStateException(
          "the tables of the job store are damaged: "
              + String.join(", ", problems.subList(0, Math.min(MOST_SHOWN, problems.size())))
              + (more > 0 ? " and " + more + " more" : "")
              + "; compare them with the scripts in "
              + scripts.folder()
              + " (on the class path)");
    }
  }

  /** The columns of a table; null if it is not there. */
  private @Nullable Set<String> columns(Handle handle, String table) {
    try (Statement look = handle.getConnection().createStatement();
        ResultSet nothing = look.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
      ResultSetMetaData row = nothing.getMetaData();
      Set<String> columns = new TreeSet<>();
      for (int i = 1; i <= row.getColumnCount(); i++) {
        columns.add(row.getColumnName(i).toLowerCase(Locale.ROOT));
      }
      return columns;
    } catch (SQLException failure) {
      if (isMissingTable(failure)) {
        return null;
      }
      throw new StoreException("table '" + table + "' cannot be read: " + failure.getMessage());
    }
  }

  private static boolean isMissingTable(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    boolean table = state.equals("42P01") || state.startsWith("42S0");
    boolean schema = state.equals("3F000") || state.equals("90079") || state.equals("42000");
    return table || (schema && !ACCESS_DENIED.contains(failure.getErrorCode()));
  }

  /** The version that the tables say they have; 0 if there is none. */
  private int version() {
    return jdbi.withHandle(this::version);
  }

  private int version(Handle handle) {
    String table = tables.named("version");
    if (columns(handle, table) == null) {
      return 0;
    }
    return handle
        .createQuery("SELECT max(version) FROM " + table)
        .mapTo(Integer.class)
        .findOne()
        .orElse(0);
  }

  /** Makes what is missing, and old tables new if {@code upgrade}; others may do the same. */
  private void create(boolean upgrade) {
    for (int tried = 1; ; tried++) {
      int found = version();
      if (found > 0 && (!upgrade || found >= scripts.version())) {
        break;
      }
      try {
        jdbi.useHandle(this::runScripts);
      } catch (JdbiException failure) {
        // Whoever was faster may be in the middle of it.
        if (tried == TRIES || !isRace(failure)) {
          throw failure;
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
      }
    }
    validate();
  }

  private void runScripts(Handle handle) {
    if (dialect.hasNotify()) {
      // Here all or nothing is made, by one node at a time.
      handle.useTransaction(
          one -> {
            call(one, "SELECT pg_advisory_xact_lock(:key)", 0x70756e6374L + tables.hashCode());
            boolean there =
                one.createQuery("SELECT to_regclass(:name) IS NOT NULL")
                    .bind("name", tables.named("version"))
                    .mapTo(Boolean.class)
                    .one();
            runScriptsAfter(one, there ? version(one) : 0);
          });
    } else if (SqlDialect.MARIADB.equals(dialect)) {
      String key = "punctual " + Integer.toHexString(tables.hashCode());
      call(handle, "SELECT GET_LOCK(:key, " + LOCK_SECONDS + ")", key);
      try {
        runScriptsAfter(handle, version(handle));
      } finally {
        call(handle, "SELECT RELEASE_LOCK(:key)", key);
      }
    } else {
      // All nodes are in this process, unless it is a server, and its own checks are not for two.
      IN_PROCESS.lock();
      try {
        runScriptsAfter(handle, version(handle));
      } finally {
        IN_PROCESS.unlock();
      }
    }
  }

  private static void call(Handle handle, String function, Object key) {
    handle.createQuery(function).bind("key", key).map((row, context) -> true).one();
  }

  private void runScriptsAfter(Handle handle, int found) {
    for (int version = found + 1; version <= scripts.version(); version++) {
      for (String statement : scripts.statements(version, tables)) {
        handle.execute(statement);
      }
    }
  }

  /** Whether a script failed because of another node that runs it at the same time. */
  private boolean isRace(JdbiException failure) {
    SQLException cause = Database.cause(failure);
    if (cause == null) {
      return false;
    }
    String state = String.valueOf(cause.getSQLState());
    return dialect.isTransient(cause)
        || dialect.isDuplicate(cause)
        || state.startsWith("42S")
        || (SqlDialect.H2.equals(dialect) && cause.getErrorCode() == H2_INTERNAL);
  }

  private static String message(JdbiException failure) {
    SQLException cause = Database.cause(failure);
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }
}
