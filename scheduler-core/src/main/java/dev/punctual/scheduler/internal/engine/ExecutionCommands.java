package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.SchedulerState;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What users do to one execution, in whichever store it is. Any thread; blocks for the stores. */
public final class ExecutionCommands {

  private static final int PAGE = 1_000;

  private final Engine engine;

  /** Commands for the executions in the stores of {@code engine}. */
  public ExecutionCommands(Engine engine) {
    this.engine = engine;
  }

  /** Ends an execution that has not started, or asks a running one to stop, here at once. */
  public CancelStatus cancel(ExecutionId id) {
    if (engine.state() == SchedulerState.TERMINATED) {
      throw new IllegalStateException("the scheduler is TERMINATED; its stores are closed");
    }
    for (Lane lane : engine.lanes().toList()) {
      CancelStatus status = cancel(lane, id);
      if (status != CancelStatus.NOT_FOUND) {
        return status;
      }
    }
    return CancelStatus.NOT_FOUND;
  }

  private static CancelStatus cancel(Lane lane, ExecutionId id) {
    ExecutionRecord before = lane.events().isHeard() ? find(lane, id) : null;
    CancelStatus status = lane.store().leases().cancel(id);
    if (status == CancelStatus.REQUESTED) {
      lane.runs().cancel(List.of(id));
      // What is on its way from the store will be caught by this.
      lane.giveBack(lane.runs().revoke(run -> run.executionId().equals(id)));
    } else if (status == CancelStatus.CANCELLED) {
      lane.waiters().touch(id);
    }
    if (status == CancelStatus.CANCELLED && before != null) {
      lane.events().publish(new ExecutionEvent.Cancelled(lane.time().instant(), lane.info(before)));
    }
    return status;
  }

  private static @Nullable ExecutionRecord find(Lane lane, ExecutionId id) {
    String cursor = null;
    do {
      Page<ExecutionRecord> page = lane.store().history().live(id.jobId(), cursor, PAGE);
      for (ExecutionRecord each : page.items()) {
        if (each.id().equals(id)) {
          return each;
        }
      }
      cursor = page.cursor();
    } while (cursor != null);
    return null;
  }
}
