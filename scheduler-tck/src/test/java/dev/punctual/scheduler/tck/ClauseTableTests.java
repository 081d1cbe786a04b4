package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about the suites lists their clauses, all of them and no others. */
class ClauseTableTests {

  private static final Path PAGE = Path.of("../docs/tck.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(([A-Z])(\\d+)_\\w+)` \\|");

  @Test
  void page_listsExactlyTheClausesThatExist() throws IOException {
    List<String> listed =
        ROW.matcher(Files.readString(PAGE)).results().map(row -> row.group(1)).toList();

    assertThat(listed).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(listed)).isEqualTo(clauses());
  }

  @Test
  void clauses_areNumberedWithoutGapsAndRepetitions() {
    Set<String> numbers = new TreeSet<>();
    for (String clause : clauses()) {
      Matcher name = Pattern.compile("([A-Z])(\\d+)_.*").matcher(clause);
      assertThat(name.matches()).as(clause).isTrue();
      assertThat(numbers.add(name.group(1) + name.group(2))).as(clause).isTrue();
    }
    for (String number : numbers) {
      int before = Integer.parseInt(number.substring(1)) - 1;
      assertThat(before == 0 || numbers.contains(number.charAt(0) + "" + before))
          .as("the one before %s", number)
          .isTrue();
    }
  }

  private static Set<String> clauses() {
    Set<String> clauses = new TreeSet<>();
    Stream.of(
            JobStoreContract.class,
            JobExecutorContract.class,
            PayloadCodecContract.class,
            TriggerContract.class)
        .flatMap(contract -> Stream.concat(Stream.of(contract), interfaces(contract)))
        .flatMap(contract -> Stream.of(contract.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(Method::getName)
        .forEach(clauses::add);
    return clauses;
  }

  private static Stream<Class<?>> interfaces(Class<?> contract) {
    return Stream.of(contract.getInterfaces());
  }
}
