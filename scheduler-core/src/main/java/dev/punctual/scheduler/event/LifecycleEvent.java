package dev.punctual.scheduler.event;

import java.time.Instant;

/** The scheduler as a whole changed its state. */
public sealed interface LifecycleEvent extends SchedulerEvent {

  /** It was started, and runs jobs unless it was started paused. */
  record Started(Instant at) implements LifecycleEvent {}

  /** It starts nothing until it is resumed. */
  record Paused(Instant at) implements LifecycleEvent {}

  /** It runs jobs again. */
  record Resumed(Instant at) implements LifecycleEvent {}

  /**
   * It has ended.
   *
   * @param abandoned how many runs had not ended by then
   */
  record Shutdown(Instant at, int abandoned) implements LifecycleEvent {}
}
