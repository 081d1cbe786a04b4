package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ExecutionId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One number for each of the latest ended executions, by id, so that a repeated call is recognised.
 * Holds a fixed number of ids and forgets the oldest. Guarded by the store's lock.
 */
final class RecentIds {

  /** What {@link #find} answers for an id that is not there. */
  static final long ABSENT = Long.MIN_VALUE;

  private static final int NONE = -1;

  private final @Nullable ExecutionId[] ids;
  private final int[] hashes;
  private final long[] values;
  private final int[] chained;
  private final int[] heads;
  private int next;

  /**
   * Nothing yet.
   *
   * @param capacity how many ids are kept; a power of two
   */
  RecentIds(int capacity) {
    ids = new ExecutionId[capacity];
    hashes = new int[capacity];
    values = new long[capacity];
    chained = new int[capacity];
    heads = new int[capacity];
    Arrays.fill(heads, NONE);
  }

  /** Remembers the number of an execution in place of the oldest one. */
  void put(ExecutionEntry execution, long value) {
    int at = next;
    next = (next + 1) & (ids.length - 1);
    if (ids[at] != null) {
      unchain(at);
    }
    int hash = EntryTable.spread(execution.id);
    int slot = slot(hash);
    ids[at] = execution.id;
    hashes[at] = hash;
    values[at] = value;
    chained[at] = heads[slot];
    heads[slot] = at;
  }

  long find(ExecutionId id) {
    int hash = EntryTable.spread(id);
    for (int at = heads[slot(hash)]; at != NONE; at = chained[at]) {
      if (hashes[at] == hash && id.equals(ids[at])) {
        return values[at];
      }
    }
    return ABSENT;
  }

  private void unchain(int place) {
    int slot = slot(hashes[place]);
    if (heads[slot] == place) {
      heads[slot] = chained[place];
      return;
    }
    int at = heads[slot];
    while (chained[at] != place) {
      at = chained[at];
    }
    chained[at] = chained[place];
  }

  private int slot(int hash) {
    return hash & (heads.length - 1);
  }
}
