package dev.punctual.scheduler.internal.time;

/** Something that happens at a virtual time. Its fields are guarded by the lock of its time. */
class VirtualStep implements Comparable<VirtualStep> {

  long at;
  long order;
  Runnable action = () -> {};

  void run() {
    action.run();
  }

  @Override
  public final int compareTo(VirtualStep other) {
    int byTime = Long.compare(at, other.at);
    return byTime != 0 ? byTime : Long.compare(order, other.order);
  }

  @Override
  public final boolean equals(Object other) {
    return this == other;
  }

  @Override
  public final int hashCode() {
    return System.identityHashCode(this);
  }
}
