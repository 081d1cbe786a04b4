package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.ExecutorStats;
import dev.punctual.scheduler.executor.JobExecutor;
import java.time.Duration;

/** Runs what it is given at once, on the thread that gives it, and always has room for many. */
final class CallingExecutor implements JobExecutor {

  private static final int ROOM = 100;

  private long completed;

  @Override
  public void start(ExecutorContext context) {}

  @Override
  public int idle() {
    return ROOM;
  }

  @Override
  public int room() {
    return ROOM;
  }

  @Override
  public boolean submit(Runnable run) {
    run.run();
    completed++;
    return true;
  }

  @Override
  public ExecutorStats stats() {
    return new ExecutorStats(0, 0, completed, 0, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public void shutdown() {}

  @Override
  public boolean awaitTermination(Duration timeout) {
    return true;
  }
}
