package com.example.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The store is made of what the scheduler exports, and of nothing else. */
class ToyImportsTests {

  @Test
  void sources_nameNothingInternal() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src"))) {
      List<String> lines =
          sources
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("ToyImportsTests.java"))
              .flatMap(ToyImportsTests::lines)
              .toList();

      assertThat(lines)
          .anyMatch(line -> line.contains("dev.punctual.scheduler.store."))
          .noneMatch(line -> line.contains("dev.punctual.scheduler.internal"));
    }
  }

  @Test
  void module_requiresTheSchedulerOnly() throws IOException {
    assertThat(Files.readAllLines(Path.of("src/main/java/module-info.java")))
        .filteredOn(line -> line.strip().startsWith("requires"))
        .containsExactly("  requires transitive dev.punctual.scheduler;");
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
