package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.MissedRange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What ended and what was skipped. Guarded by the store's lock. */
final class Logs {

  final HistoryLog<EndedExecution, EndedPage> ended;
  final HistoryLog<MissedRange, MissedPage> missed;
  private final EndedIndex index;

  Logs(HistoryLimit limit) {
    ended = new HistoryLog<>(limit, EndedPage::new);
    missed = new HistoryLog<>(limit, MissedPage::new);
    index = new EndedIndex(ended);
  }

  /** The ended execution of that id. */
  @Nullable EndedExecution find(ExecutionId id) {
    return index.find(id);
  }

  /** Records the end of an execution. */
  void recordEnd(EndedExecution line, long now) {
    EndedPage page = ended.open(now);
    if (page != null) {
      page.set(ended.place(), line);
      ended.close(page, now);
      index.added();
    }
  }

  /** Records the end of an execution, whose state is terminal by now. */
  void recordEnd(ExecutionEntry execution, Ending ending, long now) {
    EndedPage page = ended.open(now);
    if (page != null) {
      page.set(ended.place(), execution, ending);
      ended.close(page, now);
      index.added();
    }
  }

  /** Records that fires were skipped. */
  void recordMissed(MissedRange range, long now) {
    MissedPage page = missed.open(now);
    if (page != null) {
      page.set(missed.place(), range);
      missed.close(page, now);
    }
  }

  /** Records that an execution was not run; only a fire of the trigger leaves a missed range. */
  void recordMissed(ExecutionEntry execution, MissedRange.Reason reason, long now) {
    ExecutionId id = execution.id;
    if (!id.isManual()) {
      Instant time = execution.fireTime;
      recordMissed(new MissedRange(id.jobId(), id.generation(), time, time, 1, reason), now);
    }
  }
}
