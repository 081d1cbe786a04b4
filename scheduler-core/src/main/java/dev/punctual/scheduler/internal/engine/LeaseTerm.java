package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource;
import java.time.Duration;

/**
 * How long this node may believe in a lease: until a margin before the store ends it, by elapsed
 * time and by wall time, whichever comes first. Elapsed time misses a suspended machine, wall time
 * misses a clock that was set back; together they miss neither.
 */
record LeaseTerm(long endNanos, long endMillis) {

  /** The term of a lease of which the store said that it is gone. */
  static final LeaseTerm LOST = new LeaseTerm(0, Long.MIN_VALUE);

  /**
   * The term of a lease that was asked for at {@code sent} and counts from {@code wait} later.
   *
   * @param length the lease without the margin
   */
  static LeaseTerm from(Moment sent, Duration wait, Duration length) {
    long millis = wait.plus(length).toMillis();
    return new LeaseTerm(sent.nanos() + millis * 1_000_000, sent.millis() + millis);
  }

  boolean isCurrent(long nanos, long millis) {
    return nanos - endNanos < 0 && millis < endMillis;
  }

  /** One reading of both clocks. */
  record Moment(long nanos, long millis) {
    static Moment now(TimeSource time) {
      return new Moment(time.nanoTime(), time.millis());
    }
  }
}
