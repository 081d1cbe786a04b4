package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.store.MemoryJobStore;
import java.time.Duration;

/**
 * Opens memory stores: type {@code memory}, options {@code history-rows} and {@code history-age}.
 */
public final class MemoryJobStoreProvider implements JobStoreProvider {

  /** For {@link java.util.ServiceLoader}. */
  public MemoryJobStoreProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public JobStore open(ConfigReader config) {
    HistoryLimit limit = HistoryLimit.DEFAULT;
    int rows = config.number("history-rows", limit.rows(), 0, HistoryLimit.MAX_ROWS);
    Duration age = config.duration("history-age", limit.age());
    config.end();
    return MemoryJobStore.create(config.clock(), rows, age);
  }
}
