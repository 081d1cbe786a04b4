package dev.punctual.scheduler.internal.memory;

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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells what runs, what ran and what was skipped, from memory. */
final class MemoryHistory implements History, KeyPages.Source<ExecutionId, ExecutionRecord> {

  private static final int STEP = 1_000;

  private final State state;
  private final KeyPages<ExecutionId, ExecutionRecord> pages;

  MemoryHistory(State state) {
    this.state = state;
    this.pages = new KeyPages<>(state, ExecutionOrder::compare, this);
  }

  @Override
  public Page<ExecutionRecord> live(@Nullable String jobId, @Nullable String cursor, int limit) {
    Limits.page(limit);
    @Nullable ExecutionId after = cursor == null ? null : ExecutionId.parse(cursor);
    if (jobId == null) {
      return pages.page(after, limit, execution -> true);
    }
    return pages.page(keysOf(jobId), after, limit, execution -> true);
  }

  @Override
  public Page<EndedExecution> ended(HistoryFilter filter, @Nullable String cursor, int limit) {
    return read(state.logs.ended, filter::admits, cursor, limit);
  }

  @Override
  public Page<MissedRange> missed(MissedFilter filter, @Nullable String cursor, int limit) {
    return read(state.logs.missed, filter::admits, cursor, limit);
  }

  @Override
  public List<Standing> look(List<ExecutionId> ids) {
    Limits.batch(ids.size());
    List<Standing> answers = new ArrayList<>(ids.size());
    state.lock();
    try {
      for (ExecutionId id : ids) {
        answers.add(standing(id));
      }
    } finally {
      state.unlock();
    }
    return answers;
  }

  private Standing standing(ExecutionId id) {
    @Nullable ExecutionEntry live = state.executions.get(id);
    if (live != null) {
      return new Standing(id, shownState(live), null);
    }
    @Nullable EndedExecution row = state.logs.find(id);
    return new Standing(id, row == null ? null : row.state(), row);
  }

  @Override
  public int purge(Duration maxAge, long maxCount, int limit) {
    Limits.page(limit);
    state.lock();
    try {
      long before = state.millis() - Millis.of(maxAge);
      int ended = state.logs.ended.forgetOlder(before, maxCount, limit);
      return ended + state.logs.missed.forgetOlder(before, maxCount, limit - ended);
    } finally {
      state.unlock();
    }
  }

  @Override
  public long added() {
    return state.executions.added();
  }

  @Override
  public List<ExecutionId> keys() {
    List<ExecutionId> keys = new ArrayList<>(state.executions.size());
    state.executions.forEach(execution -> keys.add(execution.id));
    return keys;
  }

  @Override
  public @Nullable ExecutionRecord read(ExecutionId id) {
    @Nullable ExecutionEntry execution = state.executions.get(id);
    return execution == null ? null : execution.toRecord(shownState(execution));
  }

  @Override
  public String cursor(ExecutionRecord execution) {
    return execution.id().toString();
  }

  /** An execution that waits aside counts as PARKED while no live node has code for it. */
  private ExecutionState shownState(ExecutionEntry execution) {
    boolean parked =
        execution.state == ExecutionState.SCHEDULED
            && execution.heap != null
            && execution.heap.isAside()
            && !execution.dueTime.isAfter(state.now())
            && !state.executions.isHeldBack(execution.task())
            && !state.members.know(execution.task(), state.millis());
    return parked ? ExecutionState.PARKED : execution.state;
  }

  private List<ExecutionId> keysOf(String jobId) {
    List<ExecutionId> keys = new ArrayList<>();
    state.lock();
    try {
      state.executions.forEach(
          execution -> {
            if (execution.id.jobId().equals(jobId)) {
              keys.add(execution.id);
            }
          });
    } finally {
      state.unlock();
    }
    keys.sort(ExecutionOrder::compare);
    return keys;
  }

  private <T> Page<T> read(
      HistoryLog<T, ?> log, Predicate<T> filter, @Nullable String cursor, int limit) {
    Limits.page(limit);
    List<T> items = new ArrayList<>();
    List<T> step = new ArrayList<>();
    long below = cursor == null ? Long.MAX_VALUE : number(cursor);
    while (true) {
      step.clear();
      long from = step(log, below, step);
      for (int i = 0; i < step.size(); i++) {
        if (filter.test(step.get(i))) {
          if (items.size() == limit) {
            return new Page<>(items, Long.toString(from + step.size() - i));
          }
          items.add(step.get(i));
        }
      }
      if (step.size() < STEP) {
        return new Page<>(items, null);
      }
      below = from;
    }
  }

  private <T> long step(HistoryLog<T, ?> log, long below, List<T> out) {
    state.lock();
    try {
      return log.read(below, STEP, out);
    } finally {
      state.unlock();
    }
  }

  private static long number(String cursor) {
    try {
      return Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + cursor + "' is not a cursor of this list", e);
    }
  }
}
