package dev.punctual.scheduler.config;

import dev.punctual.scheduler.internal.config.MapConfig;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of one component by name and type. A wrong value is noted and answered with the
 * default, so that all mistakes of a configuration are reported together; see {@link
 * ConfigProblemsException}.
 *
 * <p>Keys are lower case with dashes; who gives an option may write underscores or capitals
 * instead. Not for several threads at once.
 */
public interface ConfigReader {

  /**
   * A reader of {@code options}, as a scheduler hands it to a provider.
   *
   * @param options the options of one component, without its {@code type}; copied
   */
  static ConfigReader of(Map<String, String> options) {
    return new MapConfig("", options);
  }

  /** The text of an option, or {@code otherwise} when it is not given. */
  @Nullable String text(String key, @Nullable String otherwise);

  /** A whole number from {@code low} to {@code high}. */
  int number(String key, int otherwise, int low, int high);

  /** {@code true} or {@code false}, also yes/no, on/off, y/n, t/f, 1/0 in any case. */
  boolean flag(String key, boolean otherwise);

  /**
   * A duration of zero or more: ISO-8601 such as {@code PT30S}, or numbers with the units d, h, m,
   * s and ms such as {@code 30s} or {@code 1h30m}.
   */
  @Nullable Duration duration(String key, @Nullable Duration otherwise);

  /** One of the constants of an enum, in any case, with dashes for underscores. */
  <E extends Enum<E>> E choice(String key, E otherwise);

  /**
   * Says that every option was read. A provider calls this before it connects to anything or
   * creates anything, so that nothing happens on the strength of a default that stands for a
   * mistake.
   *
   * @throws ConfigProblemsException if this configuration has mistakes, in these options or
   *     elsewhere; the provider lets it pass
   */
  void end();
}
