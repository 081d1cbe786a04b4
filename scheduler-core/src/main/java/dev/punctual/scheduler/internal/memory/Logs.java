package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.MissedRange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What ended and what was skipped. Guarded by the store's lock. */
final class Logs {

  final HistoryLog<EndedExecution> ended;
  final HistoryLog<MissedRange> missed;
  private final EndedIndex index;

  Logs(HistoryLimit limit) {
    ended = new HistoryLog<>(limit, Logs::weigh);
    missed = new HistoryLog<>(limit, range -> 0);
    index = new EndedIndex(ended);
  }

  /** The ended execution of that id. */
  @Nullable EndedExecution find(ExecutionId id) {
    return index.find(id);
  }

  /** Records the end of an execution. */
  void recordEnd(EndedExecution line, long now) {
    long before = ended.end();
    ended.add(line, now);
    if (ended.end() != before) {
      index.added();
    }
  }

  /** Records the end of an execution, whose state is terminal by now. */
  void recordEnd(ExecutionEntry execution, Ending ending, long now) {
    ExecutionState state = execution.state;
    boolean failed = state == ExecutionState.DEAD || state == ExecutionState.LOST;
    recordEnd(
        new EndedExecution(
            execution.id,
            execution.source.task(),
            state,
            execution.attempt,
            ending.node(),
            execution.fireTime,
            ending.started(),
            ending.finished(),
            ending.error(),
            failed ? execution.source.payload() : Payload.none(),
            failed ? execution.source.policy() : null,
            ending.result(),
            execution.source.tags()),
        now);
  }

  /** Records that an execution was not run; only a fire of the trigger leaves a missed range. */
  void recordMissed(ExecutionEntry execution, MissedRange.Reason reason, long now) {
    ExecutionId id = execution.id;
    if (!id.isManual()) {
      Instant time = execution.fireTime;
      missed.add(new MissedRange(id.jobId(), id.generation(), time, time, 1, reason), now);
    }
  }

  private static long weigh(EndedExecution row) {
    @Nullable String error = row.error();
    return (error == null ? 0 : 2L * error.length()) + weigh(row.payload()) + weigh(row.result());
  }

  private static long weigh(Payload payload) {
    return payload instanceof Payload.Encoded encoded ? encoded.bytes().length : 0;
  }
}
