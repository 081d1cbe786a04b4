package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/configuration.md} says of keys and mistakes is so. */
class ConfigurationPageTests {

  private static List<String[]> rows() throws IOException {
    return Files.readAllLines(Path.of("../docs/configuration.md")).stream()
        .filter(line -> line.startsWith("| "))
        .map(line -> line.substring(2).split("\\s*\\|\\s*", 0))
        .toList();
  }

  static Stream<Arguments> mistakes() throws IOException {
    return rows().stream()
        .filter(cells -> cells[0].startsWith("`") && cells[0].contains("="))
        .map(cells -> Arguments.of(bare(cells[0]), bare(cells[1])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void mistake_onThePage_isToldAsThere(String said, String told) {
    String[] property = said.split("=", 2);

    assertThat(refusal(Map.of(property[0], property[1])).problems()).containsExactly(told);
  }

  static Stream<Arguments> defaults() throws IOException {
    return rows().stream()
        .filter(cells -> cells[0].startsWith("`job-defaults.") && !cells[0].contains("="))
        .map(cells -> Arguments.of(bare(cells[0]), bare(cells[2])));
  }

  @ParameterizedTest(name = "{0}={1}")
  @MethodSource("defaults")
  void default_onThePage_changesNothing(String key, String value) {
    Job plain = job(Map.of());

    assertThat(job(Map.of("scheduler." + key, value)).definition().policy())
        .isEqualTo(plain.definition().policy());
  }

  static Stream<Arguments> options() throws IOException {
    List<String[]> rows =
        rows().stream().filter(cells -> cells.length == 4 && cells[1].startsWith("`")).toList();
    Stream.Builder<Arguments> all = Stream.builder();
    String type = "";
    for (String[] cells : rows) {
      type = cells[0].isEmpty() ? type : cells[0];
      all.add(Arguments.of(type, bare(cells[1]), cells[3]));
    }
    return all.build();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("options")
  void option_onThePage_isKnown(String type, String option, String value) {
    String section = type.startsWith("store") ? "jobstores" : "executors";
    String name = bare(type.split(" ", -1)[1]);
    String place = "scheduler." + section + ".x.";

    assertThat(
            refusal(Map.of(place + "type", name, place + option, "?", place + "noSuchOption", ""))
                .problems())
        .anyMatch(problem -> problem.startsWith(place + option + " is '?'"))
        .anyMatch(problem -> problem.startsWith(place + "noSuchOption is unknown"))
        .hasSize(2);
  }

  private static ConfigProblemsException refusal(Map<String, String> properties) {
    return catchThrowableOfType(
        ConfigProblemsException.class,
        () -> BackgroundScheduler.builder().properties(properties).build());
  }

  private static Job job(Map<String, String> properties) {
    return new EngineFixture()
        .scheduler(b -> b.properties(properties))
        .addJob(() -> {}, DateTrigger.now());
  }

  private static String bare(String cell) {
    return cell.replace("`", "");
  }
}
