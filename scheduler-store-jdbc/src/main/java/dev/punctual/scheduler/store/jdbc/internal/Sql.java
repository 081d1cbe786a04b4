package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.jdbc.SqlDialect;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes statements from templates, in which {@code {job}} stands for that table and {@code {now}}
 * for the store's time in milliseconds. Templates are constants of this package.
 */
final class Sql {

  private final Tables tables;
  private final String now;
  private final Map<String, String> made = new ConcurrentHashMap<>();

  /**
   * Statements for these tables.
   *
   * @param injectedClock whether the time is a parameter instead of the database's own
   */
  Sql(Tables tables, SqlDialect dialect, boolean injectedClock) {
    this.tables = tables;
    this.now = injectedClock ? "CAST(:now AS " + bigint(dialect) + ")" : dialect.nowMillis();
  }

  /** The statement that a template makes. */
  String of(String template) {
    return made.computeIfAbsent(template, this::make);
  }

  /** The name of a table. */
  String table(String name) {
    return tables.named(name);
  }

  private String make(String template) {
    String sql = template.replace("{now}", now);
    for (String table :
        new String[] {
          "job", "job_tag", "execution", "history", "missed", "node", "task_limit", "version"
        }) {
      sql = sql.replace("{" + table + "}", tables.named(table));
    }
    return sql;
  }

  private static String bigint(SqlDialect dialect) {
    return dialect.name().equals(SqlDialect.MARIADB.name()) ? "SIGNED" : "bigint";
  }
}
