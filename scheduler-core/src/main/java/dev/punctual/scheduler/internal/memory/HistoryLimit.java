package dev.punctual.scheduler.internal.memory;

import java.time.Duration;

/**
 * How much history is kept.
 *
 * @param rows at most this many rows of each kind, 0 to 10,000,000
 * @param age at most this old
 */
public record HistoryLimit(int rows, Duration age) {

  /** 100,000 rows, 7 days. */
  public static final HistoryLimit DEFAULT = new HistoryLimit(100_000, Duration.ofDays(7));

  /** Most rows that may be asked for. */
  public static final int MAX_ROWS = 10_000_000;

  /** Checks the ranges. */
  public HistoryLimit {
    if (rows < 0 || rows > MAX_ROWS) {
      throw new IllegalArgumentException(
          "history rows " + rows + " are out of range; use 0 to " + MAX_ROWS);
    }
    if (age.isNegative() || age.compareTo(Duration.ofDays(36_500)) > 0) {
      throw new IllegalArgumentException(
          "history age " + age + " is out of range; use PT0S to P36500D");
    }
  }

  long ageMillis() {
    return age.toMillis();
  }
}
