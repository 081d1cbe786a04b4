package dev.punctual.scheduler.executor;

import dev.punctual.scheduler.config.ConfigReader;

/** Makes executors of one type. Found with {@link java.util.ServiceLoader}; has no state. */
public interface JobExecutorProvider {

  /** The lower-case type, as in {@code executors.default.type}; unique among all providers. */
  String name();

  /**
   * Makes an executor; no thread starts yet.
   *
   * @param config the options given for it; every option it knows is read, then {@link
   *     ConfigReader#end} is called, and what is left over is refused by name. All options have
   *     defaults where that makes sense.
   * @throws IllegalArgumentException if the options cannot be used together
   */
  JobExecutor create(ConfigReader config);
}
