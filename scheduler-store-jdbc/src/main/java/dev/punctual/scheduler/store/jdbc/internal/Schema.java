package dev.punctual.scheduler.store.jdbc.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The tables in the database, and the scripts that make them. */
final class Schema {

  /** The version that this code needs. */
  static final int VERSION = 1;

  private static final List<String> SCRIPTS = List.of("V1__create.sql");
  private static final int TRIES = 30;

  private final Jdbi jdbi;
  private final Database database;
  private final Tables tables;

  Schema(Jdbi jdbi, Database database, Tables tables) {
    this.jdbi = jdbi;
    this.database = database;
    this.tables = tables;
  }

  /**
   * Checks that the tables are there, in the version that this code needs.
   *
   * @throws IllegalStateException if not; the message says what to do
   */
  void validate() {
    int found = version();
    if (found == VERSION) {
      return;
    }
    String name = tables.named("version");
    if (found == 0) {
      throw new IllegalStateException(
          "there is no table '"
              + name
              + "', so the schema is missing; run the scripts in "
              + folder()
              + ", or open the store with SchemaMode.CREATE");
    }
    throw new IllegalStateException(
        "table '"
            + name
            + "' says that the schema is version "
            + found
            + ", this code needs version "
            + VERSION
            + (found < VERSION
                ? "; run the newer scripts in " + folder() + ", or use SchemaMode.CREATE"
                : "; update this node"));
  }

  /** Makes what is missing; safe when many nodes do so at once. */
  void create() {
    for (int tried = 1; version() < VERSION; tried++) {
      try {
        jdbi.useTransaction(this::migrate);
      } catch (JdbiException someoneWasFaster) {
        if (tried == TRIES) {
          throw someoneWasFaster;
        }
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
      }
    }
    validate();
  }

  private void migrate(Handle handle) {
    if (database.dialect().hasNotify()) {
      handle
          .createQuery("SELECT pg_advisory_xact_lock(:key)")
          .bind("key", 0x70756e6374L + tables.hashCode())
          .map((row, context) -> true)
          .one();
    }
    for (int version = versionOf(handle) + 1; version <= VERSION; version++) {
      for (String statement : statements(SCRIPTS.get(version - 1))) {
        handle.execute(statement);
      }
      handle
          .createUpdate(database.sql("INSERT INTO {version} (version, applied) VALUES (:v, :at)"))
          .bind("v", version)
          .bind("at", System.currentTimeMillis())
          .execute();
    }
  }

  private int version() {
    return jdbi.withHandle(this::versionOf);
  }

  /** The version of the tables; 0 when there are none. */
  private int versionOf(Handle handle) {
    if (!exists(handle)) {
      return 0;
    }
    return handle
        .createQuery(database.sql("SELECT max(version) FROM {version}"))
        .mapTo(Integer.class)
        .findOne()
        .orElse(0);
  }

  private boolean exists(Handle handle) {
    String schema =
        tables.schema().isEmpty()
            ? "CURRENT_SCHEMA"
            : "'" + tables.schema().substring(0, tables.schema().length() - 1) + "'";
    String current = database.dialect() == Dialects.MARIADB ? "DATABASE()" : "CURRENT_SCHEMA";
    return handle
            .createQuery(
                "SELECT count(*) FROM information_schema.tables WHERE lower(table_name) = :name"
                    + " AND lower(table_schema) = lower("
                    + schema.replace("CURRENT_SCHEMA", current)
                    + ")")
            .bind("name", (tables.prefix() + "version").toLowerCase(Locale.ROOT))
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  private List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : tables.inScript(read(script)).lines().toList()) {
      if (line.startsWith("--")) {
        continue;
      }
      statement.append(line).append('\n');
      if (line.endsWith(";")) {
        statement.setLength(statement.lastIndexOf(";"));
        statements.add(statement.toString());
        statement.setLength(0);
      }
    }
    return statements;
  }

  private String read(String script) {
    String path = folder() + script;
    try (InputStream in = Schema.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new IllegalStateException("the script " + path + " is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String folder() {
    return "dev/punctual/scheduler/store/jdbc/schema/"
        + database.dialect().name().toLowerCase(Locale.ROOT)
        + "/";
  }
}
