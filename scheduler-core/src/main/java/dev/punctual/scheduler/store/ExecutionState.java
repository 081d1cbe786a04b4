package dev.punctual.scheduler.store;

/** Where an execution stands. */
public enum ExecutionState {
  /** Waits for its time or for a node with room. */
  SCHEDULED(false),
  /** Waits while its job is paused. */
  HELD(false),
  /** Waits for an earlier execution of its job to end. */
  BLOCKED(false),
  /** No live node knows its task, or its payload cannot be read; waits until that changes. */
  PARKED(false),
  /** Leased to a node, which runs it or is about to. */
  CLAIMED(false),
  /** Ended well. */
  SUCCEEDED(true),
  /** Failed, and its attempts are used up. */
  DEAD(true),
  /** Not run because it came too late or found no room. */
  MISSED(true),
  /** Not run, or stopped, because a user said so. */
  CANCELLED(true),
  /** Was started at most once by a node that then died; whether it ended is unknown. */
  LOST(true);

  private final boolean terminal;

  ExecutionState(boolean terminal) {
    this.terminal = terminal;
  }

  /** Whether an execution in this state never changes again. */
  public boolean isTerminal() {
    return terminal;
  }
}
