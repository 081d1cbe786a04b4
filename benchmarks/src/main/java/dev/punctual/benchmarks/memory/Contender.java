package dev.punctual.benchmarks.memory;

import java.util.function.LongConsumer;

/** A running scheduler that is measured. Times are epoch milliseconds. */
interface Contender extends AutoCloseable {

  /** Adds a job that runs once. */
  void addOnce(long due, Runnable job);

  /**
   * Adds a job that runs every second.
   *
   * @param first when it runs first
   * @param job is given the time at which it should run
   */
  void addEverySecond(long first, LongConsumer job);

  /** Waits until what its jobs did is recorded, if it records; called when the last has run. */
  default void settle() {}

  /** How many runs it has recorded as done; negative if it keeps no record. */
  default long recorded() {
    return -1;
  }

  /** Ends it without waiting for jobs. */
  @Override
  void close();
}
