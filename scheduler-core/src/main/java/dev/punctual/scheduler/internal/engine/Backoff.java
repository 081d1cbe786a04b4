package dev.punctual.scheduler.internal.engine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a number of failures in a row: a random share of a bound that doubles with
 * each failure, so that many nodes do not come back at once.
 *
 * @param first the bound after the first failure
 * @param cap the largest bound
 */
record Backoff(Duration first, Duration cap) {

  /** What the engine's loops use. */
  static final Backoff LOOPS = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

  /**
   * Nanoseconds to wait, more than zero.
   *
   * @param failures 1 or more
   */
  long nanos(int failures, RandomGenerator random) {
    int doublings = Math.min(failures - 1, 30);
    long bound = Math.min(cap.toNanos(), first.toNanos() << Math.min(doublings, 20));
    return 1 + random.nextLong(bound);
  }
}
