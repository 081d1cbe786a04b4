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
    values = new long[capacity];
    chained = new int[capacity];
    heads = new int[capacity];
    Arrays.fill(heads, NONE);
  }

  void put(ExecutionId id, long value) {
    int at = next;
    next = (next + 1) & (ids.length - 1);
    @Nullable ExecutionId oldest = ids[at];
    if (oldest != null) {
      unchain(oldest, at);
    }
    int slot = slot(id);
    ids[at] = id;
    values[at] = value;
    chained[at] = heads[slot];
    heads[slot] = at;
  }

  long find(ExecutionId id) {
    for (int at = heads[slot(id)]; at != NONE; at = chained[at]) {
      if (id.equals(ids[at])) {
        return values[at];
      }
    }
    return ABSENT;
  }

  private void unchain(ExecutionId id, int place) {
    int slot = slot(id);
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

  private int slot(ExecutionId id) {
    return EntryTable.spread(id) & (heads.length - 1);
  }
}
