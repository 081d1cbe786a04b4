package dev.punctual.scheduler.store;

import dev.punctual.scheduler.config.ConfigReader;

/** Opens stores of one type. Found with {@link java.util.ServiceLoader}; has no state. */
public interface JobStoreProvider {

  /** The lower-case type, as in {@code jobstores.default.type}; unique among all providers. */
  String name();

  /**
   * Opens a store.
   *
   * @param config the options given for it; every option it knows is read, then {@link
   *     ConfigReader#end} is called, and what is left over is refused by name. All options have
   *     defaults where that makes sense.
   * @throws IllegalArgumentException if the options cannot be used together
   */
  JobStore open(ConfigReader config);
}
