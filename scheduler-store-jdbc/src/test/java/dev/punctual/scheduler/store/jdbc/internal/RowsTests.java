package dev.punctual.scheduler.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
}
