package dev.punctual.scheduler.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RowsTests {

  @Test
  void in_ofAnyCount_hasFewTexts() {
    Set<String> texts =
        IntStream.rangeClosed(1, 1_000)
            .mapToObj(count -> Rows.in(Dialects.H2, "id", "ids", count))
            .collect(Collectors.toSet());

    assertThat(texts).hasSize(11);
  }

  @Test
  void in_whereThereAreArrays_hasOneText() {
    assertThat(Rows.in(Dialects.POSTGRESQL, "id", "ids", 1))
        .isEqualTo(Rows.in(Dialects.POSTGRESQL, "id", "ids", 1_000));
  }

  @Test
  void padded_isFilledToAPowerOfTwo() {
    assertThat(Rows.padded(List.of("a", "b", "c"), "")).containsExactly("a", "b", "c", "");
    assertThat(Rows.padded(List.of("a"), "")).containsExactly("a");
    assertThat(Rows.padded(List.of(), "")).isEmpty();
  }

  @Test
  void add_ofAnotherNumberOfValues_isRefused() {
    Rows rows = new Rows(Dialects.H2, List.of(Column.text("id")));

    assertThatThrownBy(() -> rows.add("a", 1L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 values for 1 columns");
  }

  @Test
  void parts_ofH2_areFewTexts() {
    Rows rows = new Rows(Dialects.H2, List.of(Column.number("n")));
    for (long n = 0; n < 60; n++) {
      rows.add(n);
    }

    assertThat(rows.parts()).extracting(List::size).containsExactly(16, 16, 16, 8, 4);
  }

  /** Rows with one text each, and how many of them each statement inserts. */
  static List<Arguments> insertions() {
    return List.of(
        arguments("none", 0, 1, List.of()),
        arguments("a hundred", 100, 10, List.of(64, 32, 4)),
        arguments("some that are large", 7, 400_000, List.of(2, 2, 2, 1)),
        arguments("some that are larger than a statement", 3, 2_000_000, List.of(1, 1, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("insertions")
  void parts_holdManyRowsIfTheyAreSmall(
      String what, int count, int length, List<Integer> expected) {
    Rows rows = new Rows(Dialects.MARIADB, List.of(Column.text("id"), Column.number("n")));
    for (long n = 0; n < count; n++) {
      rows.add("x".repeat(length), n);
    }

    assertThat(rows.parts()).extracting(List::size).isEqualTo(expected);
    assertThat(rows.parts().stream().flatMap(part -> part.stream().map(row -> row[1])))
        .containsExactlyElementsOf(LongStream.range(0, count).boxed().toList());
  }
}
