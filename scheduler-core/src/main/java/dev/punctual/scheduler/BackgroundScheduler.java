package dev.punctual.scheduler;

/** A scheduler that runs beside the application: {@link #start} returns at once. */
public final class BackgroundScheduler extends EngineScheduler {

  BackgroundScheduler(SchedulerBuilder<?> setup) {
    super(setup);
  }

  /** A scheduler in memory with a pool of 10 threads. */
  public static BackgroundScheduler create() {
    return builder().build();
  }

  /** Begins to describe a scheduler. */
  public static SchedulerBuilder<BackgroundScheduler> builder() {
    return new SchedulerBuilder<>(BackgroundScheduler::new);
  }

  /**
   * Begins to run jobs, on daemon threads.
   *
   * @throws IllegalStateException if it was started before
   */
  public void start() {
    engine().start(false);
  }

  /**
   * Starts without running jobs; {@link #resume} lets them run.
   *
   * @throws IllegalStateException if it was started before
   */
  public void startPaused() {
    engine().start(true);
  }
}
