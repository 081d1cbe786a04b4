package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.store.JobStoreProvider;
import java.util.ArrayList;
import java.util.List;

/** The types of stores and executors that a configuration may name. */
public record ComponentTypes(
    Providers<JobStoreProvider> stores, Providers<JobExecutorProvider> executors) {

  /** Those whose providers {@code loader} finds. */
  public static ComponentTypes load(ProviderLoader loader) {
    return new ComponentTypes(
        Providers.load(loader, JobStoreProvider.class, JobStoreProvider::name),
        Providers.load(loader, JobExecutorProvider.class, JobExecutorProvider::name));
  }

  /** What keeps a configuration from being used, whatever it says. */
  List<String> problems() {
    List<String> problems = new ArrayList<>(stores.problems());
    problems.addAll(executors.problems());
    return problems;
  }
}
