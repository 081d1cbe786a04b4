package dev.punctual.scheduler.internal.memory;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order in which they were recorded, numbered without gaps; bounded by count, age and
 * size, the oldest leave first. Guarded by the store's lock.
 *
 * <p>A row is added in three steps, so that it need not be an object: {@link #open}, writing it to
 * its {@link #place}, and {@link #close}.
 */
final class HistoryLog<T, P extends HistoryPage<T>> {

  private static final int SHIFT = Integer.numberOfTrailingZeros(HistoryPage.ROWS);
  private static final int SMALLEST = 4;
  private static final long MAX_WEIGHT = 64L << 20;

  private final HistoryLimit limit;
  private final Supplier<P> newPage;
  private @Nullable Object[] pages = new Object[SMALLEST];
  private @Nullable P spare; // one whose rows have left
  private long first;
  private int size;
  private long weight;

  HistoryLog(HistoryLimit limit, Supplier<P> newPage) {
    this.limit = limit;
    this.newPage = newPage;
  }

  /** Makes room for a row; null if none is kept. */
  @Nullable P open(long now) {
    if (limit.rows() == 0) {
      return null;
    }
    forgetOlder(now - limit.ageMillis(), limit.rows() - 1L, Integer.MAX_VALUE);
    return place() == 0 ? nextPage() : page(end());
  }

  /** Where the next row goes in the page that {@link #open} answered. */
  int place() {
    return place(end());
  }

  /** Takes the row in that place into the log. */
  void close(P page, long now) {
    int place = place();
    page.recorded[place] = now;
    weight += page.weight(place);
    size++;
    while (weight > MAX_WEIGHT && size > 1) {
      forgetOldest();
    }
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
    while (forgotten < max
        && size > 0
        && (size > maxCount || page(first).recorded[place(first)] < before)) {
      forgetOldest();
      forgotten++;
    }
    return forgotten;
  }

  private void forgetOldest() {
    P page = page(first);
    int place = place(first);
    weight -= page.weight(place);
    page.forget(place);
    first++;
    size--;
    if (place == HistoryPage.ROWS - 1) {
      pages[slot(first - 1)] = null;
      spare = page;
    }
  }

  /** The row of a number from {@link #first} to before {@link #end}. */
  T row(long number) {
    return page(number).row(place(number));
  }

  /** The page that has the row of a number. */
  @SuppressWarnings("unchecked")
  P page(long number) {
    Object page = pages[slot(number)];
    if (page == null) {
      throw new IllegalStateException("no row " + number);
    }
    return (P) page;
  }

  /** The place in its page of the row of a number. */
  static int place(long number) {
    return (int) number & (HistoryPage.ROWS - 1);
  }

  private int slot(long number) {
    return (int) (number >>> SHIFT) & (pages.length - 1);
  }

  /** The page of the next row, which is the first in it. */
  private P nextPage() {
    if ((end() >>> SHIFT) - (first >>> SHIFT) == pages.length) {
      grow();
    }
    P recycled = spare;
    P page = recycled == null ? newPage.get() : recycled;
    spare = null;
    pages[slot(end())] = page;
    return page;
  }

  private void grow() {
    @Nullable Object[] old = pages;
    pages = new Object[old.length << 1];
    for (long number = first; number < end(); number += HistoryPage.ROWS) {
      pages[slot(number)] = old[(int) (number >>> SHIFT) & (old.length - 1)];
    }
    long last = end() - 1;
    pages[slot(last)] = old[(int) (last >>> SHIFT) & (old.length - 1)];
  }
}
