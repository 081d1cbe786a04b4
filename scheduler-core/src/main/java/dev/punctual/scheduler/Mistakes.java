package dev.punctual.scheduler;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.internal.config.Keys;
import java.time.DateTimeException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with something, so that all of it can be told at once. */
final class Mistakes {

  private final Set<String> all;
  private final String where;

  private Mistakes(Set<String> all, String where) {
    this.all = all;
    this.where = where;
  }

  static Mistakes none() {
    return new Mistakes(new LinkedHashSet<>(), "");
  }

  /** The same collection for mistakes that belong to {@code place}. */
  Mistakes at(Object place) {
    return new Mistakes(all, place + ": ");
  }

  void add(String mistake) {
    all.add(where + mistake);
  }

  /**
   * What {@code reader} makes of a value.
   *
   * @return null if the value is empty or cannot be read
   */
  <T extends @Nullable Object> @Nullable T read(
      String attribute, String value, Function<String, T> reader) {
    if (value.isEmpty()) {
      return null;
    }
    try {
      return reader.apply(value);
    } catch (IllegalArgumentException | DateTimeException e) {
      add(attribute + " " + Keys.quote(value) + ": " + e.getMessage());
      return null;
    }
  }

  /** Does something that may refuse; its refusal says what it concerns. */
  void attempt(Runnable step) {
    try {
      step.run();
    } catch (IllegalArgumentException e) {
      add(String.valueOf(e.getMessage()));
    }
  }

  /** Refuses if there are any. */
  void complain() {
    if (!all.isEmpty()) {
      throw new ConfigProblemsException(List.copyOf(all));
    }
  }
}
