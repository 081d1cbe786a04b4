package dev.punctual.scheduler.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of one component by name and type. A wrong value is noted and answered with the
 * default, so that all mistakes of a configuration are reported together; see {@link
 * ConfigProblemsException}.
 */
public interface ConfigReader {

  /** The text of an option, or {@code otherwise} when it is not given. */
  @Nullable String text(String key, @Nullable String otherwise);

  /** A whole number from {@code low} to {@code high}. */
  int number(String key, int otherwise, int low, int high);

  /** {@code true} or {@code false}, also yes/no, on/off, 1/0 in any case. */
  boolean flag(String key, boolean otherwise);

  /** An ISO-8601 duration such as {@code PT30S}, or a number with a unit such as {@code 30s}. */
  @Nullable Duration duration(String key, @Nullable Duration otherwise);

  /** One of the constants of an enum, in any case, with dashes for underscores. */
  <E extends Enum<E>> E choice(String key, E otherwise);
}
