package dev.punctual.benchmarks.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How often a second the disk can be waited for, which bounds how many commits there can be. */
final class DiskSync {

  private static final Pattern FDATASYNC = Pattern.compile("fdatasync\\s+([0-9.]+) ops/sec");
  private static final int BLOCK = 8_192;
  private static final long NANOS = 2_000_000_000L;

  private DiskSync() {}

  /** What {@code pg_test_fsync} says of fdatasync if it is there, and what a loop in Java does. */
  static Map<String, Double> measure() throws IOException, InterruptedException {
    Path file = Files.createTempFile("punctual-sync", ".dat");
    try {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("java_force_per_s", byJava(file));
      OptionalDouble told = byPostgres(file);
      if (told.isPresent()) {
        figures.put("pg_test_fsync_per_s", told.getAsDouble());
      }
      return figures;
    } finally {
      Files.deleteIfExists(file); // pg_test_fsync deletes what it wrote
    }
  }

  private static double byJava(Path file) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long began = System.nanoTime();
      int count = 0;
      while (System.nanoTime() - began < NANOS) {
        channel.write(block.clear(), 0);
        channel.force(false);
        count++;
      }
      return count * 1e9 / (System.nanoTime() - began);
    }
  }

  private static OptionalDouble byPostgres(Path file) throws IOException, InterruptedException {
    List<Path> programs;
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      programs =
          versions
              .map(version -> version.resolve("bin/pg_test_fsync"))
              .filter(Files::isExecutable)
              .toList();
    } catch (IOException noSuchFolder) {
      return OptionalDouble.empty();
    }
    if (programs.isEmpty()) {
      return OptionalDouble.empty();
    }
    Process program =
        new ProcessBuilder(programs.get(0).toString(), "-s", "1", "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    String text;
    try (InputStream out = program.getInputStream()) {
      text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
    }
    program.waitFor();
    Matcher line = FDATASYNC.matcher(text);
    return line.find()
        ? OptionalDouble.of(Double.parseDouble(line.group(1)))
        : OptionalDouble.empty();
  }
}
