package dev.punctual.scheduler.internal.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows by the end of their claim or lease. Each row knows its place, so that any row leaves, or
 * gets another time, in logarithmic time. Guarded by the store's lock.
 */
final class EntryHeap<E extends Entry<?, E>> implements RowHeap<E> {

  private static final int SMALLEST = 16;

  /**
   * A heap of this size stays, so that one that fills and empties again and again is not remade.
   */
  private static final int KEPT = 4_096;

  private long[] times = new long[SMALLEST];
  private @Nullable Object[] rows = new Object[SMALLEST];
  private int size;

  int size() {
    return size;
  }

  @Override
  public long headTime() {
    return size == 0 ? NEVER : times[0];
  }

  E head() {
    return row(0);
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

  @Override
  @SuppressWarnings("ReferenceEquality") // a heap holds rows, not values
  public void remove(E row) {
    int hole = row.place;
    if (row.heap != this || rows[hole] != row) {
      throw new IllegalStateException("not in this heap: " + row.key());
    }
    row.heap = null;
    E last = row(--size);
    rows[size] = null;
    if (last != row) {
      settle(hole, last, times[size]);
    }
    if (times.length > KEPT && size < times.length >> 2) {
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
      int parent = (at - 1) >> 1;
      if (time >= times[parent]) {
        break;
      }
      set(at, row(parent), times[parent]);
      at = parent;
    }
    set(at, row, time);
  }

  private void sink(int from, E row, long time) {
    int at = from;
    for (int child = (at << 1) + 1; child < size; child = (at << 1) + 1) {
      int least = child + 1 < size && times[child + 1] < times[child] ? child + 1 : child;
      if (time <= times[least]) {
        break;
      }
      set(at, row(least), times[least]);
      at = least;
    }
    set(at, row, time);
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
