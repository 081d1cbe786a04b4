package dev.punctual.scheduler.executor;

import dev.punctual.scheduler.internal.executor.Guarded;
import dev.punctual.scheduler.internal.executor.UnqueuedRuns;
import java.time.Duration;

/**
 * Calls each run in the thread that hands it over and returns when it has ended. That thread is the
 * scheduler's own: while a run lasts, nothing else fires. For tests, debugging and runs that only
 * pass work on.
 *
 * <p>It asks for one run at a time, yet refuses none before its shutdown: runs handed over by
 * several threads, or from inside a run, run at the same time.
 */
public final class DirectExecutor implements JobExecutor {

  private final UnqueuedRuns runs = new UnqueuedRuns(Integer.MAX_VALUE);

  private DirectExecutor() {}

  /** A new one, for one scheduler. */
  public static DirectExecutor create() {
    return new DirectExecutor();
  }

  @Override
  public void start(ExecutorContext context) {
    runs.start(context);
  }

  /** 1, or 0 while a run lasts. */
  @Override
  public int idle() {
    return room();
  }

  /** 1, or 0 while a run lasts. */
  @Override
  public int room() {
    return runs.active() > 0 ? 0 : Math.min(1, runs.room());
  }

  /**
   * Calls {@code run} and returns when it has ended.
   *
   * @throws IllegalStateException if it was not started
   */
  @Override
  public boolean submit(Runnable run) {
    ExecutorContext context = runs.context();
    if (!runs.begin()) {
      return false;
    }
    Guarded.runInCaller(run);
    runs.end();
    if (room() > 0) {
      Guarded.runInCaller(context.onRoom());
    }
    return true;
  }

  /** False: the thread that called the run cannot go on without it. */
  @Override
  public boolean abandon(Runnable run) {
    return false;
  }

  @Override
  public ExecutorStats stats() {
    return runs.stats();
  }

  @Override
  public void shutdown() {
    runs.shutdown();
  }

  /**
   * Waits until all runs have ended; it has no threads of its own.
   *
   * @param timeout longest wait; zero only looks
   */
  @Override
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    return runs.awaitTermination(timeout);
  }
}
