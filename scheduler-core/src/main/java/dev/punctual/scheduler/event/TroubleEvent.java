package dev.punctual.scheduler.event;

import dev.punctual.scheduler.store.ExecutionId;
import java.time.Duration;
import java.time.Instant;

/** Something is wrong around the scheduler; it goes on. */
public sealed interface TroubleEvent extends SchedulerEvent {

  /**
   * A round of a loop failed and will be repeated.
   *
   * @param loop the loop's name
   * @param failures how many rounds failed in a row
   */
  record LoopFailed(Instant at, String loop, Throwable error, int failures, Duration pause)
      implements TroubleEvent {}

  /**
   * A round of a loop takes suspiciously long.
   *
   * @param since when the round began
   */
  record LoopStalled(Instant at, String loop, Instant since) implements TroubleEvent {}

  /**
   * The store's clock advanced much more than elapsed time; leases of others are left alone for a
   * while.
   *
   * @param jump how far it jumped
   */
  record ClockJumped(Instant at, String store, Duration jump) implements TroubleEvent {}

  /**
   * The code of an abandoned run does not return, and its executor cannot do without the thread: it
   * has one slot less until the code returns.
   *
   * @param executor the executor's name
   * @param run which run
   */
  record SlotLost(Instant at, String executor, ExecutionId run) implements TroubleEvent {}

  /** There is due work for a task that no live node has code for; it is kept. */
  record UnknownTask(Instant at, String store, String task) implements TroubleEvent {}

  /**
   * A store may have lost jobs or runs that it had acknowledged; the scheduler goes on with what it
   * has.
   *
   * @param reason what was seen
   */
  record DataLossSuspected(Instant at, String store, String reason) implements TroubleEvent {}
}
