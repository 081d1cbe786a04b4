package com.example.store;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;

/** Opens toy stores: type {@code toy} with the option {@code history-rows}. */
public final class ToyStoreProvider implements JobStoreProvider {

  /** For {@link java.util.ServiceLoader}. */
  public ToyStoreProvider() {}

  @Override
  public String name() {
    return "toy";
  }

  @Override
  public JobStore open(ConfigReader config) {
    int rows = config.number("history-rows", ToyStore.HISTORY_ROWS, 0, 1_000_000);
    config.end();
    return ToyStore.create(config.clock(), rows);
  }
}
