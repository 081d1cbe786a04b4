package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ended executions, taken apart into columns of numbers, so that a garbage collector finds next to
 * nothing in a long history. A row is put together when somebody reads it. Guarded by the store's
 * lock.
 */
final class EndedPage extends HistoryPage<EndedExecution> {

  private static final ExecutionState[] STATES = ExecutionState.values();
  private static final long NOT_STARTED = Long.MIN_VALUE;

  private final @Nullable String[] jobIds = new String[ROWS];
  private final long[] generations = new long[ROWS];
  private final long[] fireTimes = new long[ROWS];
  private final long[] starts = new long[ROWS];
  private final long[] ends = new long[ROWS];
  private final int[] attempts = new int[ROWS];
  private final byte[] states = new byte[ROWS];
  private final @Nullable Origin[] origins = new Origin[ROWS];
  private final @Nullable Details[] details = new Details[ROWS];
  private @Nullable Origin latest;

  void set(int place, EndedExecution row) {
    setId(place, row.id(), row.fireTime());
    setCourse(place, row.state(), row.attempt(), row.started(), row.finished());
    origins[place] = origin(row.task(), row.tags(), row.node());
    details[place] =
        details(row.id().requestId(), row.error(), row.payload(), row.policy(), row.result());
  }

  /** The end of an execution, whose state is terminal by now. */
  void set(int place, ExecutionEntry execution, Ending ending) {
    ExecutionState state = execution.state;
    boolean failed = state == ExecutionState.DEAD || state == ExecutionState.LOST;
    setId(place, execution.id, execution.fireTime);
    setCourse(place, state, execution.attempt, ending.started(), ending.finished());
    origins[place] = origin(execution.source.task(), execution.source.tags(), ending.node());
    details[place] =
        details(
            execution.id.requestId(),
            ending.error(),
            failed ? execution.source.payload() : Payload.none(),
            failed ? execution.source.policy() : null,
            ending.result());
  }

  private void setId(int place, ExecutionId id, Instant fireTime) {
    jobIds[place] = id.jobId();
    generations[place] = id.generation();
    fireTimes[place] = Millis.of(fireTime);
  }

  private void setCourse(
      int place, ExecutionState state, int attempt, @Nullable Instant started, Instant finished) {
    states[place] = (byte) state.ordinal();
    attempts[place] = attempt;
    starts[place] = started == null ? NOT_STARTED : Millis.of(started);
    ends[place] = Millis.of(finished);
  }

  /** One object for rows in a row that have these in common. */
  @SuppressWarnings("ReferenceEquality") // an equal one does no harm
  private Origin origin(String task, Set<String> tags, @Nullable String node) {
    Origin same = latest;
    if (same == null || same.task != task || same.tags != tags || same.node != node) {
      same = new Origin(task, tags, node);
      latest = same;
    }
    return same;
  }

  /** What few rows have; null for most. */
  private static @Nullable Details details(
      @Nullable String requestId,
      @Nullable String error,
      Payload payload,
      @Nullable JobPolicy policy,
      Payload result) {
    boolean plain =
        requestId == null
            && error == null
            && policy == null
            && payload.equals(Payload.none())
            && result.equals(Payload.none());
    return plain ? null : new Details(requestId, error, payload, policy, result);
  }

  ExecutionId id(int place) {
    String jobId = Objects.requireNonNull(jobIds[place]);
    Details more = details[place];
    return more == null || more.requestId == null
        ? new ExecutionId(jobId, generations[place], fireTimes[place], null)
        : new ExecutionId(jobId, generations[place], 0, more.requestId);
  }

  @Override
  EndedExecution row(int place) {
    Origin origin = Objects.requireNonNull(origins[place]);
    Details more = Objects.requireNonNullElse(details[place], Details.NONE);
    return new EndedExecution(
        id(place),
        origin.task,
        STATES[states[place]],
        attempts[place],
        origin.node,
        Instant.ofEpochMilli(fireTimes[place]),
        starts[place] == NOT_STARTED ? null : Instant.ofEpochMilli(starts[place]),
        Instant.ofEpochMilli(ends[place]),
        more.error,
        more.payload,
        more.policy,
        more.result,
        origin.tags);
  }

  @Override
  long weight(int place) {
    Details more = details[place];
    if (more == null) {
      return 0;
    }
    String error = more.error;
    return (error == null ? 0 : 2L * error.length()) + weight(more.payload) + weight(more.result);
  }

  private static long weight(Payload payload) {
    return payload instanceof Payload.Encoded encoded ? encoded.bytes().length : 0;
  }

  @Override
  void forget(int place) {
    jobIds[place] = null;
    origins[place] = null;
    details[place] = null;
  }

  /** What many rows have in common. */
  private record Origin(String task, Set<String> tags, @Nullable String node) {}

  /** What most rows do not have. */
  private record Details(
      @Nullable String requestId,
      @Nullable String error,
      Payload payload,
      @Nullable JobPolicy policy,
      Payload result) {

    static final Details NONE = new Details(null, null, Payload.none(), null, Payload.none());
  }
}
