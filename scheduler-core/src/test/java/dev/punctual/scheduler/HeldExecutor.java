package dev.punctual.scheduler;

import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.ExecutorStats;
import dev.punctual.scheduler.executor.JobExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** An executor whose threads run what they were given when a test says so. */
class HeldExecutor implements JobExecutor {

  private static final int MANY = 100;
  private static final int MOST_WAITING = 1_000;

  private final int threads;
  private final Queue<Runnable> held = new ArrayDeque<>();
  private int mostHeld;
  private @Nullable ExecutorContext context;

  /** One that seldom has a thread too few. */
  HeldExecutor() {
    this(MANY);
  }

  HeldExecutor(int threads) {
    this.threads = threads;
  }

  /** Runs all of them, and what comes meanwhile. */
  void runAll() {
    while (!held.isEmpty()) {
      runOne();
    }
  }

  /** Runs so many of the oldest. */
  void run(int count) {
    for (int i = 0; i < count; i++) {
      runOne();
    }
  }

  /** Runs the oldest of them. */
  void runOne() {
    boolean wasFull = idle() == 0 || room() == 0;
    held.remove().run();
    if (wasFull) {
      Objects.requireNonNull(context).onRoom().run();
    }
  }

  /** How many are held. */
  int size() {
    return held.size();
  }

  /** How many were held at most. */
  int mostHeld() {
    return mostHeld;
  }

  @Override
  public void start(ExecutorContext context) {
    this.context = context;
  }

  @Override
  public int idle() {
    return Math.max(0, threads - held.size());
  }

  @Override
  public int room() {
    return threads + MOST_WAITING - held.size();
  }

  @Override
  public boolean submit(Runnable run) {
    held.add(run);
    mostHeld = Math.max(mostHeld, held.size());
    return true;
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
