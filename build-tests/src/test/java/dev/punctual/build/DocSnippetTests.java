package dev.punctual.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java in the documentation is compiled: each block stands, line for line, in some source file. */
class DocSnippetTests {

  private static final List<String> SOURCES = sources();

  static Stream<Path> pages() {
    return Stream.concat(
            Stream.of(Reactor.ROOT.resolve("README.md")),
            Stream.of("docs", "examples")
                .flatMap(folder -> Reactor.files(Reactor.ROOT.resolve(folder), ".md").stream()))
        .map(Reactor.ROOT::relativize);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void page_showsOnlyCompiledJava(Path page) throws IOException {
    for (String block : javaBlocks(Files.readString(Reactor.ROOT.resolve(page)))) {
      assertThat(SOURCES)
          .as("a source file in examples or tests that holds this block of %s:\n%s", page, block)
          .anyMatch(source -> source.contains(block));
    }
  }

  private static List<String> javaBlocks(String page) {
    List<String> blocks = new ArrayList<>();
    List<String> open = null;
    for (String line : page.lines().toList()) {
      if (open == null && line.strip().equals("```java")) {
        open = new ArrayList<>();
      } else if (open != null && line.strip().equals("```")) {
        blocks.add(flat(open.stream()));
        open = null;
      } else if (open != null) {
        open.add(line);
      }
    }
    return blocks;
  }

  private static List<String> sources() {
    return Reactor.files(Reactor.ROOT, ".java").stream()
        .filter(file -> !file.toString().contains("/target/"))
        .map(DocSnippetTests::read)
        .toList();
  }

  private static String read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return flat(lines);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The lines without indentation and empty ones, so that layout does not matter. */
  private static String flat(Stream<String> lines) {
    return lines
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
