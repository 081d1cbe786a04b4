package dev.punctual.scheduler.internal.executor;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the runs that were accepted and have not ended, up to a limit, until it is closed. Closing
 * and counting are one step: after {@link #close} the count only falls.
 */
public final class Intake {

  private static final int CLOSED = Integer.MIN_VALUE;

  private final int limit;

  /** The count; its sign bit says closed. */
  private final AtomicInteger state = new AtomicInteger();

  /** Accepts at most {@code limit} at a time; {@link Integer#MAX_VALUE} is no limit. */
  public Intake(int limit) {
    this.limit = limit;
  }

  /** Counts one more; false when it is full or closed. */
  public boolean tryEnter() {
    int seen = state.get();
    while (seen >= 0 && seen < limit) {
      int found = state.compareAndExchange(seen, seen + 1);
      if (found == seen) {
        return true;
      }
      seen = found;
    }
    return false;
  }

  /** Counts one less and answers how many were counted before; negative if it is closed. */
  public int leave() {
    return state.getAndDecrement();
  }

  /** How many it accepts at a time. */
  public int limit() {
    return limit;
  }

  /** How many more would be accepted; {@link Integer#MAX_VALUE} when there is no limit. */
  public int room() {
    int seen = state.get();
    if (seen < 0) {
      return 0;
    }
    return limit == Integer.MAX_VALUE ? limit : limit - seen;
  }

  /** How many are counted. */
  public int inside() {
    return state.get() & ~CLOSED;
  }

  /** Accepts no more. */
  public void close() {
    state.updateAndGet(seen -> seen | CLOSED);
  }

  /** Whether it accepts no more for good. */
  public boolean isClosed() {
    return state.get() < 0;
  }

  /** Whether it is closed and all have left. */
  public boolean isDrained() {
    return state.get() == CLOSED;
  }
}
