package dev.punctual.benchmarks.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** A real PostgreSQL that waits for its disk at every commit. */
final class PostgresServer implements Server {

  private static final String USER = "bench";
  private static final String COUNTS =
      """
      SELECT coalesce(sum(calls) FILTER (WHERE NOT ends), 0),
             coalesce(sum(calls) FILTER (WHERE query ILIKE 'begin%'), 0),
             pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')
        FROM (SELECT s.calls, s.query, s.query ~* '^(begin|commit|rollback)' AS ends
                FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
               WHERE r.rolname = 'bench') x""";

  private static final String LAST_COMMIT =
      """
      SELECT CASE WHEN current_setting('track_commit_timestamp')::boolean THEN
        (SELECT CAST(extract(epoch FROM timestamp) * 1000000 AS bigint)
          FROM pg_last_committed_xact()) END""";

  private static final String PROCESSES =
      "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
          + " AND coalesce(usename, 'bench') = 'bench'";

  private final String adminUrl;
  private final String url;
  private final Closeable process;

  private PostgresServer(String base, String adminUrl, Closeable process) throws SQLException {
    this.adminUrl = adminUrl;
    this.process = process;
    this.url = base + (base.contains("?") ? "&" : "?") + "currentSchema=bench";
    run("CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public");
    if (!ask("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '" + USER + "')")) {
      run("CREATE ROLE " + USER + " LOGIN PASSWORD '" + USER + "'");
    }
    clear();
  }

  /** Starts one, as a careful owner would set it up. */
  static PostgresServer start() throws IOException, SQLException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "2GB")
            .setServerConfig("max_wal_size", "8GB")
            .setServerConfig("checkpoint_timeout", "30min")
            .setServerConfig("track_commit_timestamp", "on")
            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
            .start();
    String base = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    return new PostgresServer(base, base + "?user=postgres&currentSchema=bench,public", server);
  }

  /** One that runs already and has {@code pg_stat_statements} loaded; the url is its owner's. */
  static PostgresServer at(String ownersUrl) throws SQLException {
    int end = ownersUrl.indexOf('?');
    String base = end < 0 ? ownersUrl : ownersUrl.substring(0, end);
    String admin = ownersUrl + (end < 0 ? "?" : "&") + "currentSchema=bench,public";
    return new PostgresServer(base, admin, () -> {});
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public Connection connect() throws SQLException {
    return Server.plain(adminUrl);
  }

  @Override
  public void clear() throws SQLException {
    run(
        "DROP SCHEMA IF EXISTS bench CASCADE",
        "CREATE SCHEMA bench AUTHORIZATION " + USER,
        "CHECKPOINT",
        "SELECT pg_stat_statements_reset()");
  }

  @Override
  public void tidy() throws SQLException {
    run("VACUUM", "CHECKPOINT");
  }

  @Override
  public Map<String, Double> counts() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(COUNTS)) {
      row.next();
      Map<String, Double> counts = new LinkedHashMap<>();
      counts.put("statements", row.getDouble(1));
      counts.put("begins", row.getDouble(2));
      counts.put("wal_bytes", row.getDouble(3));
      counts.put("server_cpu_us", cpuMicros(connection));
      return counts;
    }
  }

  /** The processor time of its processes but for the one that is asked; NaN if Linux tells none. */
  private static double cpuMicros(Connection connection) throws SQLException {
    double nanos = 0;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(PROCESSES)) {
      while (row.next()) {
        Path path = Path.of("/proc", row.getString(1), "schedstat");
        nanos += Double.parseDouble(Files.readString(path).split(" ")[0]);
      }
    } catch (IOException notHere) {
      return Double.NaN;
    }
    return nanos / 1e3;
  }

  @Override
  public OptionalLong lastCommit(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LAST_COMMIT)) {
      row.next();
      long micros = row.getLong(1);
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(micros * 1_000);
    }
  }

  @Override
  public String describe() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('server_version') || ', fsync '"
                    + " || current_setting('fsync') || ', synchronous_commit '"
                    + " || current_setting('synchronous_commit')")) {
      row.next();
      return "PostgreSQL " + row.getString(1);
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
