package dev.punctual.scheduler.executor;

import java.time.Duration;

/**
 * Where executions run. An executor belongs to one scheduler, which starts it, asks how much it can
 * take, hands it no more than that, and shuts it down. All methods may be called from any thread.
 */
public interface JobExecutor {

  /**
   * Makes ready to run; called once, before anything else.
   *
   * @throws IllegalStateException if it was started before
   */
  void start(ExecutorContext context);

  /** How many runs would start at once; 0 when none, {@link Integer#MAX_VALUE} for no limit. */
  int idle();

  /** How many runs would be accepted, waiting ones included; never less than {@link #idle()}. */
  int room();

  /**
   * Takes a run over. Does not wait for room; only an executor that says so runs it in the caller.
   *
   * <p>The run never throws. Whenever {@link #idle()} or {@link #room()} grows from 0 the executor
   * calls {@link ExecutorContext#roomFreed()}; until its shutdown, since after that neither grows.
   *
   * @return false if it was refused. If {@link #room()} is unlimited the executor drops what it
   *     cannot take, and the run is recorded as missed; else it goes back to its store until there
   *     is room.
   */
  boolean submit(Runnable run);

  /**
   * Frees the slot of a run whose code does not return though it was asked to. Called at most once
   * a run, while it runs; the run does not return before this has. What it does afterwards is of no
   * interest, and its thread ends with it.
   *
   * @param run as it was given to {@link #submit}
   * @return whether the slot is free; false, as here, when it stays taken until the run returns
   */
  default boolean abandon(Runnable run) {
    return false;
  }

  /** What it did so far. */
  ExecutorStats stats();

  /**
   * Takes nothing more over; what was accepted still runs. Returns at once, also when repeated or
   * called from one of its own runs; its threads end when they are done.
   */
  void shutdown();

  /**
   * Waits until the threads of an executor that was shut down have ended.
   *
   * @param timeout longest wait; zero only looks
   * @return whether they have
   * @throws InterruptedException if the caller is interrupted
   */
  boolean awaitTermination(Duration timeout) throws InterruptedException;
}
