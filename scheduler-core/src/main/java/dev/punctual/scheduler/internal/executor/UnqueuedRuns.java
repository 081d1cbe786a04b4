package dev.punctual.scheduler.internal.executor;

import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.ExecutorStats;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The life of an executor in which no run ever waits for a thread. */
public final class UnqueuedRuns {

  private final Intake intake;
  private final Stubborn stubborn;
  private final RunCounts counts = new RunCounts();
  private final CountDownLatch terminated = new CountDownLatch(1);
  private final AtomicReference<@Nullable ExecutorContext> context = new AtomicReference<>();

  /** At most {@code limit} at a time; {@link Integer#MAX_VALUE} is no limit. */
  public UnqueuedRuns(int limit) {
    this.intake = new Intake(limit);
    this.stubborn = new Stubborn(limit);
  }

  /** Remembers what the scheduler lends; throws IllegalStateException the second time. */
  public void start(ExecutorContext lent) {
    Started.once(context, lent, lent);
  }

  /** What the scheduler lent; throws IllegalStateException before the start. */
  public ExecutorContext context() {
    return Started.require(context);
  }

  /** How many more may begin; {@link Integer#MAX_VALUE} when there is no limit. */
  public int room() {
    return intake.room();
  }

  /** How many began and have not ended. */
  public int active() {
    return intake.inside();
  }

  /** Counts a run as begun, or as refused. */
  public boolean begin() {
    if (intake.tryEnter()) {
      counts.began(0);
      return true;
    }
    counts.refused();
    return false;
  }

  /** Counts a run as ended; says so if there is room again. */
  public void end() {
    counts.ended();
    boolean roomAgain = intake.leave() == intake.limit();
    endIfDrained();
    if (roomAgain) {
      Guarded.runInCaller(context().onRoom());
    }
  }

  /** Calls a run that has begun, and counts it as ended unless it was abandoned meanwhile. */
  public void runAndEnd(Runnable run) {
    Guarded.run(run);
    if (!stubborn.remove(run)) {
      end();
    }
  }

  /** Counts a run as ended that goes on; false if as many as the limit do so already. */
  public boolean abandon(Runnable run) {
    if (!stubborn.tryAdd(run)) {
      return false;
    }
    end();
    return true;
  }

  /** What was counted. */
  public ExecutorStats stats() {
    return counts.stats(0);
  }

  /** Lets no more begin. */
  public void shutdown() {
    intake.close();
    endIfDrained();
  }

  /** Waits until it was shut down and all runs have ended. */
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    return terminated.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
  }

  private void endIfDrained() {
    if (intake.isDrained()) {
      terminated.countDown();
    }
  }
}
