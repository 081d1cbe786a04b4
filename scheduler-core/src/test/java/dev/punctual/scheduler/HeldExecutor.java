package dev.punctual.scheduler;

import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.ExecutorStats;
import dev.punctual.scheduler.executor.JobExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** An executor that runs what it was given when a test says so. */
class HeldExecutor implements JobExecutor {

  private final Queue<Runnable> held = new ArrayDeque<>();

  void runAll() {
    for (Runnable run = held.poll(); run != null; run = held.poll()) {
      run.run();
    }
  }

  /** Runs the oldest of them. */
  void runOne() {
    held.remove().run();
  }

  int size() {
    return held.size();
  }

  @Override
  public void start(ExecutorContext context) {}

  @Override
  public int idle() {
    return 1;
  }

  @Override
  public int room() {
    return 100;
  }

  @Override
  public boolean submit(Runnable run) {
    return held.add(run);
  }

  @Override
  public ExecutorStats stats() {
    return new ExecutorStats(0, held.size(), 0, 0, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public void shutdown() {}

  @Override
  public boolean awaitTermination(Duration timeout) {
    return true;
  }
}
