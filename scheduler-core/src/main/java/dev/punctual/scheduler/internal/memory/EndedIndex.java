package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds ended executions by id in their log. It is built when somebody first asks, so that a
 * history that nobody asks costs nothing; from then on each new row costs two writes. Rows that the
 * log forgets need no removal: a chain leads from newer to older rows and ends at the first number
 * that the log no longer has. Guarded by the store's lock.
 */
final class EndedIndex {

  private static final int SMALLEST = 1_024;
  private static final long NONE = -1;

  private final HistoryLog<EndedExecution, EndedPage> log;

  /** The newest row of each slot; null until somebody asks. */
  private long @Nullable [] newest;

  /** The next older row in the slot of each row. */
  private long[] older = {};

  EndedIndex(HistoryLog<EndedExecution, EndedPage> log) {
    this.log = log;
  }

  /** Notes that the log has a new row, its last one. */
  void added() {
    long[] slots = newest;
    if (slots == null) {
      return;
    }
    if (log.end() - log.first() > slots.length) {
      build();
    } else {
      link(log.end() - 1, slots);
    }
  }

  @Nullable EndedExecution find(ExecutionId id) {
    long[] slots = newest == null ? build() : newest;
    int mask = slots.length - 1;
    long number = slots[EntryTable.spread(id) & mask];
    while (number >= log.first()) {
      EndedPage page = log.page(number);
      if (page.id(HistoryLog.place(number)).equals(id)) {
        return log.row(number);
      }
      number = older[(int) (number & mask)];
    }
    return null;
  }

  private long[] build() {
    long rows = log.end() - log.first();
    int length = SMALLEST;
    while (length < rows * 2 && length < 1 << 30) {
      length <<= 1;
    }
    long[] slots = new long[length];
    Arrays.fill(slots, NONE);
    older = new long[length];
    newest = slots;
    for (long number = log.first(); number < log.end(); number++) {
      link(number, slots);
    }
    return slots;
  }

  private void link(long number, long[] slots) {
    int mask = slots.length - 1;
    int slot = EntryTable.spread(log.page(number).id(HistoryLog.place(number))) & mask;
    older[(int) (number & mask)] = slots[slot];
    slots[slot] = number;
  }
}
