package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.config.MapConfig;
import dev.punctual.scheduler.store.JobStore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The stores and executors that a configuration describes, made and not yet started.
 *
 * @param stores by name, in the order of names
 * @param executors by name, in the order of names
 */
public record ConfiguredParts(Map<String, JobStore> stores, Map<String, JobExecutor> executors) {

  /** Copies the maps. */
  public ConfiguredParts {
    stores = Collections.unmodifiableMap(new LinkedHashMap<>(stores));
    executors = Collections.unmodifiableMap(new LinkedHashMap<>(executors));
  }

  /**
   * Makes everything, or nothing: if something cannot be made, the stores opened so far are closed.
   *
   * @throws ConfigProblemsException naming every mistake in the configuration, options included
   */
  public static ConfiguredParts make(SchedulerConfig config) {
    Making making = new Making(config.problems());
    Map<String, JobStore> stores = new LinkedHashMap<>();
    try {
      Map<String, JobExecutor> executors = new LinkedHashMap<>();
      making.all(config.executors(), (provider, reader) -> provider.create(reader), executors);
      making.all(config.stores(), (provider, reader) -> provider.open(reader), stores);
      if (!making.problems.isEmpty()) {
        throw new ConfigProblemsException(List.copyOf(making.problems));
      }
      return new ConfiguredParts(stores, executors);
    } catch (RuntimeException | Error failure) {
      close(stores, failure);
      throw failure;
    }
  }

  private static void close(Map<String, JobStore> stores, Throwable failure) {
    for (JobStore store : stores.values()) {
      try {
        store.close();
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
  }

  /** Makes components and gathers what is wrong with their options. */
  private static final class Making {

    private final Set<String> problems;

    Making(List<String> known) {
      this.problems = new LinkedHashSet<>(known);
    }

    <P, T> void all(
        Map<String, Component<P>> described,
        BiFunction<P, ConfigReader, T> maker,
        Map<String, T> made) {
      described.forEach((name, component) -> one(name, component, maker, made));
    }

    private <P, T> void one(
        String name,
        Component<P> component,
        BiFunction<P, ConfigReader, T> maker,
        Map<String, T> made) {
      MapConfig reader = new MapConfig(component.path(), component.options());
      if (!problems.isEmpty()) {
        reader.refuseAtEnd();
      }
      try {
        made.put(name, maker.apply(component.provider(), reader));
        problems.addAll(reader.problems());
      } catch (ConfigProblemsException e) {
        problems.addAll(e.problems());
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        problems.addAll(reader.mistakes());
        problems.add(component.path() + "type cannot be used as configured; " + e.getMessage());
      }
    }
  }
}
