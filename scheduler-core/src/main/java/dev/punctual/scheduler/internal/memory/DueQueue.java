package dev.punctual.scheduler.internal.memory;

/**
 * Rows by due time and, where that is equal, by {@link Entry#precedes}. Rows mostly come in that
 * order, as jobs of one interval and jobs that are added one after another do; these form a run,
 * and the others a heap. Guarded by the store's lock.
 */
final class DueQueue<E extends Entry<?, E>> {

  private final DueRun<E> run;
  private final DueHeap<E> heap;

  /**
   * An empty queue.
   *
   * @param aside whether it is only for the rows of one task
   */
  DueQueue(boolean aside) {
    run = new DueRun<>(aside);
    heap = new DueHeap<>(aside);
  }

  boolean isEmpty() {
    return run.isEmpty() && heap.isEmpty();
  }

  /** The earliest time; {@link RowHeap#NEVER} when it is empty. */
  long headTime() {
    return Math.min(run.headTime(), heap.headTime());
  }

  /** The first row; there must be one. */
  E head() {
    return isRunFirst() ? run.head() : heap.head();
  }

  /** Whether the first row goes before the first row of {@code other}; neither is empty. */
  boolean precedes(DueQueue<E> other) {
    long mine = headTime();
    long others = other.headTime();
    return mine < others || (mine == others && head().precedes(other.head()));
  }

  void add(E row, long time) {
    long key = row.orderKey();
    if (run.takes(row, time, key)) {
      run.add(row, time, key);
    } else {
      heap.add(row, time, key);
    }
  }

  /** Takes out the first row; there must be one. */
  E poll() {
    return isRunFirst() ? run.poll() : heap.poll();
  }

  private boolean isRunFirst() {
    long ofRun = run.headTime();
    long ofHeap = heap.headTime();
    return ofRun == ofHeap && ofRun != RowHeap.NEVER
        ? run.head().precedes(heap.head())
        : ofRun < ofHeap;
  }
}
