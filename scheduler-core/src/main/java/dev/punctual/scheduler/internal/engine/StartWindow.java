package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.ExecutionRecord;
import java.time.Duration;
import java.time.Instant;

/**
 * When an execution may start, as elapsed time on this node: from its due time until its deadline,
 * both measured from the store's time in the reply that brought it.
 *
 * @param opensNanos the elapsed time before which it must not start
 * @param closesNanos the elapsed time after which it must not start any more
 */
record StartWindow(long opensNanos, long closesNanos) {

  private static final Duration NEVER = Duration.ofDays(36_500);

  /** The window of {@code record}, which came in a reply of {@code storeNow} received then. */
  static StartWindow of(ExecutionRecord record, Instant storeNow, long receivedNanos) {
    Instant deadline = record.deadline();
    Duration left = deadline == null ? NEVER : Duration.between(storeNow, deadline);
    Duration bounded = left.compareTo(NEVER) > 0 ? NEVER : left;
    return new StartWindow(
        receivedNanos + untilDue(record, storeNow).toNanos(), receivedNanos + bounded.toNanos());
  }

  /** The window of what is due and has no deadline, from now on. */
  static StartWindow from(long nanos) {
    return new StartWindow(nanos, nanos + NEVER.toNanos());
  }

  /** How long after {@code storeNow} the execution is due; zero if it is. */
  static Duration untilDue(ExecutionRecord record, Instant storeNow) {
    Duration ahead = Duration.between(storeNow, record.dueTime());
    return ahead.isNegative() ? Duration.ZERO : ahead;
  }

  /** When it closes by the wall clock as that is now, rounded up. */
  long closesMillis(TimeSource time) {
    return time.millis() + (closesNanos - time.nanoTime()) / 1_000_000 + 1;
  }

  boolean isOpen(long nanos) {
    return nanos - opensNanos >= 0;
  }

  boolean isOver(long nanos) {
    return nanos - closesNanos > 0;
  }
}
