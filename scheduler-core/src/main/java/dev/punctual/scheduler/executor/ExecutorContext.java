package dev.punctual.scheduler.executor;

import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/**
 * What a scheduler lends to an executor.
 *
 * @param name the executor's name in the scheduler
 * @param threads makes platform threads named after the executor
 * @param nanoTime elapsed nanoseconds; only differences mean anything
 * @param onRoom called whenever there is room again; returns at once
 */
public record ExecutorContext(
    String name, ThreadFactory threads, LongSupplier nanoTime, Runnable onRoom) {

  /** Tells the scheduler that there is room again. */
  public void roomFreed() {
    onRoom.run();
  }
}
