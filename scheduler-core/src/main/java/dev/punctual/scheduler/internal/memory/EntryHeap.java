package dev.punctual.scheduler.internal.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows by a time in milliseconds, the earliest first: a heap with four children to a node, its
 * times side by side in memory. Each row knows its place, so any row leaves in logarithmic time.
 * Guarded by the store's lock.
 */
final class EntryHeap<E extends Entry<?, E>> {

  /** What {@link #headTime} answers when there is no row. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int SMALLEST = 16;

  private final @Nullable String aside;
  private final boolean ordered;
  private long[] times = new long[SMALLEST];
  private long[] keys;
  private @Nullable Object[] rows = new Object[SMALLEST];
  private int size;

  /**
   * An empty heap.
   *
   * @param ordered whether rows of one time are ordered by {@link Entry#precedes}
   * @param aside the one task whose rows are kept here; null when any may be
   */
  EntryHeap(boolean ordered, @Nullable String aside) {
    this.ordered = ordered;
    this.keys = new long[ordered ? SMALLEST : 0];
    this.aside = aside;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Whether rows of one task are kept here, out of the way of others. */
  boolean isAside() {
    return aside != null;
  }

  long headTime() {
    return size == 0 ? NEVER : times[0];
  }

  E head() {
    return row(0);
  }

  /** The task of the first row. */
  String headTask() {
    return head().task();
  }

  long timeOf(E row) {
    return times[row.place];
  }

  /** The row at a place from 0 to {@link #size} - 1, in no useful order. */
  @SuppressWarnings("unchecked")
  E row(int place) {
    Object row = rows[place];
    if (row == null) {
      throw new IllegalStateException("nothing at " + place + " of " + size);
    }
    return (E) row;
  }

  /** Whether the first row goes before the first row of {@code other}; neither is empty. */
  boolean precedes(EntryHeap<E> other) {
    return times[0] < other.times[0]
        || (times[0] == other.times[0] && row(0).precedes(other.row(0)));
  }

  void add(E row, long time) {
    if (size == times.length) {
      resize(size + (size >> 1));
    }
    row.heap = this;
    rise(size++, row, time, ordered ? row.orderKey() : OrderKey.NONE);
  }

  E poll() {
    E head = row(0);
    remove(head);
    return head;
  }

  void remove(E row) {
    int hole = row.place;
    if (row.heap != this || rows[hole] != row) {
      throw new IllegalStateException("not in this heap: " + row.key());
    }
    row.heap = null;
    E last = row(--size);
    rows[size] = null;
    if (last != row) {
      settle(hole, last, times[size], keyAt(size));
    }
    if (times.length > SMALLEST && size < times.length >> 2) {
      resize(times.length >> 1);
    }
  }

  /** Gives a row of this heap another time. */
  void move(E row, long time) {
    settle(row.place, row, time, keyAt(row.place));
  }

  private void settle(int at, E row, long time, long key) {
    sink(at, row, time, key);
    if (row.place == at) {
      rise(at, row, time, key);
    }
  }

  private void rise(int from, E row, long time, long key) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >> 2;
      if (!goesBefore(row, time, key, parent)) {
        break;
      }
      set(at, row(parent), times[parent], keyAt(parent));
      at = parent;
    }
    set(at, row, time, key);
  }

  private void sink(int from, E row, long time, long key) {
    int at = from;
    for (int first = (at << 2) + 1; first < size; first = (at << 2) + 1) {
      int least = first;
      int end = Math.min(first + 4, size);
      for (int child = first + 1; child < end; child++) {
        if (goesBefore(child, least)) {
          least = child;
        }
      }
      if (!goesAfter(row, time, key, least)) {
        break;
      }
      set(at, row(least), times[least], keyAt(least));
      at = least;
    }
    set(at, row, time, key);
  }

  private boolean goesBefore(int one, int other) {
    if (times[one] != times[other]) {
      return times[one] < times[other];
    }
    return ordered
        && (OrderKey.decide(keys[one], keys[other])
            ? keys[one] < keys[other]
            : row(one).precedes(row(other)));
  }

  private boolean goesBefore(E row, long time, long key, int other) {
    if (time != times[other]) {
      return time < times[other];
    }
    return ordered
        && (OrderKey.decide(key, keys[other]) ? key < keys[other] : row.precedes(row(other)));
  }

  private boolean goesAfter(E row, long time, long key, int other) {
    return time > times[other]
        || (ordered && time == times[other] && !goesBefore(row, time, key, other));
  }

  private long keyAt(int at) {
    return ordered ? keys[at] : OrderKey.NONE;
  }

  private void set(int at, E row, long time, long key) {
    times[at] = time;
    if (ordered) {
      keys[at] = key;
    }
    rows[at] = row;
    row.place = at;
  }

  private void resize(int length) {
    times = Arrays.copyOf(times, length);
    rows = Arrays.copyOf(rows, length);
    if (ordered) {
      keys = Arrays.copyOf(keys, length);
    }
  }
}
