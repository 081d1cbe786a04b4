package dev.punctual.scheduler.store;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which ended executions to list; a null part admits all.
 *
 * @param jobId only those of that job
 * @param task only those of that task
 * @param states only those that ended so; empty admits all
 * @param tag only those whose job had that tag when it fired
 * @param from only those that ended at this time or later, by {@link EndedExecution#finished}
 * @param until only those that ended before this time
 */
public record HistoryFilter(
    @Nullable String jobId,
    @Nullable String task,
    Set<ExecutionState> states,
    @Nullable String tag,
    @Nullable Instant from,
    @Nullable Instant until) {

  /** Admits every ended execution. */
  public static final HistoryFilter ALL = new HistoryFilter(null, null, Set.of(), null, null, null);

  /** Copies the set and refuses states that no ended execution has. */
  public HistoryFilter {
    states = Set.copyOf(states);
    for (ExecutionState state : states) {
      if (!state.isTerminal()) {
        throw new IllegalArgumentException(
            "history has no " + state + " executions; use terminal states, or list live ones");
      }
    }
  }

  /** Whether {@code row} is listed. */
  public boolean admits(EndedExecution row) {
    return (jobId == null || jobId.equals(row.id().jobId()))
        && (task == null || task.equals(row.task()))
        && (states.isEmpty() || states.contains(row.state()))
        && (tag == null || row.tags().contains(tag))
        && (from == null || !row.finished().isBefore(from))
        && (until == null || row.finished().isBefore(until));
  }

  /** Those of one job. */
  public static HistoryFilter ofJob(String jobId) {
    return new HistoryFilter(jobId, null, Set.of(), null, null, null);
  }

  /** Those that ended so. */
  public static HistoryFilter ofStates(ExecutionState first, ExecutionState... others) {
    return new HistoryFilter(null, null, EnumSet.of(first, others), null, null, null);
  }
}
