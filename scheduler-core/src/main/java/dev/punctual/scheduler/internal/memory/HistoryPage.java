package dev.punctual.scheduler.internal.memory;

/**
 * A fixed number of places for rows of a {@link HistoryLog}, used one after another. Guarded by the
 * store's lock.
 */
abstract class HistoryPage<T> {

  /** How many places there are; a power of two. */
  static final int ROWS = 512;

  /** When the row in each place was recorded. */
  final long[] recorded = new long[ROWS];

  /** The row in a place that has one. */
  abstract T row(int place);

  /** About how many bytes of text and payload that row keeps alive. */
  abstract long weight(int place);

  /** Lets go of what that row keeps alive. */
  abstract void forget(int place);
}
