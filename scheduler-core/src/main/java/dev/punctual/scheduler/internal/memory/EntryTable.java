package dev.punctual.scheduler.internal.memory;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of rows by key. The rows lie in the order of their arrival in one array, where those
 * that left give their places to others; the slots and chains are numbers of such places, so that
 * neither adding nor finding a row touches others, and references change in one place at a time, as
 * garbage collectors like it. Guarded by the store's lock.
 */
final class EntryTable<K, E extends Entry<K, E>> {

  private static final int SMALLEST = 256;

  /**
   * A table of this size stays, so that one that fills and empties again and again is not remade.
   */
  private static final int KEPT = 8_192;

  /** The end of a chain. */
  private static final int NONE = -1;

  private int[] slots = newSlots(SMALLEST);
  private @Nullable E[] rows = newRows(SMALLEST);
  private int[] hashes = new int[SMALLEST];

  /** The next place in the same slot or, for places without a row, the next of these. */
  private int[] chained = new int[SMALLEST];

  private int used;
  private int free = NONE;
  private int size;
  private long added;

  /** Hash of a key, spread over all bits. */
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
    for (int at = slots[hash & (slots.length - 1)]; at != NONE; at = chained[at]) {
      if (hashes[at] == hash) {
        @Nullable E row = rows[at];
        if (row != null && row.key().equals(key)) {
          return row;
        }
      }
    }
    return null;
  }

  /** Puts in a row whose key is not in the table. */
  void add(E row) {
    if (size >= slots.length - (slots.length >> 2)) {
      rechain(slots.length << 1);
    }
    int at = newPlace();
    rows[at] = row;
    row.index = at;
    hashes[at] = spread(row.key());
    chain(at);
    size++;
    added++;
  }

  /** Takes out a row that is in the table. */
  @SuppressWarnings("ReferenceEquality") // the table holds rows, not values
  void remove(E row) {
    int at = row.index;
    if (at >= used || rows[at] != row) {
      throw new IllegalStateException("not in the table: " + row.key());
    }
    int slot = hashes[at] & (slots.length - 1);
    if (slots[slot] == at) {
      slots[slot] = chained[at];
    } else {
      int before = slots[slot];
      while (chained[before] != at) {
        before = chained[before];
      }
      chained[before] = chained[at];
    }
    rows[at] = null;
    chained[at] = free;
    free = at;
    size--;
    if (slots.length > KEPT && size < slots.length >> 5) {
      shrink();
    }
  }

  void forEach(Consumer<? super E> action) {
    for (int at = 0; at < used; at++) {
      @Nullable E row = rows[at];
      if (row != null) {
        action.accept(row);
      }
    }
  }

  private int newPlace() {
    if (free != NONE) {
      int at = free;
      free = chained[at];
      return at;
    }
    if (used == rows.length) {
      int length = used + (used >> 1);
      rows = Arrays.copyOf(rows, length);
      hashes = Arrays.copyOf(hashes, length);
      chained = Arrays.copyOf(chained, length);
    }
    return used++;
  }

  private void chain(int at) {
    int slot = hashes[at] & (slots.length - 1);
    chained[at] = slots[slot];
    slots[slot] = at;
  }

  /** Makes the arrays fit the rows that are left, which move together. */
  private void shrink() {
    @Nullable E[] old = rows;
    int[] oldHashes = hashes;
    int length = Math.max(SMALLEST, slots.length >> 4);
    rows = newRows(length);
    hashes = new int[length];
    chained = new int[length];
    int kept = 0;
    for (int at = 0; at < used; at++) {
      @Nullable E row = old[at];
      if (row != null) {
        rows[kept] = row;
        hashes[kept] = oldHashes[at];
        row.index = kept++;
      }
    }
    used = kept;
    free = NONE;
    rechain(length);
  }

  private void rechain(int length) {
    slots = newSlots(length);
    for (int at = 0; at < used; at++) {
      if (rows[at] != null) {
        chain(at);
      }
    }
  }

  private static int[] newSlots(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, NONE);
    return slots;
  }

  @SuppressWarnings("unchecked")
  private static <E> @Nullable E[] newRows(int length) {
    return (@Nullable E[]) new Entry<?, ?>[length];
  }
}
