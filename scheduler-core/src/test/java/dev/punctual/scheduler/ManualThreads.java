package dev.punctual.scheduler;

import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.ExecutorStats;
import dev.punctual.scheduler.executor.JobExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** An executor whose threads run when a test says so. */
final class ManualThreads implements JobExecutor {

  private final int size;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int mostWaiting;
  private @Nullable ExecutorContext context;

  ManualThreads(int size) {
    this.size = size;
  }

  /** How many runs wait. */
  int waiting() {
    return waiting.size();
  }

  /** How many have waited at most. */
  int mostWaiting() {
    return mostWaiting;
  }

  /** Runs those that wait the longest. */
  void run(int most) {
    for (int i = 0; i < most && !waiting.isEmpty(); i++) {
      waiting.remove().run();
      Objects.requireNonNull(context).onRoom().run();
    }
  }

  @Override
  public void start(ExecutorContext context) {
    this.context = context;
  }

  @Override
  public int idle() {
    return Math.max(0, size - waiting.size());
  }

  @Override
  public int room() {
    return size + 1_000 - waiting.size();
  }

  @Override
  public boolean submit(Runnable run) {
    waiting.add(run);
    mostWaiting = Math.max(mostWaiting, waiting.size());
    return true;
  }

  @Override
  public ExecutorStats stats() {
    return new ExecutorStats(0, waiting.size(), 0, 0, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public void shutdown() {}

  @Override
  public boolean awaitTermination(Duration timeout) {
    return true;
  }
}
