package dev.punctual.scheduler;

import java.time.Duration;

/**
 * How many runs a node starts in a while. It holds a bucket of {@code runs} tokens, full at first;
 * each run takes one, and one comes back every {@code period / runs}. So after a rest {@code runs}
 * may start at once, and in the long run {@code runs} start in each period.
 *
 * @param runs 1 to 1,000,000
 * @param period more than zero, at most 365 days, and not less than a microsecond for each run
 */
public record RateLimit(int runs, Duration period) {

  private static final int MOST_RUNS = 1_000_000;
  private static final Duration LONGEST = Duration.ofDays(365);

  /** Checks the ranges; the message names the value and the rule. */
  public RateLimit {
    if (runs < 1 || runs > MOST_RUNS) {
      throw new IllegalArgumentException("runs " + runs + " is out of range; use 1 to 1,000,000");
    }
    Duration shortest = Duration.ofNanos(1_000L * runs);
    if (period.compareTo(shortest) < 0 || period.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "period "
              + period
              + " of "
              + runs
              + " runs is out of range; use "
              + shortest
              + " to "
              + LONGEST);
    }
  }

  /** So many runs in each period. */
  public static RateLimit of(int runs, Duration period) {
    return new RateLimit(runs, period);
  }
}
