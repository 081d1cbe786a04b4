package dev.punctual.scheduler;

import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.executor.VirtualThreadExecutor;
import dev.punctual.scheduler.internal.spi.ConfiguredParts;
import dev.punctual.scheduler.internal.spi.ProviderLoader;
import dev.punctual.scheduler.internal.spi.SchedulerConfig;
import dev.punctual.scheduler.internal.spi.TextConfig;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Names;
import dev.punctual.scheduler.trigger.DstPolicy;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a scheduler is made of. Everything has a default: one store in memory, one pool of 10
 * threads, both called {@code default}.
 *
 * <p>Stores and executors are given as objects, as maps of options, or by flat properties, side by
 * side; what a method names goes before what properties say of the same. In maps and properties
 * {@code type} names the provider, which {@link java.util.ServiceLoader} finds, and may be left out
 * where the component is called like its type. Keys are lower case with dashes; underscores and
 * capitals are the same. Values are texts, numbers, booleans, durations or enum constants.
 *
 * <p>Maps and properties are looked at when the scheduler is made; all their mistakes are told
 * together by one {@link dev.punctual.scheduler.config.ConfigProblemsException}. Not for use by
 * several threads.
 *
 * @param <O> the type that the setters return
 */
public abstract sealed class SchedulerOptions<O extends SchedulerOptions<O>>
    permits SchedulerBuilder, SchedulerSetup {

  /** The name of the store and of the executor that jobs use unless they say otherwise. */
  static final String DEFAULT = "default";

  private final Map<String, JobStore> stores = new LinkedHashMap<>();
  private final Map<String, JobExecutor> executors = new LinkedHashMap<>();
  private final Set<String> storeNames = new LinkedHashSet<>();
  private final Set<String> executorNames = new LinkedHashSet<>();
  private final TextConfig text = new TextConfig();
  private final List<UnaryOperator<JobPolicy>> defaults = new ArrayList<>();
  private @Nullable ZoneId zone;
  private @Nullable DstPolicy dst;

  SchedulerOptions() {}

  /**
   * Adds a store, which the scheduler closes when it ends.
   *
   * @throws IllegalArgumentException if the name is not valid or taken
   */
  public final O jobStore(String name, JobStore store) {
    Objects.requireNonNull(store, "store");
    requireNew("store", storeNames, name);
    stores.put(name, store);
    return self();
  }

  /**
   * Adds a store of the type and with the options that a map names.
   *
   * @throws IllegalArgumentException if the name is not valid or taken
   */
  public final O jobStore(String name, Map<String, ?> options) {
    requireNew("store", storeNames, name);
    text.jobStore(name, options);
    return self();
  }

  /**
   * Adds an executor; it must not be used by another scheduler.
   *
   * @throws IllegalArgumentException if the name is not valid or taken
   */
  public final O executor(String name, JobExecutor executor) {
    Objects.requireNonNull(executor, "executor");
    requireNew("executor", executorNames, name);
    executors.put(name, executor);
    return self();
  }

  /**
   * Adds an executor of the type and with the options that a map names.
   *
   * @throws IllegalArgumentException if the name is not valid or taken
   */
  public final O executor(String name, Map<String, ?> options) {
    requireNew("executor", executorNames, name);
    text.executor(name, options);
    return self();
  }

  /**
   * Runs jobs in virtual threads, one each, unless they name another executor; the same as an
   * executor called {@code default} of {@link VirtualThreadExecutor#create}.
   *
   * @throws IllegalArgumentException if there is an executor called {@code default} already
   * @throws UnsupportedOperationException if this Java has no virtual threads, which came with 21
   */
  public final O virtualThreads() {
    return executor(DEFAULT, VirtualThreadExecutor.create());
  }

  /**
   * Says what holds for jobs that do not say otherwise; a second call builds on the first.
   *
   * @param changes called when the scheduler is made
   */
  public final O jobDefaults(Consumer<JobDefaults> changes) {
    Objects.requireNonNull(changes, "changes");
    defaults.add(
        before -> {
          JobDefaults options = new JobDefaults(before);
          changes.accept(options);
          return options.policy();
        });
    return self();
  }

  /** As {@link #jobDefaults(Consumer)} with a map such as {@code Map.of("max-instances", 3)}. */
  public final O jobDefaults(Map<String, ?> options) {
    defaults.add(text.jobDefaults(options));
    return self();
  }

  /** The zone of triggers that name none; the system's zone if this is not called. */
  public final O zone(ZoneId zoneId) {
    zone = Objects.requireNonNull(zoneId, "zoneId");
    return self();
  }

  /**
   * What clock changes do to triggers that do not say; {@link DstPolicy#RECOMMENDED} by default.
   */
  public final O dst(DstPolicy policy) {
    dst = Objects.requireNonNull(policy, "policy");
    return self();
  }

  /**
   * Takes flat properties such as {@code scheduler.jobstores.default.type}; copied. Keys with
   * another beginning are left alone.
   *
   * @throws IllegalStateException if there are properties already
   */
  public final O properties(Map<String, ?> properties) {
    text.properties(properties);
    return self();
  }

  /**
   * As {@link #properties(Map)}, the defaults of {@code properties} included.
   *
   * @throws IllegalStateException if there are properties already
   */
  public final O properties(Properties properties) {
    text.properties(TextConfig.texts(properties));
    return self();
  }

  /**
   * As {@link #properties(Map)}, from a properties file in UTF-8.
   *
   * @throws IllegalStateException if there are properties already
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public final O properties(Path file) {
    text.properties(TextConfig.texts(file));
    return self();
  }

  /**
   * What the keys of the properties begin with; {@code scheduler} if this is not called. Empty for
   * nothing.
   */
  public final O propertiesPrefix(String prefix) {
    text.prefix(prefix);
    return self();
  }

  /** Makes the stores and executors, all or none. */
  final SchedulerParts open(TimeSource time) {
    SchedulerConfig config =
        text.read(ProviderLoader.SERVICES).without(stores.keySet(), executors.keySet());
    JobPolicy policy = config.defaults().apply(JobPolicy.DEFAULT);
    for (UnaryOperator<JobPolicy> change : defaults) {
      policy = change.apply(policy);
    }
    ZoneId firstZone = zone == null ? config.zone() : zone;
    DstPolicy firstDst = dst == null ? config.dst() : dst;
    SchedulerDefaults chosen =
        new SchedulerDefaults(
            policy,
            firstZone == null ? time.zone() : firstZone,
            firstDst == null ? DstPolicy.RECOMMENDED : firstDst);
    ConfiguredParts opened = ConfiguredParts.make(config, time);
    Map<String, JobStore> allStores = named(storeNames, stores, opened.stores());
    allStores.computeIfAbsent(DEFAULT, name -> MemoryJobStore.create(time));
    Map<String, JobExecutor> allExecutors = named(executorNames, executors, opened.executors());
    allExecutors.computeIfAbsent(DEFAULT, name -> usualExecutor(time));
    return new SchedulerParts(allStores, allExecutors, chosen, opened);
  }

  /** Threads do not live by a time that a test moves, so what it drives runs inline. */
  private static JobExecutor usualExecutor(TimeSource time) {
    return time.goesByItself()
        ? ThreadPoolExecutor.ofSize(ThreadPoolExecutor.DEFAULT_SIZE)
        : DirectExecutor.create();
  }

  /** Whether a method has named an executor so. */
  final boolean hasExecutor(String name) {
    return executorNames.contains(name);
  }

  abstract O self();

  private static <T> Map<String, T> named(
      Set<String> order, Map<String, T> given, Map<String, T> opened) {
    Map<String, T> all = new LinkedHashMap<>();
    for (String name : order) {
      T instance = given.get(name);
      all.put(name, instance == null ? Objects.requireNonNull(opened.get(name)) : instance);
    }
    opened.forEach(all::putIfAbsent);
    return all;
  }

  private static void requireNew(String what, Set<String> taken, String name) {
    Names.require(what, name);
    if (!taken.add(name)) {
      throw new IllegalArgumentException("two " + what + "s are called '" + name + "'");
    }
  }
}
