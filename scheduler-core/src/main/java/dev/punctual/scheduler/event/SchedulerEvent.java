package dev.punctual.scheduler.event;

import java.time.Instant;

/** Something that happened in a scheduler. */
public sealed interface SchedulerEvent
    permits LifecycleEvent, ComponentEvent, JobEvent, ExecutionEvent, TroubleEvent {

  /** When it happened, by the node's clock. */
  Instant at();
}
