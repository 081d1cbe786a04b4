package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives runs whose instant has come to the executor that serves their queue. Never calls the store:
 * what an executor does not take is kept until the dispatch loop asks for it. Used by that loop and
 * by {@link Starter}.
 */
final class Submission {

  private final Lane lane;
  private final @Nullable ClaimAhead ahead; // for a store that other nodes share
  private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

  Submission(Lane lane, @Nullable ClaimAhead ahead) {
    this.lane = lane;
    this.ahead = ahead;
  }

  /**
   * A run that was revoked because its executor did not take it.
   *
   * @param isFull whether that is why; else the run waits in the store for an executor
   */
  private record Refused(Run run, boolean isFull) {}

  /** Submits a run, unless it was revoked. */
  void submit(Run run) {
    if (!run.isWaiting()) {
      return;
    }
    String queue = run.record().policy().queue();
    @Nullable JobExecutor executor = lane.executors().get(queue);
    if (executor != null && lane.events().isHeard()) {
      lane.events().publish(new ExecutionEvent.Submitted(lane.time().instant(), run.info()));
    }
    if (executor == null) {
      refuse(run, false);
      return;
    }
    if (ahead != null) {
      ahead.submitted(queue, run, lane.time().nanoTime());
    }
    run.executor = executor;
    try {
      if (!executor.submit(run)) {
        refuse(run, executor.equals(lane.executors().get(queue)) && lane.isDispatching());
      }
    } catch (RuntimeException | Error thrown) {
      broken.set(thrown);
      refuse(run, false);
    }
  }

  private void refuse(Run run, boolean isFull) {
    if (run.revoke()) {
      refused.add(new Refused(run, isFull));
    }
  }

  /** Whether {@link #settle} has something to do. */
  boolean isUnsettled() {
    return !refused.isEmpty() || broken.get() != null;
  }

  /**
   * Gives back what no executor took, records what one had no room for, and fails the round if an
   * executor threw. For the dispatch loop alone.
   */
  void settle() {
    List<Run> back = new ArrayList<>(0);
    for (Refused each = refused.poll(); each != null; each = refused.poll()) {
      if (each.isFull) {
        Outcome missed = new Outcome.Missed(MissedRange.Reason.EXECUTOR_FULL);
        lane.completions().add(each.run, each.run.completion(missed), null);
      } else {
        back.add(each.run);
      }
    }
    lane.giveBack(back);
    Throwable thrown = broken.getAndSet(null);
    if (thrown != null) {
      throw new IllegalStateException("an executor threw when it was given a run", thrown);
    }
  }
}
