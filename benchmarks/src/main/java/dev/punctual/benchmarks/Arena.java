package dev.punctual.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** One contender on a store that nodes in JVMs of their own share. */
public interface Arena {

  /**
   * Starts nodes on an empty store, which do nothing yet.
   *
   * @param workers how many run jobs, and add some
   * @param withClient whether there is one before them that only adds
   * @param sleepMillis how long a job takes
   */
  Nodes open(int workers, boolean withClient, int sleepMillis) throws Exception;

  /** What the server has counted so far, by name; nothing if it does not tell. */
  Map<String, Double> counts() throws Exception;

  /** Has the server clean up after the jobs that were, as it does by itself from time to time. */
  default void tidy() throws Exception {}

  /** How much is measured. */
  Sizes sizes();

  /** How many jobs a drain has. */
  int jobs();

  /** Whether the contender is so slow that it gets fewer jobs, and less to warm up. */
  boolean isSlow();

  /** How long what is measured by time takes. */
  default int seconds() {
    return sizes().seconds();
  }

  /** What has been counted since, divided by {@code parts}, with {@code _per_} and their name. */
  default Map<String, Double> counted(Map<String, Double> before, double parts, String part)
      throws Exception {
    Map<String, Double> counted = new LinkedHashMap<>();
    counts()
        .forEach(
            (name, now) -> counted.put(name + "_per_" + part, (now - before.get(name)) / parts));
    return counted;
  }
}
