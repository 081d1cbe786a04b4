package dev.punctual.scheduler;

import dev.punctual.scheduler.store.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a scheduler is doing.
 *
 * @param loops one entry per loop of the engine
 * @param abandoned runs whose code was given up and has not returned yet
 */
public record SchedulerHealth(
    SchedulerState state, List<LoopHealth> loops, List<AbandonedRun> abandoned) {

  /** Copies the lists. */
  public SchedulerHealth {
    loops = List.copyOf(loops);
    abandoned = List.copyOf(abandoned);
  }

  /** The health of a scheduler that has abandoned no run. */
  public SchedulerHealth(SchedulerState state, List<LoopHealth> loops) {
    this(state, loops, List.of());
  }

  /**
   * Whether every loop's last round succeeded, none is stuck, and no abandoned run keeps a slot of
   * its executor.
   */
  public boolean isHealthy() {
    return loops.stream().allMatch(loop -> loop.failures() == 0 && !loop.stalled())
        && abandoned.stream().noneMatch(AbandonedRun::keepsSlot);
  }

  /**
   * A run that was given up while its code goes on.
   *
   * @param id which run
   * @param executor the name of the executor that ran it
   * @param since when it was given up
   * @param keepsSlot whether the executor has one slot less because of it
   */
  public record AbandonedRun(ExecutionId id, String executor, Instant since, boolean keepsSlot) {}

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
