package dev.punctual.scheduler;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Runs jobs when their triggers fire. Jobs can be added before and after the start; those added
 * before count their time from the start.
 *
 * <p>What it offers is grouped into roles: {@link Jobs} for one job, {@link JobBatches} for many
 * new ones, {@link AnnotatedJobs} for annotated methods, {@link JobCatalog} for many jobs, {@link
 * RunControl} for single runs, {@link RunLog} for what ran, {@link Results} for what became of
 * single runs, {@link Components} for stores and executors, {@link EventSource} for listeners; here
 * is its own life.
 *
 * <p>All methods are safe for any thread and may be called from inside jobs and listeners. Those
 * that touch jobs block for the store; {@link dev.punctual.scheduler.store.StoreException} tells
 * that it could not be reached.
 */
public interface Scheduler
    extends Jobs,
        JobBatches,
        AnnotatedJobs,
        JobCatalog,
        RunControl,
        RunLog,
        Results,
        Components,
        EventSource,
        AutoCloseable {

  /**
   * Puts another configuration in the place of the whole one that was: stores, executors, job
   * defaults, zone and clock-change policy are what {@code setup} says, and the defaults where it
   * says nothing. Tasks, codecs and listeners stay. If it is refused, all is as before, and no
   * store that was opened for it stays open.
   *
   * <p>Jobs that were added before go to the store of the name theirs had. They keep what they got
   * when they were added, the policy and the zone of their trigger included.
   *
   * <p>Stores that are not used any more are closed, executors shut down.
   *
   * @throws IllegalStateException if the scheduler was started
   * @throws dev.punctual.scheduler.config.ConfigProblemsException listing the mistakes of maps and
   *     properties, or the jobs added before that lack their store or executor, are not fit for
   *     their new store, or meet another job of their id in it
   * @throws dev.punctual.scheduler.store.StoreException if a store cannot be opened or reached
   */
  void configure(Consumer<SchedulerSetup> setup);

  /** Starts no runs until {@link #resume}; running ones go on. */
  void pause();

  /** Starts runs again; fires that passed meanwhile are treated as missed. */
  void resume();

  /** Stops and waits until running jobs have ended; called from inside a job it does not wait. */
  ShutdownReport shutdown();

  /**
   * Stops and waits until running jobs have ended, {@code longest} at most; then interrupts them,
   * gives them 400 ms to end, and reports. {@link Duration#ZERO} returns at once and lets running
   * jobs end; a store that hangs holds it up for a second at most.
   */
  ShutdownReport shutdown(Duration longest);

  /**
   * Stops, interrupts running jobs and returns at once; a store that hangs holds it up for a second
   * at most.
   */
  ShutdownReport shutdownNow();

  /** Same as {@link #shutdown()}. */
  @Override
  default void close() {
    shutdown();
  }

  /** Whether it was started and is not shut down; a paused scheduler runs. */
  default boolean isRunning() {
    SchedulerState now = state();
    return now == SchedulerState.RUNNING || now == SchedulerState.PAUSED;
  }

  /** Where it is in its life. */
  SchedulerState state();

  /** How its loops are doing. */
  SchedulerHealth health();
}
