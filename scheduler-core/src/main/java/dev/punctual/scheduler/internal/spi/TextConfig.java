package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.internal.config.MapConfig;
import dev.punctual.scheduler.store.JobPolicy;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a scheduler in words: by flat properties, and by maps for single components,
 * which go before them. Gathers what is wrong until it is {@linkplain #read read}.
 */
public final class TextConfig {

  /** What the keys of properties begin with unless another prefix is given. */
  public static final String PREFIX = "scheduler.";

  private final Section stores = new Section(PropertiesParse.STORES);
  private final Section executors = new Section(PropertiesParse.EXECUTORS);
  private final Section defaults = new Section(PropertiesParse.DEFAULTS);
  private String prefix = PREFIX;
  private @Nullable Map<String, ?> properties;

  /** Begins with nothing. */
  public TextConfig() {}

  /** Has the keys of the properties begin with {@code begin}; a dot at its end may be left out. */
  public void prefix(String begin) {
    prefix = begin.isEmpty() || begin.endsWith(".") ? begin : begin + '.';
  }

  /**
   * Takes flat properties.
   *
   * @throws IllegalStateException if there are some already
   */
  public void properties(Map<String, ?> given) {
    if (properties != null) {
      throw new IllegalStateException(
          "properties were given already; put them together into one map first");
    }
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(given));
  }

  /** Describes a store. */
  public void jobStore(String name, Map<String, ?> options) {
    stores.put(name, options);
  }

  /** Describes an executor. */
  public void executor(String name, Map<String, ?> options) {
    executors.put(name, options);
  }

  /** The change of the policy of jobs that {@code options} describe. */
  public UnaryOperator<JobPolicy> jobDefaults(Map<String, ?> options) {
    String path = defaults.name + '.';
    MapConfig config = new MapConfig(path, Texts.of(path, options, defaults.problems));
    JobDefaults change = new JobDefaults(config);
    defaults.problems.addAll(config.problems());
    return change;
  }

  /** Finds the providers of what is described, if anything is. */
  public SchedulerConfig read(ProviderLoader loader) {
    Map<String, ?> flat = properties;
    if (flat == null && stores.isEmpty() && executors.isEmpty() && defaults.problems.isEmpty()) {
      return SchedulerConfig.EMPTY;
    }
    ComponentTypes types = ComponentTypes.load(loader);
    PropertiesParse parse = new PropertiesParse(prefix);
    parse.addAll(flat == null ? Map.of() : flat);
    return parse
        .result(types)
        .overriddenBy(
            stores.find(types.stores()),
            executors.find(types.executors()),
            Stream.of(types.problems(), stores.problems, executors.problems, defaults.problems)
                .flatMap(Collection::stream)
                .toList());
  }

  /** The texts in {@code properties}, defaults included. */
  public static Map<String, String> texts(Properties properties) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : properties.stringPropertyNames()) {
      texts.put(key, properties.getProperty(key, ""));
    }
    return texts;
  }

  /**
   * The texts in a properties file in UTF-8.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public static Map<String, String> texts(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the configuration " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the configuration " + file + " is no properties file; " + e.getMessage(), e);
    }
    return texts(properties);
  }
}
