package dev.punctual.scheduler.internal.spi;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Options as texts, whatever simple values they were given as. */
final class Texts {

  private Texts() {}

  /**
   * The options as texts; those that have none are left out and told.
   *
   * @param path what stands before each key in messages, with the dot
   */
  static Map<String, String> of(String path, Map<String, ?> options, Collection<String> problems) {
    Map<String, String> texts = new TreeMap<>();
    options.forEach(
        (key, value) -> {
          String text = of(value);
          if (text == null) {
            problems.add(isNoText(path + key, value));
          } else {
            texts.put(key, text);
          }
        });
    return texts;
  }

  /** The text of a value; null if it is no simple value. */
  static @Nullable String of(@Nullable Object value) {
    boolean readable =
        value instanceof CharSequence
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof Enum<?>
            || value instanceof Duration
            || value instanceof ZoneId;
    return readable ? String.valueOf(value) : null;
  }

  static String isNoText(String key, @Nullable Object value) {
    if (value instanceof Map) {
      return key + " is a map; write a key of its own for each entry, such as '" + key + ".KEY'";
    }
    String given = value == null ? "null" : "a " + value.getClass().getName();
    return key + " is " + given + "; use a text, a number, a boolean or a duration";
  }
}
