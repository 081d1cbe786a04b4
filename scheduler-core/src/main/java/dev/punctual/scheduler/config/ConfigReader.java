package dev.punctual.scheduler.config;

import dev.punctual.scheduler.internal.config.MapConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the options of one component by name and type. A wrong value is noted and answered with the
 * default, so that all mistakes of a configuration are reported together; see {@link
 * ConfigProblemsException}. What is reported shows no passwords: neither values of keys such as
 * {@code password}, {@code secret} or {@code token}, nor the user's part of an address.
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

  /** The text of an option; empty when it is not given. */
  Optional<String> text(String key);

  /** The text of an option, or {@code otherwise} when it is not given. */
  default String text(String key, String otherwise) {
    return text(key).orElse(otherwise);
  }

  /** A whole number from {@code low} to {@code high}. */
  int number(String key, int otherwise, int low, int high);

  /** {@code true} or {@code false}, also yes/no, on/off, y/n, t/f, 1/0 in any case. */
  boolean flag(String key, boolean otherwise);

  /**
   * A duration of zero or more: ISO-8601 such as {@code PT30S}, or numbers with the units d, h, m,
   * s and ms such as {@code 30s} or {@code 1h30m}. Empty when it is not given or wrong.
   */
  Optional<Duration> duration(String key);

  /** As {@link #duration(String)}, or {@code otherwise} when it is not given or wrong. */
  default Duration duration(String key, Duration otherwise) {
    return duration(key).orElse(otherwise);
  }

  /** One of the constants of an enum, in any case, with dashes for underscores. */
  <E extends Enum<E>> E choice(String key, E otherwise);

  /**
   * Notes that an option is wrong, or missing if it is not given, by a rule of the provider.
   *
   * @param rule what to write instead, such as {@code use host:port}; does not repeat the value
   */
  void refuse(String key, String rule);

  /**
   * The time that a component of this process lives by: the system's, or that of a test. A store
   * that asks a server has the server's time instead.
   */
  InstantSource clock();

  /**
   * Says that every option was read. A provider calls this before it connects to anything or
   * creates anything, so that nothing happens on the strength of a default that stands for a
   * mistake. A provider may be called twice with the same options; the first call is made to find
   * mistakes and ends here.
   *
   * @throws ConfigProblemsException if this configuration has mistakes, in these options or
   *     elsewhere, or is only looked at; the provider lets it pass
   */
  void end();
}
