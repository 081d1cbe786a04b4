package dev.punctual.examples.webservice;

import java.util.Map;

/**
 * Where the jobs are kept, as the options of a job store.
 *
 * @param options as in a configuration file: its type and what that type takes
 */
record Storage(Map<String, String> options) {

  /** The folder, below the one where the service is started, that has the jobs unless said. */
  static final String FOLDER = "web-service-data";

  /**
   * A database in a file of this process. Every commit goes to the file at once, so that a kill
   * loses nothing; it is closed by the scheduler and not by a shutdown hook, and writes no log.
   */
  static final Storage FILE =
      database(
          "jdbc:h2:file:./"
              + FOLDER
              + "/jobs;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");

  private static final Storage MEMORY = new Storage(Map.of("type", "memory"));

  /**
   * The storage of that name or address.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Storage of(String place) {
    if (place.equals("memory")) {
      return MEMORY;
    }
    if (place.startsWith("jdbc:")) {
      return database(place);
    }
    if (place.matches("(redis|rediss|redis-sentinel):.*")) {
      return new Storage(Map.of("type", "redis", "url", place));
    }
    throw new IllegalArgumentException(
        "--store '"
            + place
            + "' is not a place for jobs; use memory or an address like"
            + " jdbc:postgresql://host/database?user=me or redis://127.0.0.1:6379");
  }

  private static Storage database(String url) {
    return new Storage(Map.of("type", "jdbc", "url", url, "schema-mode", "create"));
  }
}
