package dev.punctual.scheduler.tck.simulator;

import org.jspecify.annotations.Nullable;

/** Something that happens at a virtual time, on a host or outside all of them. */
final class Step {

  final @Nullable Host host;
  final Runnable action;
  long at;
  private final int tie;
  private final long order;
  boolean dropped;

  /**
   * A step.
   *
   * @param tie decides among steps of the same instant
   */
  Step(@Nullable Host host, Runnable action, long at, int tie, long order) {
    this.host = host;
    this.action = action;
    this.at = at;
    this.tie = tie;
    this.order = order;
  }

  /** Whether it goes before a step of the same instant. */
  boolean precedes(Step other) {
    return tie != other.tie ? tie < other.tie : order < other.order;
  }
}
