package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource;
import java.time.Duration;

/**
 * How long this node may believe in a lease: until a margin before the store ends it, by elapsed
 * time and by wall time, whichever comes first. Elapsed time misses a suspended machine, wall time
 * misses a clock that was set back; together they miss neither.
 */
final class LeaseTerm {

  private volatile long endNanos;
  private volatile long endMillis;
  private volatile boolean lost;

  private LeaseTerm(long endNanos, long endMillis) {
    this.endNanos = endNanos;
    this.endMillis = endMillis;
  }

  /**
   * The term of a lease that was asked for at {@code sent} and counts from {@code wait} later.
   *
   * @param length the lease without the margin
   */
  static LeaseTerm from(Moment sent, Duration wait, Duration length) {
    long millis = wait.plus(length).toMillis();
    return new LeaseTerm(sent.nanos() + millis * 1_000_000, sent.millis() + millis);
  }

  /** The lease was renewed by a call that was made at {@code sent}. */
  void extend(Moment sent, Duration length) {
    endNanos = sent.nanos() + length.toNanos();
    endMillis = sent.millis() + length.toMillis();
  }

  /** The store said that the lease is gone; false if it had said so before. */
  boolean lose() {
    boolean news = !lost;
    lost = true;
    return news;
  }

  boolean isCurrent(TimeSource time) {
    return !lost && time.nanoTime() - endNanos < 0 && time.millis() < endMillis;
  }

  /** One reading of both clocks. */
  record Moment(long nanos, long millis) {
    static Moment now(TimeSource time) {
      return new Moment(time.nanoTime(), time.millis());
    }
  }
}
