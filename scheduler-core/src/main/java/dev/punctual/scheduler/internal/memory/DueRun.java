package dev.punctual.scheduler.internal.memory;

import org.jspecify.annotations.Nullable;

/**
 * Rows that came in due order, each due after the one before it: a queue in blocks, which takes and
 * gives a row without a look at others.
 *
 * <p>A row does not know its place. One that leaves before its turn is marked, and its place is
 * passed over when it comes first. Guarded by the store's lock.
 */
final class DueRun<E extends Entry<?, E>> implements RowHeap<E> {

  private static final int SMALLEST = 16;
  private static final int LARGEST = 512;

  private final boolean aside;
  private Block head = new Block(SMALLEST);
  private Block tail = head;
  private int size;
  private int left;
  private int nextStamp;

  /**
   * An empty run.
   *
   * @param aside whether it is only for the rows of one task
   */
  DueRun(boolean aside) {
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
    return size == 0 ? NEVER : head.times[head.from];
  }

  /** The first row; there must be one. */
  E head() {
    clearHead();
    return row(head, head.from);
  }

  /** Whether a row that comes now is due after all others. */
  boolean takes(E row, long time, long key) {
    if (size == 0) {
      return true;
    }
    int last = tail.to - 1;
    if (time != tail.times[last]) {
      return time > tail.times[last];
    }
    return OrderKey.decide(key, tail.keys[last])
        ? key > tail.keys[last]
        : row(tail, last).precedes(row);
  }

  /** Adds a row that this run {@link #takes}. */
  void add(E row, long time, long key) {
    if (tail.to == tail.rows.length) {
      tail.next = new Block(Math.min(LARGEST, tail.rows.length << 1));
      tail = tail.next;
    }
    row.heap = this;
    row.place = ++nextStamp;
    tail.add(row, time, key, row.place);
    size++;
  }

  /** Takes out the first row; there must be one. */
  E poll() {
    E first = head();
    first.heap = null;
    dropHead();
    return first;
  }

  @Override
  public void remove(E row) {
    if (row.heap != this) {
      throw new IllegalStateException("not in this run: " + row.key());
    }
    row.heap = null;
    left++;
    if (size > SMALLEST && left > size >> 1) {
      compact();
    }
  }

  private boolean isCurrent(Block block, int at) {
    E row = row(block, at);
    return row.heap == this && row.place == block.stamps[at];
  }

  private void clearHead() {
    while (left > 0 && size > 0 && !isCurrent(head, head.from)) {
      left--;
      dropHead();
    }
  }

  private void dropHead() {
    head.rows[head.from++] = null;
    size--;
    Block next = head.next;
    if (size == 0) {
      head.from = 0;
      head.to = 0;
    } else if (head.from == head.to && next != null) {
      head = next;
    }
  }

  private void compact() {
    Block old = head;
    int places = size;
    head = new Block(SMALLEST);
    tail = head;
    size = 0;
    left = 0;
    for (int at = old.from; places > 0; places--, at++) {
      if (at == old.to && old.next != null) {
        old = old.next;
        at = old.from;
      }
      if (isCurrent(old, at)) {
        add(row(old, at), old.times[at], old.keys[at]);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private E row(Block block, int at) {
    Object row = block.rows[at];
    if (row == null) {
      throw new IllegalStateException("a hole in a run");
    }
    return (E) row;
  }

  /** Places that are used one after another; their times lie side by side in memory. */
  private static final class Block {
    final long[] times;
    final long[] keys;
    final int[] stamps;
    final @Nullable Object[] rows;
    int from;
    int to;
    @Nullable Block next;

    Block(int length) {
      times = new long[length];
      keys = new long[length];
      stamps = new int[length];
      rows = new Object[length];
    }

    void add(Object row, long time, long key, int stamp) {
      times[to] = time;
      keys[to] = key;
      stamps[to] = stamp;
      rows[to++] = row;
    }
  }
}
