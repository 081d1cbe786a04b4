package dev.punctual.scheduler.internal.memory;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order in which they were recorded, numbered without gaps; bounded by count, age and
 * size, the oldest leave first. Guarded by the store's lock.
 */
final class HistoryLog<T> {

  private static final int SMALLEST = 64;
  private static final long MAX_WEIGHT = 64L << 20;

  private final HistoryLimit limit;
  private final ToLongFunction<? super T> weigher;
  private @Nullable Object[] rows = new Object[SMALLEST];
  private long[] recorded = new long[SMALLEST];
  private long first;
  private int size;
  private long weight;

  /**
   * An empty log.
   *
   * @param weigher about how many bytes of text and payload a row keeps alive
   */
  HistoryLog(HistoryLimit limit, ToLongFunction<? super T> weigher) {
    this.limit = limit;
    this.weigher = weigher;
  }

  void add(T row, long now) {
    if (limit.rows() == 0) {
      return;
    }
    forgetOlder(now - limit.ageMillis(), limit.rows() - 1L, Integer.MAX_VALUE);
    weight += weigher.applyAsLong(row);
    while (weight > MAX_WEIGHT && size > 0) {
      forgetOldest();
    }
    if (size == rows.length) {
      grow();
    }
    int slot = slot(first + size);
    rows[slot] = row;
    recorded[slot] = now;
    size++;
  }

  /** The number of the oldest row, or {@link #end} when there is none. */
  long first() {
    return first;
  }

  /** The number that the next row will have. */
  long end() {
    return first + size;
  }

  /**
   * Adds up to {@code count} rows to {@code out}, downwards from the one before number {@code
   * below}.
   *
   * @return the number of the last row added; {@code below} when none is left
   */
  long read(long below, int count, List<? super T> out) {
    long from = Math.min(below, end());
    long to = Math.max(first, from - count);
    for (long number = from - 1; number >= to; number--) {
      out.add(row(number));
    }
    return from > to ? to : below;
  }

  /**
   * Forgets rows recorded before {@code before} and those beyond the latest {@code maxCount}.
   *
   * @return how many, at most {@code max}
   */
  int forgetOlder(long before, long maxCount, int max) {
    int forgotten = 0;
    while (forgotten < max && size > 0 && (size > maxCount || recorded[slot(first)] < before)) {
      forgetOldest();
      forgotten++;
    }
    return forgotten;
  }

  private void forgetOldest() {
    weight -= weigher.applyAsLong(row(first));
    rows[slot(first)] = null;
    first++;
    size--;
  }

  /** The row of a number from {@link #first} to before {@link #end}. */
  @SuppressWarnings("unchecked")
  T row(long number) {
    Object row = rows[slot(number)];
    if (row == null) {
      throw new IllegalStateException("no row " + number);
    }
    return (T) row;
  }

  private int slot(long number) {
    return (int) (number & (rows.length - 1));
  }

  private void grow() {
    @Nullable Object[] oldRows = rows;
    long[] oldRecorded = recorded;
    rows = new Object[oldRows.length << 1];
    recorded = Arrays.copyOf(oldRecorded, rows.length);
    for (long number = first; number < first + size; number++) {
      int from = (int) (number & (oldRows.length - 1));
      rows[slot(number)] = oldRows[from];
      recorded[slot(number)] = oldRecorded[from];
    }
  }
}
