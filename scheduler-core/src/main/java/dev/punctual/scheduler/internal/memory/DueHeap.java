package dev.punctual.scheduler.internal.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows by due time and, where that is equal, by {@link Entry#precedes}: a heap with four children
 * to a node, its times side by side in memory, which hands out the first row without touching
 * others.
 *
 * <p>A row does not know its place. One that leaves before its turn is marked, and its place is
 * taken out when it comes first or when such places outnumber the others. Guarded by the store's
 * lock.
 */
final class DueHeap<E extends Entry<?, E>> implements RowHeap<E> {

  private static final int SMALLEST = 16;

  private final boolean aside;
  private long[] times = new long[SMALLEST];
  private long[] keys = new long[SMALLEST];
  private int[] stamps = new int[SMALLEST];
  private @Nullable Object[] rows = new Object[SMALLEST];
  private int size;
  private int left;
  private int nextStamp;

  /**
   * An empty heap.
   *
   * @param aside whether it is only for the rows of one task
   */
  DueHeap(boolean aside) {
    this.aside = aside;
  }

  @Override
  public boolean isAside() {
    return aside;
  }

  boolean isEmpty() {
    clearHead();
    return size == 0;
  }

  @Override
  public long headTime() {
    clearHead();
    return size == 0 ? NEVER : times[0];
  }

  /** The first row; there must be one. */
  E head() {
    clearHead();
    return row(rows[0]);
  }

  void add(E row, long time, long key) {
    if (size == times.length) {
      resize(size + (size >> 1));
    }
    row.heap = this;
    row.place = ++nextStamp;
    rise(size++, 0, row, time, key, row.place);
  }

  /** Takes out the first row; there must be one. */
  E poll() {
    E head = head();
    head.heap = null;
    dropHead();
    return head;
  }

  @Override
  public void remove(E row) {
    if (row.heap != this) {
      throw new IllegalStateException("not in this heap: " + row.key());
    }
    row.heap = null;
    left++;
    if (size > SMALLEST && left > size >> 1) {
      compact();
    }
  }

  private boolean isCurrent(int at) {
    E row = row(rows[at]);
    return row.heap == this && row.place == stamps[at];
  }

  private void clearHead() {
    while (left > 0 && size > 0 && !isCurrent(0)) {
      left--;
      dropHead();
    }
  }

  private void dropHead() {
    int last = --size;
    Object row = present(rows[last]);
    rows[last] = null;
    if (last > 0) {
      sink(0, row, times[last], keys[last], stamps[last]);
    }
    if (times.length > SMALLEST && size < times.length >> 2) {
      resize(times.length >> 1);
    }
  }

  private void compact() {
    int kept = 0;
    for (int at = 0; at < size; at++) {
      if (isCurrent(at)) {
        set(kept++, rows[at], times[at], keys[at], stamps[at]);
      }
    }
    Arrays.fill(rows, kept, size, null);
    size = kept;
    left = 0;
    for (int at = (size - 2) >> 2; at >= 0; at--) {
      sink(at, present(rows[at]), times[at], keys[at], stamps[at]);
    }
    if (times.length > SMALLEST && size < times.length >> 2) {
      resize(Math.max(SMALLEST, times.length >> 1));
    }
  }

  // Rows are moved uncast: a cast would read each of them from memory.

  private void rise(int from, int top, Object row, long time, long key, int stamp) {
    int at = from;
    while (at > top) {
      int parent = (at - 1) >> 2;
      if (!goesBefore(row, time, key, parent)) {
        break;
      }
      set(at, rows[parent], times[parent], keys[parent], stamps[parent]);
      at = parent;
    }
    set(at, row, time, key, stamp);
  }

  /** Takes the hole to the bottom and the row, which mostly belongs there, up from it. */
  private void sink(int from, Object row, long time, long key, int stamp) {
    int at = from;
    for (int first = (at << 2) + 1; first < size; first = (at << 2) + 1) {
      int least = first;
      long leastTime = times[first];
      int end = Math.min(first + 4, size);
      for (int child = first + 1; child < end; child++) {
        long childTime = times[child];
        if (childTime < leastTime || (childTime == leastTime && precedes(child, least))) {
          least = child;
          leastTime = childTime;
        }
      }
      set(at, rows[least], times[least], keys[least], stamps[least]);
      at = least;
    }
    rise(at, from, row, time, key, stamp);
  }

  /** Of two places of equal time. */
  private boolean precedes(int one, int other) {
    return OrderKey.decide(keys[one], keys[other])
        ? keys[one] < keys[other]
        : row(rows[one]).precedes(row(rows[other]));
  }

  private boolean goesBefore(@Nullable Object row, long time, long key, int other) {
    if (time != times[other]) {
      return time < times[other];
    }
    return OrderKey.decide(key, keys[other])
        ? key < keys[other]
        : row(row).precedes(row(rows[other]));
  }

  private void set(int at, @Nullable Object row, long time, long key, int stamp) {
    times[at] = time;
    keys[at] = key;
    stamps[at] = stamp;
    rows[at] = row;
  }

  @SuppressWarnings("unchecked")
  private E row(@Nullable Object row) {
    return (E) present(row);
  }

  private static Object present(@Nullable Object row) {
    if (row == null) {
      throw new IllegalStateException("a hole in a heap");
    }
    return row;
  }

  private void resize(int length) {
    times = Arrays.copyOf(times, length);
    keys = Arrays.copyOf(keys, length);
    stamps = Arrays.copyOf(stamps, length);
    rows = Arrays.copyOf(rows, length);
  }
}
