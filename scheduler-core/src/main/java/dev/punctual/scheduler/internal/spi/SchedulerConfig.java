package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobStoreProvider;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says, before anything is made from it. {@link ConfiguredParts#make} makes
 * the stores and executors and throws if there are problems.
 *
 * @param stores by name, in the order of names
 * @param executors by name, in the order of names
 * @param defaults changes the policy that a job has unless it says otherwise
 * @param zone the zone of triggers without one; null when it is not given
 * @param problems what is wrong, apart from the options of stores and executors
 */
public record SchedulerConfig(
    Map<String, Component<JobStoreProvider>> stores,
    Map<String, Component<JobExecutorProvider>> executors,
    UnaryOperator<JobPolicy> defaults,
    @Nullable ZoneId zone,
    List<String> problems) {

  /** Copies the maps and the list. */
  public SchedulerConfig {
    stores = Collections.unmodifiableMap(new LinkedHashMap<>(stores));
    executors = Collections.unmodifiableMap(new LinkedHashMap<>(executors));
    problems = List.copyOf(problems);
  }
}
