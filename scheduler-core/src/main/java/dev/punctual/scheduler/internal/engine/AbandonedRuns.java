package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.SchedulerHealth.AbandonedRun;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.ExecutionEvent.CancelRequested.Reason;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.executor.JobExecutor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs whose code did not return in time after it was asked to stop. Their end is decided without
 * them and their slot is given to others. Safe for any thread.
 *
 * <p>The lock makes the code wait that returns while it is being given up: so an executor hears of
 * it before the run returns to it. No other thread ever waits for it.
 */
final class AbandonedRuns {

  private static final Logger LOG = LoggerFactory.getLogger(AbandonedRuns.class);

  private final Lane lane;
  private final ReentrantLock deciding = new ReentrantLock();
  private final Map<Run, AbandonedRun> going = new ConcurrentHashMap<>();

  AbandonedRuns(Lane lane) {
    this.lane = lane;
  }

  /** Abandons a run that has not returned; does nothing if it has. */
  void giveUp(Run run) {
    Reason reason = run.stopReason();
    StackTraceElement[] where = run.stackTrace();
    String executor = run.record().policy().queue();
    Instant now = lane.time().instant();
    boolean freed;
    deciding.lock();
    try {
      if (reason == null || !run.abandon()) {
        return;
      }
      freed = !run.isOnThread() || freeSlot(run);
      going.put(run, new AbandonedRun(run.executionId(), executor, now, !freed));
    } finally {
      deciding.unlock();
    }
    LOG.warn("The code of {} was asked to stop ({}) and goes on; abandoned", run, reason);
    lane.events().publish(new ExecutionEvent.Abandoned(now, run.info(), reason));
    if (!freed) {
      lane.events().publish(new TroubleEvent.SlotLost(now, executor, run.executionId()));
    }
    if (reason == Reason.LEASE_LOST) {
      lane.abandon(run);
    } else {
      run.finish(RunEnd.abandoned(lane, run, reason, where));
    }
  }

  private static boolean freeSlot(Run run) {
    try {
      JobExecutor running = run.executor;
      return running != null && running.abandon(run);
    } catch (Throwable broken) {
      LOG.warn("The executor could not free the slot of {}", run, broken);
      return false;
    }
  }

  /** Waits while it is being decided whether a run is abandoned; called when its code returns. */
  @SuppressWarnings("LockNotBeforeTry") // to have had the lock is all; nothing is done under it
  void awaitDecision() {
    deciding.lock();
    deciding.unlock();
  }

  /** The code of an abandoned run has returned. */
  void returned(Run run, @Nullable Throwable thrown) {
    awaitDecision();
    if (going.remove(run) != null) {
      LOG.info("The code of {}, which was abandoned, has returned", run);
      Instant now = lane.time().instant();
      lane.events().publish(new ExecutionEvent.LateReturn(now, run.info(), thrown));
    }
  }

  /** Those whose code goes on. */
  List<AbandonedRun> all() {
    return List.copyOf(going.values());
  }
}
