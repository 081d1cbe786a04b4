package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.MissedRange;
import org.jspecify.annotations.Nullable;

/** Skipped fires as they were recorded. Guarded by the store's lock. */
final class MissedPage extends HistoryPage<MissedRange> {

  private final @Nullable MissedRange[] ranges = new MissedRange[ROWS];

  void set(int place, MissedRange range) {
    ranges[place] = range;
  }

  @Override
  MissedRange row(int place) {
    MissedRange range = ranges[place];
    if (range == null) {
      throw new IllegalStateException("nothing at " + place);
    }
    return range;
  }

  @Override
  long weight(int place) {
    return 0;
  }

  @Override
  void forget(int place) {
    ranges[place] = null;
  }
}
