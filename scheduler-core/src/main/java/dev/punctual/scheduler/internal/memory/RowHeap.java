package dev.punctual.scheduler.internal.memory;

/** Rows by a time; a row is in one of these at most. */
interface RowHeap<E extends Entry<?, E>> {

  /** What {@link #headTime} answers when there is no row. */
  long NEVER = Long.MAX_VALUE;

  /** The earliest time. */
  long headTime();

  /** Takes out a row that is in this heap. */
  void remove(E row);

  /** Whether rows of one task are kept here, out of the way of others. */
  default boolean isAside() {
    return false;
  }
}
