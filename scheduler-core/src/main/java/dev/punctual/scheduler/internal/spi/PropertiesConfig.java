package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.store.JobStoreProvider;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Reads configurations from flat properties: {@code scheduler.jobstores.NAME.type} and further
 * options of that store, the same for {@code executors}, {@code scheduler.job-defaults.KEY} and
 * {@code scheduler.timezone}.
 */
public final class PropertiesConfig {

  /** What keys begin with unless another prefix is given. */
  public static final String PREFIX = "scheduler.";

  private final Providers<JobStoreProvider> stores;
  private final Providers<JobExecutorProvider> executors;

  /** Finds types among the given providers. */
  public PropertiesConfig(
      Providers<JobStoreProvider> stores, Providers<JobExecutorProvider> executors) {
    this.stores = stores;
    this.executors = executors;
  }

  /**
   * Finds types among the providers that {@code loader} finds.
   *
   * @throws dev.punctual.scheduler.config.ConfigProblemsException if two have the same name
   */
  public static PropertiesConfig load(ProviderLoader loader) {
    return new PropertiesConfig(
        Providers.load(loader, JobStoreProvider.class, JobStoreProvider::name),
        Providers.load(loader, JobExecutorProvider.class, JobExecutorProvider::name));
  }

  /**
   * Reads what begins with {@code prefix} and leaves the rest alone.
   *
   * @param prefix ends with a dot, or is empty
   * @param properties values are texts, numbers, booleans or durations
   */
  public SchedulerConfig parse(String prefix, Map<String, ?> properties) {
    PropertiesParse parse = new PropertiesParse(prefix);
    parse.addAll(properties);
    return parse.result(stores, executors);
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
    }
    return texts(properties);
  }
}
