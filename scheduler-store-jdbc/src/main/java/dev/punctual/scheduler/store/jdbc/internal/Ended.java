package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;

/** Executions as they are after a step, for its answer. */
final class Ended {

  private Ended() {}

  /** The execution in another state, without a lease. */
  static ExecutionRecord shown(ExecutionRecord was, ExecutionState state) {
    return shown(was, state, was.token(), was.lost());
  }

  /** The execution in another state, without a lease, and with another count of lost ones. */
  static ExecutionRecord shown(ExecutionRecord was, ExecutionState state, long token, int lost) {
    return new ExecutionRecord(
        was.id(),
        was.task(),
        was.payload(),
        was.policy(),
        was.tags(),
        was.fireTime(),
        was.dueTime(),
        was.deadline(),
        was.adjustment(),
        state,
        null,
        token,
        null,
        was.attempt(),
        lost,
        was.cancelRequested(),
        was.created());
  }
}
