package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.Page;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Pages through the rows of a table in key order, though the table has no order: the first page
 * sorts a copy of the keys, outside the lock, and the following pages look the keys up again. Jobs
 * therefore pay nothing for being listed while nobody lists them. What exists during the whole
 * reading is in the copy that the first page made or in any later one.
 */
final class KeyPages<K, V> {

  /** How many rows are read in one hold of the lock. */
  private static final int STEP = 256;

  private final State state;
  private final Source<K, V> source;
  private final Comparator<? super K> order;
  private volatile SoftReference<@Nullable Snapshot<K>> latest = new SoftReference<>(null);

  KeyPages(State state, Comparator<? super K> order, Source<K, V> source) {
    this.state = state;
    this.order = order;
    this.source = source;
  }

  /**
   * The rows after a key.
   *
   * @param after null for the first page
   */
  Page<V> page(@Nullable K after, int limit, Predicate<? super V> filter) {
    Snapshot<K> keys = snapshot(after == null);
    Page<V> page = page(keys.keys, after, limit, filter);
    if (page.cursor() == null) {
      latest = new SoftReference<>(null);
    }
    return page;
  }

  /** The rows of some sorted keys after one of them. */
  Page<V> page(List<K> keys, @Nullable K after, int limit, Predicate<? super V> filter) {
    List<V> items = new ArrayList<>(Math.min(limit, keys.size()));
    int at = after == null ? 0 : firstAfter(keys, after);
    while (at < keys.size()) {
      int end = Math.min(keys.size(), at + STEP);
      for (V row : read(keys.subList(at, end))) {
        if (items.size() == limit) {
          return new Page<>(items, source.cursor(items.get(limit - 1)));
        }
        if (filter.test(row)) {
          items.add(row);
        }
      }
      at = end;
    }
    return new Page<>(items, null);
  }

  private List<V> read(List<K> keys) {
    List<V> rows = new ArrayList<>(keys.size());
    state.lock();
    try {
      for (K key : keys) {
        @Nullable V row = source.read(key);
        if (row != null) {
          rows.add(row);
        }
      }
    } finally {
      state.unlock();
    }
    return rows;
  }

  private Snapshot<K> snapshot(boolean current) {
    @Nullable Snapshot<K> known = latest.get();
    List<K> keys;
    long added;
    state.lock();
    try {
      added = source.added();
      if (known != null && (!current || known.added == added)) {
        return known;
      }
      keys = source.keys();
    } finally {
      state.unlock();
    }
    keys.sort(order);
    Snapshot<K> made = new Snapshot<>(keys, added);
    latest = new SoftReference<>(made);
    return made;
  }

  private int firstAfter(List<K> keys, K after) {
    int low = 0;
    int high = keys.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (order.compare(keys.get(middle), after) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The table behind the pages. All but {@code cursor} are called with the lock held. */
  interface Source<K, V> {

    /** Changes whenever a key is new. */
    long added();

    /** All keys, in a list that the caller may change. */
    List<K> keys();

    /** The row of a key; null when it is gone. */
    @Nullable V read(K key);

    /** The text that names a row's key. */
    String cursor(V row);
  }

  private record Snapshot<K>(List<K> keys, long added) {}
}
