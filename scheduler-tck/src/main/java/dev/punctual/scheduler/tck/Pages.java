package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads lists to their end. */
final class Pages {

  private Pages() {}

  /** What all pages show together, each at most {@code limit} long. */
  static <T> List<T> readAll(int limit, Function<@Nullable String, Page<T>> read) {
    List<T> all = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<T> page = read.apply(cursor);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(page.items());
      cursor = page.cursor();
    } while (cursor != null);
    return all;
  }

  /** A list in which each row differs from the one before. */
  static List<String> withoutRepeats(List<String> rows) {
    List<String> runs = new ArrayList<>();
    for (String row : rows) {
      if (runs.isEmpty() || !runs.get(runs.size() - 1).equals(row)) {
        runs.add(row);
      }
    }
    return runs;
  }
}
