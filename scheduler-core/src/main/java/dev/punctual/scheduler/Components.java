package dev.punctual.scheduler;

import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.store.JobStore;
import java.util.List;

/** The named stores and executors of a scheduler, which may come and go while it runs. */
public interface Components {

  /** The names of the stores, in the order in which they were added. */
  List<String> stores();

  /** The names of the executors, in alphabetical order. */
  List<String> executors();

  /**
   * Adds a store; if the scheduler runs, it begins to run the store's jobs at once.
   *
   * @throws IllegalArgumentException if the name is not valid or taken
   * @throws IllegalStateException if the scheduler is shut down
   */
  void addStore(String name, JobStore store);

  /**
   * Removes a store; its jobs stay in it. Nothing of them starts on this node after this has
   * returned; what runs goes on, and when it has ended the store is closed and {@link
   * dev.punctual.scheduler.event.ComponentEvent.StoreRemoved} tells so.
   *
   * @throws IllegalArgumentException if there is no such store
   * @throws IllegalStateException if jobs for it wait for the start
   */
  void removeStore(String name);

  /**
   * Adds an executor, which must not be used by another scheduler. Runs that wait for an executor
   * of this name go to it.
   *
   * @throws IllegalArgumentException if the name is not valid or taken
   * @throws IllegalStateException if the scheduler is shut down, or the executor was started before
   */
  void addExecutor(String name, JobExecutor executor);

  /**
   * Removes an executor and shuts it down. What runs on it goes on; runs that wait for it go back
   * to their stores and stay there until there is an executor of this name again. Returns at once.
   *
   * @return the executor, to wait for its end
   * @throws IllegalArgumentException if there is no such executor
   */
  JobExecutor removeExecutor(String name);
}
