package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All that a store holds in the end. */
record StoreDump(
    List<JobRecord> jobs,
    List<ExecutionRecord> live,
    List<EndedExecution> ended,
    List<MissedRange> missed) {

  private static final int PAGE = 1_000;

  static StoreDump of(JobStore store) {
    return new StoreDump(
        all(cursor -> store.jobs().page(JobFilter.ALL, cursor, PAGE)),
        all(cursor -> store.history().live(null, cursor, PAGE)),
        all(cursor -> store.history().ended(HistoryFilter.ALL, cursor, PAGE)),
        all(cursor -> store.history().missed(MissedFilter.ALL, cursor, PAGE)));
  }

  private static <T> List<T> all(Function<@Nullable String, Page<T>> read) {
    List<T> items = new ArrayList<>();
    String cursor = null;
    do {
      Page<T> page = read.apply(cursor);
      items.addAll(page.items());
      cursor = page.cursor();
    } while (cursor != null);
    return items;
  }
}
