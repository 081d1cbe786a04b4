package dev.punctual.scheduler.event;

/**
 * How events reach a listener.
 *
 * @param capacity 0 to call the listener on the thread on which the event happens; else how many
 *     events may wait for a thread of the listener's own
 */
public record Delivery(int capacity) {

  /** Most events that may wait. */
  public static final int MAX_CAPACITY = 1_000_000;

  /** On the thread on which the event happens, which waits for the listener. */
  public static final Delivery SYNCHRONOUS = new Delivery(0);

  /** Checks the capacity. */
  public Delivery {
    if (capacity < 0 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity " + capacity + " is out of range; use 0 to " + MAX_CAPACITY);
    }
  }

  /**
   * On a thread of the listener's own, one after another in the order in which they happened. An
   * event that finds {@code capacity} others waiting is dropped and counted by {@link
   * Subscription#dropped}.
   *
   * @param capacity 1 to {@value #MAX_CAPACITY}
   */
  public static Delivery buffered(int capacity) {
    if (capacity == 0) {
      throw new IllegalArgumentException("capacity 0 is out of range; use 1 or more");
    }
    return new Delivery(capacity);
  }

  /** Whether events wait for a thread of the listener's own. */
  public boolean isBuffered() {
    return capacity > 0;
  }
}
