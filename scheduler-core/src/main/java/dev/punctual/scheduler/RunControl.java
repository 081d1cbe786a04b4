package dev.punctual.scheduler;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;

/** Acts on single runs. All methods may be called from any thread and block for the stores. */
public interface RunControl {

  /**
   * Cancels a run, whichever node has it. One that has not started never does. The code of a
   * running one is asked to stop: {@link ExecutionContext#isCancelled} turns true, its thread is
   * interrupted, and the future of an asynchronous task is cancelled; on this node at once, on
   * others within seconds. If it has not returned five seconds later, it is waited for no more: the
   * run ends as cancelled, and its slot is given to others.
   *
   * @return what became of it; NOT_FOUND when no store here has a live run of that id
   * @throws IllegalStateException if the scheduler has ended
   */
  CancelStatus cancel(ExecutionId id);
}
