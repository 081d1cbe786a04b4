package dev.punctual.scheduler.internal.config;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.internal.time.SystemTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of one component, read from a map. It remembers which options were asked for, so that
 * those that nobody asked for can be refused. For one thread.
 */
public final class MapConfig implements ConfigReader {

  private static final Set<String> TRUE = Set.of("true", "yes", "on", "y", "t", "1");
  private static final Set<String> FALSE = Set.of("false", "no", "off", "n", "f", "0");

  private final String path;
  private final InstantSource clock;

  /** What was given, by canonical key. */
  private final Map<String, Option> given = new LinkedHashMap<>();

  /** What was asked for, by canonical key, as it is spelt in documents. */
  private final Map<String, String> known = new LinkedHashMap<>();

  private final Set<String> mistakes = new LinkedHashSet<>();
  private boolean refusedAtEnd;

  /** Reads {@code options} of a component that lives by the system's time. */
  public MapConfig(String path, Map<String, String> options) {
    this(path, options, SystemTime.instance());
  }

  /**
   * Reads {@code options}.
   *
   * @param path what stands before each key in messages, with the dot; may be empty
   * @param clock what the component lives by
   */
  public MapConfig(String path, Map<String, String> options, InstantSource clock) {
    this.path = path;
    this.clock = clock;
    new TreeMap<>(options)
        .forEach(
            (key, value) -> {
              Option twin = given.put(Keys.canonical(key), new Option(key, value));
              if (twin != null) {
                mistakes.add(path + key + " is the same option as " + path + twin.key);
              }
            });
  }

  @Override
  public Optional<String> text(String key) {
    return Optional.ofNullable(ask(key)).map(Option::value);
  }

  @Override
  public int number(String key, int otherwise, int low, int high) {
    Option option = ask(key);
    if (option == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(option.value.strip());
      if (number >= low && number <= high) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    refuse(key, "use a whole number from " + low + " to " + high);
    return otherwise;
  }

  @Override
  public boolean flag(String key, boolean otherwise) {
    Option option = ask(key);
    if (option == null) {
      return otherwise;
    }
    Boolean flag = flag(option.value);
    if (flag == null) {
      refuse(key, "use true or false");
      return otherwise;
    }
    return flag;
  }

  @Override
  public Optional<Duration> duration(String key) {
    Option option = ask(key);
    if (option == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(DurationText.parse(option.value));
    } catch (IllegalArgumentException e) {
      refuse(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public <E extends Enum<E>> E choice(String key, E otherwise) {
    Option option = ask(key);
    if (option == null) {
      return otherwise;
    }
    E[] constants = otherwise.getDeclaringClass().getEnumConstants();
    for (E constant : constants) {
      if (Keys.canonical(constant.name()).equals(Keys.canonical(option.value))) {
        return constant;
      }
    }
    List<String> names = Arrays.stream(constants).map(MapConfig::spelt).toList();
    refuse(key, "use " + Keys.list(names) + didYouMean(option.value, names));
    return otherwise;
  }

  @Override
  public void refuse(String key, String rule) {
    Option option = ask(key);
    mistakes.add(
        option == null
            ? path + key + " is missing; " + rule
            : path + option.key + ' ' + isWrong(option.key, option.value) + "; " + rule);
  }

  /** Says of a value that it is wrong, and shows it if it is no secret. */
  public static String isWrong(String key, String value) {
    return Secrets.isSecret(key)
        ? "has a value that is wrong and not shown"
        : "is " + Keys.quote(Secrets.masked(value));
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public void end() {
    List<String> problems = problems();
    if (refusedAtEnd || !problems.isEmpty()) {
      throw new ConfigProblemsException(problems);
    }
  }

  /** Has {@link #end} throw even if nothing is wrong here, because something is elsewhere. */
  public void refuseAtEnd() {
    refusedAtEnd = true;
  }

  /** The values found to be wrong so far; complete when all were read. */
  public List<String> mistakes() {
    return List.copyOf(mistakes);
  }

  /** The options that were asked for. */
  public Collection<String> known() {
    return List.copyOf(known.values());
  }

  /** Wrong values, and options that were not asked for; complete when all were read. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>(mistakes);
    given.forEach(
        (canonical, option) -> {
          if (!known.containsKey(canonical)) {
            problems.add(
                path + option.key + " is unknown; " + Keys.hint(option.key, known.values()));
          }
        });
    return problems;
  }

  /** Reads a boolean; null if it is none. */
  public static @Nullable Boolean flag(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    return TRUE.contains(word) ? Boolean.TRUE : FALSE.contains(word) ? Boolean.FALSE : null;
  }

  private @Nullable Option ask(String key) {
    String canonical = Keys.canonical(key);
    known.putIfAbsent(canonical, key);
    return given.get(canonical);
  }

  private static String spelt(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String didYouMean(String wrong, List<String> names) {
    String nearest = Keys.nearest(wrong, names);
    return nearest == null ? "" : "; did you mean '" + nearest + "'?";
  }

  /** An option as it was written. */
  private record Option(String key, String value) {}
}
