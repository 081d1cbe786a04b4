package dev.punctual.scheduler.internal.memory;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of rows by key, chained through the rows themselves. Guarded by the store's lock.
 */
final class EntryTable<K, E extends Entry<K, E>> {

  private static final int SMALLEST = 256;

  private @Nullable E[] slots = newSlots(SMALLEST);
  private int size;
  private long added;

  static int spread(Object key) {
    int hash = key.hashCode();
    return hash ^ (hash >>> 16);
  }

  int size() {
    return size;
  }

  /** How many rows were ever put in: equal answers mean that no key is new in between. */
  long added() {
    return added;
  }

  @Nullable E get(K key) {
    int hash = spread(key);
    @Nullable E row = slots[hash & (slots.length - 1)];
    while (row != null && !(row.hash == hash && row.key().equals(key))) {
      row = row.chained;
    }
    return row;
  }

  /** Whether there is a row with the key of {@code row}. */
  boolean containsKeyOf(E row) {
    @Nullable E at = slots[row.hash & (slots.length - 1)];
    while (at != null && !(at.hash == row.hash && at.key().equals(row.key()))) {
      at = at.chained;
    }
    return at != null;
  }

  /** Puts in a row whose key is not in the table. */
  void add(E row) {
    if (size >= slots.length - (slots.length >> 2)) {
      resize(slots.length << 1);
    }
    int slot = row.hash & (slots.length - 1);
    row.chained = slots[slot];
    slots[slot] = row;
    size++;
    added++;
  }

  /** Takes out a row that is in the table. */
  @SuppressWarnings("ReferenceEquality") // the table holds rows, not values
  void remove(E row) {
    int slot = row.hash & (slots.length - 1);
    @Nullable E before = null;
    @Nullable E at = slots[slot];
    while (at != null && at != row) {
      before = at;
      at = at.chained;
    }
    if (at == null) {
      throw new IllegalStateException("not in the table: " + row.key());
    }
    if (before == null) {
      slots[slot] = row.chained;
    } else {
      before.chained = row.chained;
    }
    row.chained = null;
    size--;
    if (slots.length > SMALLEST && size < slots.length >> 5) {
      resize(Math.max(SMALLEST, slots.length >> 4));
    }
  }

  void forEach(Consumer<? super E> action) {
    for (@Nullable E slot : slots) {
      for (@Nullable E row = slot; row != null; row = row.chained) {
        action.accept(row);
      }
    }
  }

  private void resize(int length) {
    @Nullable E[] resized = newSlots(length);
    for (@Nullable E slot : slots) {
      @Nullable E row = slot;
      while (row != null) {
        @Nullable E next = row.chained;
        int to = row.hash & (length - 1);
        row.chained = resized[to];
        resized[to] = row;
        row = next;
      }
    }
    slots = resized;
  }

  @SuppressWarnings("unchecked")
  private static <E> @Nullable E[] newSlots(int length) {
    return (@Nullable E[]) new Entry<?, ?>[length];
  }
}
