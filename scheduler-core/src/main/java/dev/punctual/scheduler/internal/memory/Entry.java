package dev.punctual.scheduler.internal.memory;

import org.jspecify.annotations.Nullable;

/**
 * A row that is in one {@link EntryTable} and in at most one {@link RowHeap} and needs no wrapper
 * object in either: what they must know about it is kept here.
 *
 * <p>All fields are guarded by the store's lock.
 */
abstract class Entry<K, E extends Entry<K, E>> {

  /** Where the table keeps it. */
  int index;

  /** The heap that the row is in; null when it is in none. */
  @Nullable RowHeap<E> heap;

  /** What that heap knows it by. */
  int place;

  abstract K key();

  /** The queue that it waits in. */
  abstract String queue();

  /** The band within its queue, 0 (last) to 9 (first). */
  abstract int priority();

  /** What code it needs. */
  abstract String task();

  /** See {@link OrderKey}. */
  abstract long orderKey();

  /** Whether it goes before {@code other}, which is due at the same time. */
  abstract boolean precedes(E other);
}
