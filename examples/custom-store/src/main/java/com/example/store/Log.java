package com.example.store;

import dev.punctual.scheduler.store.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows of history in the order of their records. Each has a number that never changes, and a cursor
 * is the number of the last row shown: rows that come or go meanwhile shift nothing. The latest row
 * of a key is found without a search.
 */
final class Log<K, T> {

  private final NavigableMap<Long, Row<T>> rows = new TreeMap<>();
  private final Map<K, Long> latest = new HashMap<>();
  private final Function<T, K> key;
  private final int capacity;
  private long last;

  Log(int capacity, Function<T, K> key) {
    this.key = key;
    this.capacity = capacity;
  }

  void add(Instant at, T value) {
    rows.put(++last, new Row<>(at, value));
    latest.put(key.apply(value), last);
    if (rows.size() > capacity) {
      forgetOldest();
    }
  }

  /** The latest row of a key; null when there is none, or it was forgotten. */
  @Nullable T find(K wanted) {
    @Nullable Long number = latest.get(wanted);
    @Nullable Row<T> row = number == null ? null : rows.get(number);
    return row == null ? null : row.value();
  }

  /** The rows that {@code filter} admits, the latest first. */
  Page<T> page(Predicate<T> filter, @Nullable String cursor, int limit) {
    long before = cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
    List<T> items = new ArrayList<>();
    long shown = before;
    for (Map.Entry<Long, Row<T>> row : rows.headMap(before, false).descendingMap().entrySet()) {
      if (!filter.test(row.getValue().value())) {
        continue;
      }
      if (items.size() == limit) {
        return new Page<>(items, String.valueOf(shown));
      }
      items.add(row.getValue().value());
      shown = row.getKey();
    }
    return new Page<>(items, null);
  }

  /** Forgets the oldest rows: those before an instant, or beyond the latest {@code most}. */
  int forget(Instant before, long most, int limit) {
    int forgotten = 0;
    while (forgotten < limit
        && !rows.isEmpty()
        && (rows.size() > most || rows.firstEntry().getValue().at().isBefore(before))) {
      forgetOldest();
      forgotten++;
    }
    return forgotten;
  }

  private void forgetOldest() {
    Map.Entry<Long, Row<T>> oldest = rows.firstEntry();
    rows.remove(oldest.getKey());
    latest.remove(key.apply(oldest.getValue().value()), oldest.getKey());
  }

  private record Row<T>(Instant at, T value) {}
}
