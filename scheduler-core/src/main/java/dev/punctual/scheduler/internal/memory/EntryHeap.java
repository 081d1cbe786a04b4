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
  private final boolean ties;
  private long[] times = new long[SMALLEST];
  private @Nullable Object[] rows = new Object[SMALLEST];
  private int size;

  /**
   * An empty heap.
   *
   * @param ties whether rows of one time are ordered by {@link Entry#precedes}
   * @param aside the one task whose rows are kept here; null when any may be
   */
  EntryHeap(boolean ties, @Nullable String aside) {
    this.ties = ties;
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
    rise(size++, row, time);
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
    long time = times[size];
    rows[size] = null;
    if (last != row) {
      settle(hole, last, time);
    }
    if (times.length > SMALLEST && size < times.length >> 2) {
      resize(times.length >> 1);
    }
  }

  /** Gives a row of this heap another time. */
  void move(E row, long time) {
    settle(row.place, row, time);
  }

  private void settle(int at, E row, long time) {
    sink(at, row, time);
    if (row.place == at) {
      rise(at, row, time);
    }
  }

  private void rise(int from, E row, long time) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >> 2;
      if (!goesBefore(row, time, parent)) {
        break;
      }
      set(at, row(parent), times[parent]);
      at = parent;
    }
    set(at, row, time);
  }

  private void sink(int from, E row, long time) {
    int at = from;
    for (int first = (at << 2) + 1; first < size; first = (at << 2) + 1) {
      int least = first;
      int end = Math.min(first + 4, size);
      for (int child = first + 1; child < end; child++) {
        if (goesBefore(row(child), times[child], least)) {
          least = child;
        }
      }
      if (!goesBefore(row(least), times[least], row, time)) {
        break;
      }
      set(at, row(least), times[least]);
      at = least;
    }
    set(at, row, time);
  }

  private boolean goesBefore(E row, long time, int other) {
    long otherTime = times[other];
    return time < otherTime || (ties && time == otherTime && row.precedes(row(other)));
  }

  private boolean goesBefore(E row, long time, E other, long otherTime) {
    return time < otherTime || (ties && time == otherTime && row.precedes(other));
  }

  private void set(int at, E row, long time) {
    times[at] = time;
    rows[at] = row;
    row.place = at;
  }

  private void resize(int length) {
    times = Arrays.copyOf(times, length);
    rows = Arrays.copyOf(rows, length);
  }
}
