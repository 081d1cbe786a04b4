package dev.punctual.benchmarks.jdbc;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The MariaDB that is installed on this machine, in a folder of its own, waiting for its disk at
 * every commit.
 */
final class MariaDbServer implements Server {

  private static final long PATIENCE_SECONDS = 60;
  private static final long LOOK_MILLIS = 100;

  private final Process process;
  private final OtherServer served;

  private MariaDbServer(Process process, String url) {
    this.process = process;
    this.served = new OtherServer(url);
  }

  /**
   * Starts one.
   *
   * @throws IOException if {@code mariadbd} is not installed or does not start
   */
  static MariaDbServer start() throws IOException, SQLException {
    Path folder = Files.createTempDirectory("punctual-mariadb");
    List<String> common =
        List.of("--no-defaults", "--datadir=" + folder.resolve("data"), "--user=root");
    await(run(folder, program("mariadb-install-db"), common), folder);
    int port = freePort();
    List<String> serving =
        List.of(
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + folder.resolve("socket"),
            "--skip-grant-tables",
            "--skip-networking=0",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-buffer-pool-size=512M",
            "--innodb-log-file-size=1G");
    Process process =
        run(folder, program("mariadbd"), Stream.concat(common.stream(), serving.stream()).toList());
    String base = "jdbc:mariadb://127.0.0.1:" + port + "/";
    MariaDbServer server = new MariaDbServer(process, base + "bench?user=root");
    boolean started = false;
    try {
      server.awaitReady(base + "?user=root", folder);
      started = true;
      return server;
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  private void awaitReady(String url, Path folder) throws IOException, SQLException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try (Connection connection = Server.plain(url);
          var create = connection.prepareStatement("CREATE DATABASE bench CHARACTER SET utf8mb4")) {
        create.execute();
        return;
      } catch (SQLException notYet) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IOException("mariadbd did not start; see its output in " + folder, notYet);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(Process program, Path folder) throws IOException {
    try {
      if (!program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || program.exitValue() != 0) {
        program.destroyForcibly();
        throw new IOException("no data could be made; see the output in " + folder);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Process run(Path folder, Path program, List<String> options) throws IOException {
    File output = folder.resolve("output.log").toFile();
    return new ProcessBuilder(
            Stream.concat(Stream.of(program.toString()), options.stream()).toList())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
        .start();
  }

  private static Path program(String name) throws IOException {
    return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    name
                        + " is not installed; install MariaDB 10.6 or later, or give the url of a"
                        + " server: database=jdbc:mariadb://…"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public String url() {
    return served.url();
  }

  @Override
  public String user() {
    return served.user();
  }

  @Override
  public Connection connect() throws SQLException {
    return served.connect();
  }

  @Override
  public void clear() throws SQLException {
    served.clear();
  }

  @Override
  public Map<String, Double> counts() {
    return served.counts();
  }

  @Override
  public String describe() throws SQLException {
    return served.describe() + ", innodb_flush_log_at_trx_commit 1";
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
