package dev.punctual.scheduler;

import java.time.Duration;

/** A scheduler that is all the program does: {@link #start} returns when it is shut down. */
public final class BlockingScheduler extends EngineScheduler {

  static final Duration FOR_EVER = Duration.ofDays(36_500);

  BlockingScheduler(SchedulerBuilder<?> setup) {
    super(setup);
  }

  /** A scheduler in memory with a pool of 10 threads. */
  public static BlockingScheduler create() {
    return builder().build();
  }

  /** Begins to describe a scheduler. */
  public static SchedulerBuilder<BlockingScheduler> builder() {
    return new SchedulerBuilder<>(BlockingScheduler::new);
  }

  /**
   * Runs jobs until the scheduler is shut down by another thread, by a job, or by an interrupt of
   * this thread, which stays interrupted. In a time that a test moves, this moves it meanwhile.
   *
   * @throws IllegalStateException if it was started before
   */
  public void start() {
    run(false);
  }

  /**
   * As {@link #start}, but makes no runs until {@link #resume}, which another thread calls.
   *
   * @throws IllegalStateException if it was started before
   */
  public void startPaused() {
    run(true);
  }

  private void run(boolean paused) {
    engine().start(paused);
    try {
      engine().awaitTermination(FOR_EVER);
    } catch (InterruptedException e) {
      engine().shutdown(Duration.ZERO);
      Thread.currentThread().interrupt();
    }
  }
}
