package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.internal.config.MapConfig;
import dev.punctual.scheduler.internal.config.Secrets;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.store.StoreException;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stores and executors that a configuration describes, made and not yet started.
 *
 * @param stores by name, in the order of the configuration
 * @param executors by name, in the order of the configuration
 */
public record ConfiguredParts(Map<String, JobStore> stores, Map<String, JobExecutor> executors) {

  /** Makes the maps unmodifiable. */
  public ConfiguredParts {
    stores = Collections.unmodifiableMap(stores);
    executors = Collections.unmodifiableMap(executors);
  }

  /**
   * Makes everything, or nothing: if something cannot be made, what was made so far is closed. All
   * options are read before anything is made.
   *
   * @param clock what components of this process live by
   * @throws ConfigProblemsException naming every mistake in the configuration, options included
   * @throws StoreException naming the store that could not be opened
   */
  public static ConfiguredParts make(SchedulerConfig config, InstantSource clock) {
    Making making = new Making(config, clock);
    try {
      making.once(true);
      making.refuseProblems();
      making.once(false);
      making.refuseProblems();
      return making.made;
    } catch (RuntimeException | Error failure) {
      making.made.close(failure);
      throw failure;
    }
  }

  /** Closes and shuts down everything because of {@code failure}. */
  public void close(Throwable failure) {
    stores.values().forEach(store -> attempt(store::close, failure));
    executors.values().forEach(executor -> attempt(executor::shutdown, failure));
  }

  private static void attempt(Runnable end, Throwable failure) {
    try {
      end.run();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Makes components and gathers what is wrong with their options. */
  private static final class Making {

    private final SchedulerConfig config;
    private final InstantSource clock;
    private final Set<String> problems;
    private final Map<String, JobStore> stores = new LinkedHashMap<>();
    private final Map<String, JobExecutor> executors = new LinkedHashMap<>();
    private final ConfiguredParts made = new ConfiguredParts(stores, executors);

    Making(SchedulerConfig config, InstantSource clock) {
      this.config = config;
      this.clock = clock;
      this.problems = new LinkedHashSet<>(config.problems());
    }

    /**
     * Makes what is not made yet.
     *
     * @param rehearsal has each provider stop when it has read its options
     */
    void once(boolean rehearsal) {
      config.executors().forEach((name, component) -> executor(name, component, rehearsal));
      config.stores().forEach((name, component) -> store(name, component, rehearsal));
    }

    void refuseProblems() {
      if (!problems.isEmpty()) {
        throw new ConfigProblemsException(List.copyOf(problems));
      }
    }

    private void executor(
        String name, Component<JobExecutorProvider> component, boolean rehearsal) {
      if (!executors.containsKey(name)) {
        JobExecutor executor = make(component, rehearsal, component.provider()::create);
        if (executor != null) {
          executors.put(name, executor);
        }
      }
    }

    private void store(String name, Component<JobStoreProvider> component, boolean rehearsal) {
      if (stores.containsKey(name)) {
        return;
      }
      JobStore store;
      try {
        store = make(component, rehearsal, component.provider()::open);
      } catch (RuntimeException e) {
        String text = Secrets.masked(String.valueOf(e.getMessage()), component.options());
        throw new StoreException(
            component.place() + " could not be opened; " + text,
            Masked.cause(e, component.options()));
      }
      if (store != null) {
        stores.put(name, store);
      }
    }

    private <P, T> @Nullable T make(Component<P> component, boolean rehearsal, Maker<T> maker) {
      MapConfig reader = new MapConfig(component.path(), component.options(), clock);
      if (rehearsal || !problems.isEmpty()) {
        reader.refuseAtEnd();
      }
      try {
        T part = maker.make(reader);
        problems.addAll(reader.problems());
        return part;
      } catch (ConfigProblemsException e) {
        problems.addAll(e.problems());
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        problems.addAll(reader.mistakes());
        String text = Secrets.masked(String.valueOf(e.getMessage()), component.options());
        problems.add(component.path() + "type cannot be used as configured; " + text);
      }
      return null;
    }
  }

  /** How a provider makes a component. */
  private interface Maker<T> {
    T make(ConfigReader reader);
  }
}
