package dev.punctual.scheduler.tck;

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
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The history of the model. */
final class ModelHistory implements History {

  private final ModelState state;

  ModelHistory(ModelState state) {
    this.state = state;
  }

  static void requireLimit(int limit) {
    if (limit < 1 || limit > 1_000) {
      throw new IllegalArgumentException("limit " + limit + " is out of range; use 1 to 1000");
    }
  }

  @Override
  public Page<ExecutionRecord> live(@Nullable String jobId, @Nullable String cursor, int limit) {
    requireLimit(limit);
    @Nullable ExecutionId after = cursor == null ? null : ExecutionId.parse(cursor);
    List<ExecutionRecord> rest =
        state.live.stream()
            .filter(run -> jobId == null || jobId.equals(run.id.jobId()))
            .filter(run -> after == null || ModelState.byId().compare(run.id, after) > 0)
            .sorted(Comparator.comparing(run -> run.id, ModelState.byId()))
            .map(this::shown)
            .toList();
    return rest.size() <= limit
        ? new Page<>(rest, null)
        : new Page<>(rest.subList(0, limit), rest.get(limit - 1).id().toString());
  }

  /** Due work that none of the announced nodes has code for counts as PARKED. */
  private ExecutionRecord shown(ModelExecution run) {
    ExecutionState real = run.state;
    if (real == ExecutionState.SCHEDULED
        && !run.dueTime.isAfter(state.now())
        && !state.members.isEmpty()
        && !state.isKnown(run.source.task())) {
      run.state = ExecutionState.PARKED;
    }
    ExecutionRecord record = run.record();
    run.state = real;
    return record;
  }

  @Override
  public Page<EndedExecution> ended(HistoryFilter filter, @Nullable String cursor, int limit) {
    return page(state.ended, filter::admits, cursor, limit);
  }

  @Override
  public Page<MissedRange> missed(MissedFilter filter, @Nullable String cursor, int limit) {
    return page(state.missed, filter::admits, cursor, limit);
  }

  /** The cursor is how many rows there are from the next one on, since new ones come in front. */
  private static <T> Page<T> page(
      Deque<Map.Entry<Instant, T>> rows, Predicate<T> filter, @Nullable String cursor, int limit) {
    requireLimit(limit);
    List<T> all = rows.stream().map(Map.Entry::getValue).filter(filter).toList();
    int from = cursor == null ? 0 : Math.max(0, all.size() - Integer.parseInt(cursor));
    int to = Math.min(all.size(), from + limit);
    return new Page<>(
        all.subList(from, to), to < all.size() ? String.valueOf(all.size() - to) : null);
  }

  @Override
  public List<Standing> look(List<ExecutionId> ids) {
    if (ids.size() > 1_000) {
      throw new IllegalArgumentException("a batch of " + ids.size() + " is too large");
    }
    return ids.stream().map(this::standing).toList();
  }

  private Standing standing(ExecutionId id) {
    @Nullable ModelExecution run = state.find(id);
    if (run != null) {
      return new Standing(id, shown(run).state(), null);
    }
    @Nullable EndedExecution row = state.findEnded(id);
    return new Standing(id, row == null ? null : row.state(), row);
  }

  @Override
  public int purge(Duration maxAge, long maxCount, int limit) {
    requireLimit(limit);
    int ended = forget(state.ended, maxAge, maxCount, limit);
    return ended + forget(state.missed, maxAge, maxCount, limit - ended);
  }

  private <T> int forget(
      Deque<Map.Entry<Instant, T>> rows, Duration maxAge, long maxCount, int limit) {
    Instant before = state.now().minus(maxAge);
    int forgotten = 0;
    while (forgotten < limit
        && !rows.isEmpty()
        && (rows.size() > maxCount || rows.getLast().getKey().isBefore(before))) {
      rows.removeLast();
      forgotten++;
    }
    return forgotten;
  }
}
