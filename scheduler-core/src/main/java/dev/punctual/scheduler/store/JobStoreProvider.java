package dev.punctual.scheduler.store;

import dev.punctual.scheduler.config.ConfigReader;

/** Opens stores of one type. Found with {@link java.util.ServiceLoader}; has no state. */
public interface JobStoreProvider {

  /** The lower-case type, as in {@code jobstores.default.type}; unique among all providers. */
  String name();

  /**
   * Opens a store.
   *
   * @param config the options given for it; every option it knows is read, and what is left over is
   *     refused by the caller by name
   * @throws IllegalArgumentException if the options cannot be used together
   */
  JobStore open(ConfigReader config);
}
