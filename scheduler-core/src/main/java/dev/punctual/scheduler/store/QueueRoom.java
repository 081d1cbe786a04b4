package dev.punctual.scheduler.store;

/**
 * How much a node can take from one queue now.
 *
 * @param room at most this many, 1 or more
 * @param oldest how many of them, 0 to {@code room}, are chosen by due time alone whatever their
 *     priority, so that no priority starves; the others go by priority first
 */
public record QueueRoom(String queue, int room, int oldest) {

  /** Checks the range. */
  public QueueRoom {
    if (oldest < 0 || oldest > room) {
      throw new IllegalArgumentException("oldest " + oldest + " is out of range; use 0 to " + room);
    }
  }

  /** Room that is filled by priority first. */
  public QueueRoom(String queue, int room) {
    this(queue, room, 0);
  }
}
