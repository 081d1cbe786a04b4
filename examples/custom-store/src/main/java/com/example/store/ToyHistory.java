package com.example.store;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what runs, what ran and what was skipped. */
final class ToyHistory implements History {

  private final Content content;

  ToyHistory(Content content) {
    this.content = content;
  }

  @Override
  public Page<ExecutionRecord> live(@Nullable String jobId, @Nullable String cursor, int limit) {
    Content.requireLimit(limit);
    return content.step(
        () -> {
          Collection<KeptRun> rest =
              cursor == null
                  ? content.runs.live.values()
                  : content.runs.live.tailMap(ExecutionId.parse(cursor), false).values();
          List<ExecutionRecord> found =
              rest.stream()
                  .filter(run -> jobId == null || jobId.equals(run.id.jobId()))
                  .limit(limit + 1L)
                  .map(this::shown)
                  .toList();
          return found.size() <= limit
              ? new Page<>(found, null)
              : new Page<>(found.subList(0, limit), found.get(limit - 1).id().toString());
        });
  }

  /** Due work for which no announced node has code is shown as what it is: PARKED. */
  private ExecutionRecord shown(KeptRun run) {
    Instant now = content.now();
    boolean stuck =
        run.state == ExecutionState.SCHEDULED
            && !run.dueTime.isAfter(now)
            && content.members.count(now) > 0
            && !content.members.know(run.source.task(), now);
    return run.record(stuck ? ExecutionState.PARKED : run.state);
  }

  @Override
  public Page<EndedExecution> ended(HistoryFilter filter, @Nullable String cursor, int limit) {
    Content.requireLimit(limit);
    return content.step(() -> content.ended.page(filter::admits, cursor, limit));
  }

  @Override
  public Page<MissedRange> missed(MissedFilter filter, @Nullable String cursor, int limit) {
    Content.requireLimit(limit);
    return content.step(() -> content.missed.page(filter::admits, cursor, limit));
  }

  /** One step for all, so that none is overlooked between its end and its line of history. */
  @Override
  public List<Standing> look(List<ExecutionId> ids) {
    if (ids.size() > 1_000) {
      throw new IllegalArgumentException(
          "a batch of " + ids.size() + " ids is too large; use at most 1000");
    }
    return content.step(() -> ids.stream().map(this::standing).toList());
  }

  private Standing standing(ExecutionId id) {
    @Nullable KeptRun run = content.runs.live.get(id);
    if (run != null) {
      return new Standing(id, shown(run).state(), null);
    }
    @Nullable EndedExecution row = content.ended.find(id);
    return new Standing(id, row == null ? null : row.state(), row);
  }

  @Override
  public int purge(Duration maxAge, long maxCount, int limit) {
    Content.requireLimit(limit);
    return content.step(
        () -> {
          Instant before = content.ago(maxAge);
          int ended = content.ended.forget(before, maxCount, limit);
          return ended + content.missed.forget(before, maxCount, limit - ended);
        });
  }
}
