package dev.punctual.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that the documentation names exist: {@code SomeTests.subject_condition_result}, or a clause
 * of a contract suite.
 */
class NamedTestsTests {

  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Tests|IT|Contract))\\.(\\w+)`");

  private static final Map<String, Path> TESTS =
      Reactor.modules().stream()
          .map(module -> Reactor.folder(module).resolve("src"))
          .flatMap(sources -> Reactor.files(sources, ".java").stream())
          .filter(file -> file.toString().matches(".*(Tests|IT|Contract)\\.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  Function.identity(),
                  (one, other) -> one));

  static Stream<Path> pages() {
    return Reactor.files(Reactor.ROOT.resolve("docs"), ".md").stream()
        .map(Reactor.ROOT::relativize);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void page_namesOnlyTestsThatExist(Path page) throws IOException {
    Matcher named = NAMED.matcher(Files.readString(Reactor.ROOT.resolve(page)));
    while (named.find()) {
      assertThat(TESTS).as("%s names %s", page, named.group()).containsKey(named.group(1));
      assertThat(Files.readString(TESTS.get(named.group(1))))
          .as("%s names %s", page, named.group())
          .contains("void " + named.group(2) + "(");
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void row_ofTheComparison_isShownOrSaysWhyNot(String row) {
    List<String> cells = List.of(row.split("\\s*(?<!\\\\)\\|\\s*", -1));
    assertThat(cells).as(row).hasSize(5);
    assertThat(
            NAMED.matcher(cells.get(3)).matches()
                || cells.get(2).startsWith("not yet: ")
                || cells.get(2).startsWith("no: "))
        .as("names a test or the reason why not: %s", row)
        .isTrue();
  }

  static List<String> tables() throws IOException {
    return Files.readAllLines(Reactor.ROOT.resolve("docs/apscheduler.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| APScheduler 3 |"))
        .toList();
  }
}
