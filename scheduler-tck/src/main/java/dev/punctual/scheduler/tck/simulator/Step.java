package dev.punctual.scheduler.tck.simulator;

import org.jspecify.annotations.Nullable;

/** Something that happens at a virtual time, on a host or outside all of them. */
final class Step implements Comparable<Step> {

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

  @Override
  public int compareTo(Step other) {
    int byTime = Long.compare(at, other.at);
    if (byTime != 0) {
      return byTime;
    }
    int byTie = Integer.compare(tie, other.tie);
    return byTie != 0 ? byTie : Long.compare(order, other.order);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
