package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives runs whose instant has come to the executor that serves their queue. Never calls the store:
 * what an executor does not take is kept until the dispatch loop asks for it. Used by that loop and
 * by {@link Starter}.
 */
final class Submission {

  /** So many in a row are no coincidence while an executor says that it has room. */
  private static final int MOST_REFUSALS = 100;

  private final Lane lane;
  private final @Nullable ClaimAhead ahead; // for a store that other nodes share
  private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>(); // in a row, by queue

  Submission(Lane lane, @Nullable ClaimAhead ahead) {
    this.lane = lane;
    this.ahead = ahead;
  }

  /**
   * A run that was revoked because its executor did not take it.
   *
   * @param isDropped whether that is how the executor wants it; else the run waits in the store
   */
  private record Refused(Run run, boolean isDropped) {}

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
      if (executor.submit(run)) {
        if (!refusals.isEmpty()) {
          refusals.remove(queue);
        }
      } else {
        refuse(run, queue, executor);
      }
    } catch (RuntimeException | Error thrown) {
      broken.set(thrown);
      refuse(run, false);
    }
  }

  /**
   * An executor that drops has room for all at any time. Another one was asked how much it can
   * take, but others may have filled it since, such as a second store.
   */
  private void refuse(Run run, String queue, JobExecutor executor) {
    int room = executor.room();
    boolean serves = executor.equals(lane.executors().get(queue)) && lane.isDispatching();
    boolean drops = room == Integer.MAX_VALUE;
    if (serves && !drops && room > 0 && refusals.merge(queue, 1, Integer::sum) > MOST_REFUSALS) {
      broken.set(
          new IllegalStateException(
              "executor '" + queue + "' has room for " + room + " and refuses all it is given"));
    }
    refuse(run, serves && drops);
  }

  private void refuse(Run run, boolean isDropped) {
    if (run.revoke()) {
      refused.add(new Refused(run, isDropped));
    }
  }

  /** Whether {@link #settle} has something to do. */
  boolean isUnsettled() {
    return !refused.isEmpty() || broken.get() != null;
  }

  /**
   * Gives back what no executor took, records what one has dropped, and fails the round if an
   * executor threw or does not keep its word. For the dispatch loop alone.
   */
  void settle() {
    List<Run> back = new ArrayList<>(0);
    for (Refused each = refused.poll(); each != null; each = refused.poll()) {
      if (each.isDropped) {
        Outcome missed = new Outcome.Missed(MissedRange.Reason.EXECUTOR_FULL);
        lane.completions().add(each.run, each.run.completion(missed), null);
      } else {
        back.add(each.run);
      }
    }
    lane.giveBack(back);
    Throwable thrown = broken.getAndSet(null);
    if (thrown != null) {
      throw new IllegalStateException("an executor failed when it was given a run", thrown);
    }
  }
}
