package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leases due executions to nodes. Called with the store's lock held. */
final class ExecutionClaiming {

  private static final int MAX_MISSED = 1_000;

  private final State state;

  ExecutionClaiming(State state) {
    this.state = state;
  }

  ExecutionClaims claim(Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    Executions executions = state.executions;
    long now = state.millis();
    Quota quota = new Quota(node, executions);
    View view = new View(node.tasks(), quota);
    long limit = Millis.plus(now, horizon);
    Instant until = Instant.ofEpochMilli(Millis.plus(now, lease));
    List<ExecutionRecord> claimed = new ArrayList<>();
    List<ExecutionRecord> missed = new ArrayList<>(0);
    for (QueueRoom room : rooms) {
      int full = claimed.size() + room.room();
      int byPriority = full - room.oldest();
      while (claimed.size() < full && missed.size() < MAX_MISSED) {
        @Nullable ExecutionEntry next =
            claimed.size() < byPriority
                ? executions.due.poll(room.queue(), view, limit)
                : executions.due.pollOldest(room.queue(), view, limit);
        if (next == null) {
          break;
        }
        if (isLate(next)) {
          executions.miss(next, MissedRange.Reason.GRACE, Ending.unstarted(state.now()));
          missed.add(next.toRecord());
        } else {
          executions.lease(next, node.owner(), leaseEnd(next.dueTime, lease, until));
          quota.take(next.task());
          claimed.add(next.toRecord());
        }
      }
    }
    quota.renew();
    return new ExecutionClaims(state.now(), claimed, missed, nextDue(rooms, view));
  }

  /** When a lease ends that is given now: it counts from the due time if that is still to come. */
  Instant leaseEnd(Instant dueTime, Duration lease, Instant untilFromNow) {
    long due = Millis.of(dueTime);
    return due <= state.millis() ? untilFromNow : Instant.ofEpochMilli(Millis.plus(due, lease));
  }

  /** Whether an execution may no longer start. */
  boolean isLate(ExecutionEntry execution) {
    @Nullable Instant deadline = execution.deadline;
    return deadline != null && deadline.isBefore(state.now());
  }

  private @Nullable Instant nextDue(List<QueueRoom> rooms, View view) {
    long next = RowHeap.NEVER;
    for (QueueRoom room : rooms) {
      next = Math.min(next, state.executions.due.earliest(room.queue(), view));
    }
    return next == RowHeap.NEVER ? null : Instant.ofEpochMilli(next);
  }
}
