package dev.punctual.scheduler;

import dev.punctual.scheduler.store.ExecutionId;
import java.util.List;

/**
 * What a shutdown left behind.
 *
 * @param terminated whether the scheduler has ended; false when it still waits for runs
 * @param running runs that had not ended when the shutdown returned
 */
public record ShutdownReport(boolean terminated, List<ExecutionId> running) {

  /** Copies the list. */
  public ShutdownReport {
    running = List.copyOf(running);
  }
}
