package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.trigger.DstPolicy;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says, before anything is made from it. {@link ConfiguredParts#make} makes
 * the stores and executors and throws if there are problems.
 *
 * @param stores by name; those of properties in the order of names
 * @param executors by name; those of properties in the order of names
 * @param defaults changes the policy that a job has unless it says otherwise
 * @param zone the zone of triggers without one; null when it is not given
 * @param dst what clock changes do to triggers that do not say; null when it is not given
 * @param problems what is wrong, apart from the options of stores and executors
 */
public record SchedulerConfig(
    Map<String, Component<JobStoreProvider>> stores,
    Map<String, Component<JobExecutorProvider>> executors,
    UnaryOperator<JobPolicy> defaults,
    @Nullable ZoneId zone,
    @Nullable DstPolicy dst,
    List<String> problems) {

  /** Copies the maps and the list. */
  public SchedulerConfig {
    stores = Collections.unmodifiableMap(new LinkedHashMap<>(stores));
    executors = Collections.unmodifiableMap(new LinkedHashMap<>(executors));
    problems = List.copyOf(problems);
  }

  /** Says nothing. */
  static final SchedulerConfig EMPTY =
      new SchedulerConfig(Map.of(), Map.of(), UnaryOperator.identity(), null, null, List.of());

  /** These components in the place of those of the same names, and further problems. */
  SchedulerConfig overriddenBy(
      Map<String, Component<JobStoreProvider>> otherStores,
      Map<String, Component<JobExecutorProvider>> otherExecutors,
      List<String> moreProblems) {
    List<String> all = new ArrayList<>(problems);
    all.addAll(moreProblems);
    return new SchedulerConfig(
        merged(otherStores, stores), merged(otherExecutors, executors), defaults, zone, dst, all);
  }

  /** The same without components that come from elsewhere. */
  public SchedulerConfig without(Set<String> storeNames, Set<String> executorNames) {
    Map<String, Component<JobStoreProvider>> fewerStores = new LinkedHashMap<>(stores);
    fewerStores.keySet().removeAll(storeNames);
    Map<String, Component<JobExecutorProvider>> fewerExecutors = new LinkedHashMap<>(executors);
    fewerExecutors.keySet().removeAll(executorNames);
    return new SchedulerConfig(fewerStores, fewerExecutors, defaults, zone, dst, problems);
  }

  private static <T> Map<String, T> merged(Map<String, T> first, Map<String, T> others) {
    Map<String, T> all = new LinkedHashMap<>(first);
    others.forEach(all::putIfAbsent);
    return all;
  }
}
