package dev.punctual.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a scheduler is doing.
 *
 * @param loops one entry per loop of the engine
 */
public record SchedulerHealth(SchedulerState state, List<LoopHealth> loops) {

  /** Copies the list. */
  public SchedulerHealth {
    loops = List.copyOf(loops);
  }

  /** Whether every loop's last round succeeded and none is stuck. */
  public boolean isHealthy() {
    return loops.stream().allMatch(loop -> loop.failures() == 0 && !loop.stalled());
  }

  /**
   * How one loop is doing.
   *
   * @param name the loop's name
   * @param rounds how many rounds have ended
   * @param lastRound when the last round ended; null before that
   * @param lastDuration how long it took
   * @param failures how many rounds failed in a row, the last one included
   * @param lastError what the latest failed round threw; null if none ever failed
   * @param stalled whether its current round takes suspiciously long
   */
  public record LoopHealth(
      String name,
      long rounds,
      @Nullable Instant lastRound,
      Duration lastDuration,
      int failures,
      @Nullable String lastError,
      boolean stalled) {}
}
