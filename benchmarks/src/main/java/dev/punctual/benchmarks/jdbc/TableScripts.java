package dev.punctual.benchmarks.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.scheduler.store.jdbc.JdbcJobStore;
import dev.punctual.scheduler.store.jdbc.SchemaMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

/** Makes the tables of a contender. */
final class TableScripts {

  private static final String QUARTZ = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";

  /** As its documentation prints it, without the index for priorities, which are off. */
  private static final List<String> DB_SCHEDULER =
      List.of(
          """
          CREATE TABLE scheduled_tasks (
            task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
            execution_time timestamp with time zone, picked boolean NOT NULL, picked_by text,
            last_success timestamp with time zone, last_failure timestamp with time zone,
            consecutive_failures int, last_heartbeat timestamp with time zone,
            version bigint NOT NULL, priority smallint, state text,
            PRIMARY KEY (task_name, task_instance))""",
          "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
          "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)");

  private static final List<String> FLOOR_POSTGRES =
      List.of(
          "CREATE TABLE floor_job (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
              + " due bigint NOT NULL, owner text)",
          "CREATE INDEX floor_due ON floor_job (due) WHERE owner IS NULL");

  private static final List<String> FLOOR_OTHER =
      List.of(
          "CREATE TABLE floor_job (id bigint AUTO_INCREMENT PRIMARY KEY,"
              + " due bigint NOT NULL, owner varchar(40))",
          "CREATE INDEX floor_due ON floor_job (owner, due)");

  private TableScripts() {}

  static void create(Kind kind, Server server) throws SQLException, IOException {
    switch (kind) {
      case FLOOR ->
          run(
              server,
              FloorTable.of(server.url()) == FloorTable.POSTGRESQL ? FLOOR_POSTGRES : FLOOR_OTHER);
      case RAW -> run(server, RawTables.of(server.url()).script());
      case DBS_LOCK, DBS_FETCH -> run(server, DB_SCHEDULER);
      case QUARTZ -> run(server, quartz());
      case JOBRUNR -> with(server, source -> SqlStorageProviderFactory.using(source).close());
      case PUNCTUAL ->
          with(
              server,
              source -> JdbcJobStore.builder(source).schemaMode(SchemaMode.CREATE).open().close());
    }
  }

  private static List<String> quartz() throws IOException {
    try (InputStream script = TableScripts.class.getResourceAsStream(QUARTZ)) {
      if (script == null) {
        throw new IOException("no " + QUARTZ);
      }
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split(";"))
          .map(String::strip)
          .filter(each -> !each.isEmpty() && !each.equalsIgnoreCase("commit"))
          .toList();
    }
  }

  private static void run(Server server, List<String> script) throws SQLException {
    Setup setup = Setup.of(server.url(), server.user(), 1, true);
    try (HikariDataSource source = (HikariDataSource) setup.source();
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : script) {
        statement.execute(sql);
      }
    }
  }

  /** Something that is done with connections of a node. */
  private interface Use {
    void with(DataSource source);
  }

  private static void with(Server server, Use use) {
    Setup setup = Setup.of(server.url(), server.user(), 1, true);
    try (HikariDataSource source = (HikariDataSource) setup.source()) {
      use.with(source);
    }
  }
}
