package dev.punctual.scheduler.internal.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waiting rows in the order in which they are to be handed out: per queue, first by priority, then
 * by due time and id. Guarded by the store's lock.
 */
final class DueIndex<E extends Entry<?, E>> {

  private static final int BANDS = 10;

  private final Map<String, @Nullable Lane<E>[]> queues = new HashMap<>();

  void add(E row, long due) {
    @Nullable Lane<E>[] lanes = queues.computeIfAbsent(row.queue(), queue -> newLanes());
    @Nullable Lane<E> lane = lanes[row.priority()];
    if (lane == null) {
      lane = new Lane<>();
      lanes[row.priority()] = lane;
    }
    lane.add(row, due);
  }

  /** Takes out the next row of a queue that {@code view} shows and that is due by {@code limit}. */
  @Nullable E poll(String queue, View view, long limit) {
    @Nullable Lane<E> @Nullable [] lanes = queues.get(queue);
    if (lanes != null) {
      for (int band = BANDS - 1; band >= 0; band--) {
        @Nullable Lane<E> lane = lanes[band];
        @Nullable E row = lane == null ? null : lane.poll(view, limit);
        if (row != null) {
          return row;
        }
      }
    }
    return null;
  }

  /** Takes out the row of a queue that {@code view} shows and that has been due longest. */
  @Nullable E pollOldest(String queue, View view, long limit) {
    @Nullable Lane<E> @Nullable [] lanes = queues.get(queue);
    @Nullable Lane<E> oldest = null;
    long first = RowHeap.NEVER;
    for (int band = BANDS - 1; lanes != null && band >= 0; band--) {
      @Nullable Lane<E> lane = lanes[band];
      long due = lane == null ? RowHeap.NEVER : lane.due(view);
      if (due < first) {
        first = due;
        oldest = lane;
      }
    }
    return oldest == null ? null : oldest.poll(view, limit);
  }

  /** When the earliest row of a queue that {@code view} shows is due. */
  long earliest(String queue, View view) {
    @Nullable Lane<E> @Nullable [] lanes = queues.get(queue);
    long earliest = RowHeap.NEVER;
    if (lanes != null) {
      for (@Nullable Lane<E> lane : lanes) {
        if (lane != null) {
          earliest = lane.earliest(view, earliest);
        }
      }
    }
    return earliest;
  }

  /** Shows the heaps of the tasks that some node lacked code for. */
  void forEachAside(Consumer<DueQueue<E>> action) {
    for (@Nullable Lane<E>[] lanes : queues.values()) {
      for (@Nullable Lane<E> lane : lanes) {
        if (lane != null) {
          lane.forEachAside(action);
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private @Nullable Lane<E>[] newLanes() {
    return (@Nullable Lane<E>[]) new Lane<?>[BANDS];
  }
}
