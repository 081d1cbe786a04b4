package dev.punctual.scheduler.internal.memory;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The waiting rows of one queue and one priority, in due order.
 *
 * <p>All rows share one heap until a node comes by that lacks code for the row at its head, or
 * takes no more of its task. That row moves aside, to a heap of its task, where it stays in due
 * order for the nodes that have the code; further rows of the task join it there until that heap is
 * empty. Guarded by the store's lock.
 */
final class Lane<E extends Entry<?, E>> {

  private final DueQueue<E> mixed = new DueQueue<>(false);
  private final Map<String, DueQueue<E>> aside = new HashMap<>(0);

  void add(E row, long due) {
    @Nullable DueQueue<E> own = aside.isEmpty() ? null : aside.get(row.task());
    (own == null ? mixed : own).add(row, due);
  }

  /**
   * When the earliest row that {@code view} shows is due; too early when it may not move on.
   *
   * @param known what is answered when no row is due before it
   */
  long earliest(View view, long known) {
    if (aside.isEmpty()) {
      long head = mixed.headTime();
      if (head >= known) {
        return known;
      }
      if (view.shows(mixed.head().task())) {
        return head;
      }
    }
    @Nullable DueQueue<E> first = first(view);
    long earliest = Math.min(mixed.headTime(), first == null ? RowHeap.NEVER : first.headTime());
    return Math.min(earliest, known);
  }

  /** Takes out the first row that {@code view} shows and that is due by {@code limit}. */
  @Nullable E poll(View view, long limit) {
    if (aside.isEmpty()) {
      if (mixed.headTime() > limit) {
        return null;
      }
      if (view.shows(mixed.head().task())) {
        return mixed.poll();
      }
    }
    @Nullable DueQueue<E> first = first(view);
    return first == null || first.headTime() > limit ? null : first.poll();
  }

  /** When the first row that {@code view} shows is due. */
  long due(View view) {
    @Nullable DueQueue<E> first = first(view);
    return first == null ? RowHeap.NEVER : first.headTime();
  }

  /** Shows the heaps of the tasks that some node lacked code for. */
  void forEachAside(Consumer<DueQueue<E>> action) {
    if (aside.isEmpty()) {
      return;
    }
    for (Iterator<DueQueue<E>> heaps = aside.values().iterator(); heaps.hasNext(); ) {
      DueQueue<E> heap = heaps.next();
      if (heap.isEmpty()) {
        heaps.remove();
      } else {
        action.accept(heap);
      }
    }
  }

  private @Nullable DueQueue<E> first(View view) {
    @Nullable DueQueue<E> first = clearHead(view) ? mixed : null;
    if (aside.isEmpty()) {
      return first;
    }
    if (view.tasks().size() < aside.size()) {
      for (String task : view.tasks()) {
        @Nullable DueQueue<E> heap = aside.get(task);
        if (heap != null && view.shows(task)) {
          first = earlier(first, heap);
        }
      }
      return first;
    }
    for (Iterator<DueQueue<E>> heaps = aside.values().iterator(); heaps.hasNext(); ) {
      DueQueue<E> heap = heaps.next();
      if (heap.isEmpty()) {
        heaps.remove();
      } else if (view.shows(heap.head().task())) {
        first = earlier(first, heap);
      }
    }
    return first;
  }

  /** Moves rows aside until the head of the mixed heap is one that {@code view} shows. */
  private boolean clearHead(View view) {
    while (!mixed.isEmpty()) {
      E head = mixed.head();
      String task = head.task();
      if (view.shows(task)) {
        return true;
      }
      if (!view.mayMove()) {
        return false;
      }
      long due = mixed.headTime();
      mixed.poll();
      aside.computeIfAbsent(task, name -> new DueQueue<>(true)).add(head, due);
    }
    return false;
  }

  private @Nullable DueQueue<E> earlier(@Nullable DueQueue<E> one, @Nullable DueQueue<E> other) {
    if (other == null || other.isEmpty()) {
      return one;
    }
    return one == null || other.precedes(one) ? other : one;
  }
}
