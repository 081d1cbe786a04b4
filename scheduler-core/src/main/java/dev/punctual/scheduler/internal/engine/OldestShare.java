package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.QueueRoom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Which of the slots of a queue go to the oldest work whatever its priority: one in ten of those
 * that are filled, however many a claim asks for. Used by one thread.
 */
final class OldestShare {

  private static final int ONE_IN = 10;

  private final Map<String, Integer> since = new HashMap<>(); // slots since the last such one

  /** How many of the {@code room} slots of the next claim. */
  int of(String queue, int room) {
    return Math.min(room, (since.getOrDefault(queue, 0) + room) / ONE_IN);
  }

  /**
   * What a claim has filled.
   *
   * @param rooms what it asked for
   * @param count how many slots it has filled
   * @param queueOf the queue of each, from 0
   */
  void filled(List<QueueRoom> rooms, int count, IntFunction<String> queueOf) {
    for (QueueRoom room : rooms) {
      int filled = count;
      if (rooms.size() > 1) {
        filled = 0;
        for (int i = 0; i < count; i++) {
          filled += room.queue().equals(queueOf.apply(i)) ? 1 : 0;
        }
      }
      filled(room.queue(), filled, room.oldest());
    }
  }

  /** A claim that asked for {@code oldest} of them has filled {@code filled} slots. */
  void filled(String queue, int filled, int oldest) {
    if (filled > 0) {
      int all = since.getOrDefault(queue, 0) + filled - ONE_IN * Math.min(oldest, filled);
      since.put(queue, Math.max(0, Math.min(all, ONE_IN)));
    }
  }
}
