package dev.punctual.scheduler;

import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.Subscription;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs jobs when their triggers fire. Jobs can be added before and after the start; those added
 * before count their time from the start.
 *
 * <p>All methods are safe for any thread and may be called from inside jobs and listeners. Those
 * that touch jobs block for the store; {@link dev.punctual.scheduler.store.StoreException} tells
 * that it could not be reached.
 */
public interface Scheduler extends AutoCloseable {

  /** Adds a job that runs {@code body}; only for a store that lives in this process. */
  default Job addJob(JobBody body, Trigger trigger) {
    return addJob(body, trigger, options -> {});
  }

  /**
   * Adds a job that runs {@code body}; only for a store that lives in this process.
   *
   * @throws JobConflictException if its id is taken
   * @throws IllegalArgumentException if the trigger never fires, or the store or executor that it
   *     names does not exist, or the store outlives the process and cannot keep code
   * @throws IllegalStateException if the scheduler is shut down
   */
  Job addJob(JobBody body, Trigger trigger, Consumer<JobOptions> options);

  /** Adds a job whose body wants to know about its run; only for a store in this process. */
  default Job addJob(ContextBody body, Trigger trigger) {
    return addJob(body, trigger, options -> {});
  }

  /**
   * Adds a job whose body wants to know about its run; only for a store in this process.
   *
   * @throws JobConflictException if its id is taken
   * @throws IllegalArgumentException as for {@link #addJob(JobBody, Trigger, Consumer)}
   * @throws IllegalStateException if the scheduler is shut down
   */
  Job addJob(ContextBody body, Trigger trigger, Consumer<JobOptions> options);

  /** Adds a job that runs a task without payload. */
  default Job addJob(Task<Void> task, Trigger trigger) {
    return addJob(task, trigger, options -> {});
  }

  /**
   * Adds a job that runs a task without payload. A task that the scheduler does not know yet is
   * registered.
   *
   * @throws JobConflictException if its id is taken
   * @throws IllegalArgumentException if another task has the task's name, or as for {@link
   *     #addJob(JobBody, Trigger, Consumer)}
   * @throws IllegalStateException if the scheduler is shut down
   */
  Job addJob(Task<Void> task, Trigger trigger, Consumer<JobOptions> options);

  /** Adds a job that runs a task with a payload. */
  default <P> Job addJob(Task<P> task, P payload, Trigger trigger) {
    return addJob(task, payload, trigger, options -> {});
  }

  /**
   * Adds a job that runs a task with a payload. A task that the scheduler does not know yet is
   * registered.
   *
   * @throws JobConflictException if its id is taken
   * @throws IllegalArgumentException if the payload is not of the task's type, another task has the
   *     task's name, or as for {@link #addJob(JobBody, Trigger, Consumer)}
   * @throws dev.punctual.scheduler.codec.PayloadException if the payload cannot be written
   * @throws IllegalStateException if the scheduler is shut down
   */
  <P> Job addJob(Task<P> task, P payload, Trigger trigger, Consumer<JobOptions> options);

  /** The job of that id, looked for in all stores. */
  Optional<Job> getJob(String id);

  /** All jobs of all stores, ordered by next fire time; those without one come last. */
  List<Job> getJobs();

  /**
   * Stops the fires of a job; see {@link Job#pause}.
   *
   * @throws JobNotFoundException if there is none of that id
   */
  Job pauseJob(String id);

  /**
   * Lets a job fire again; see {@link Job#resume}.
   *
   * @throws JobNotFoundException if there is none of that id
   */
  Job resumeJob(String id);

  /**
   * Changes the name, tags or policy of a job.
   *
   * @throws JobNotFoundException if there is none of that id
   */
  Job modifyJob(String id, Consumer<JobChanges> changes);

  /**
   * Gives a job another trigger; see {@link Job#reschedule}.
   *
   * @throws JobNotFoundException if there is none of that id
   * @throws IllegalArgumentException if the trigger never fires
   */
  Job rescheduleJob(String id, Trigger trigger);

  /**
   * Removes a job; see {@link Job#remove}.
   *
   * @throws JobNotFoundException if there is none of that id
   */
  void removeJob(String id);

  /**
   * Runs a job once now, leaving its schedule alone.
   *
   * @return the run; empty when the job's limit of live runs turned it away, which is recorded
   * @throws JobNotFoundException if there is none of that id
   * @throws IllegalStateException if the scheduler was not started or is shut down
   */
  Optional<ExecutionId> trigger(String id);

  /** Executions that wait or run now, at most {@code limit} from each store. */
  List<ExecutionRecord> liveExecutions(int limit);

  /** Executions that have ended, the latest first, at most {@code limit} from each store. */
  List<EndedExecution> endedExecutions(int limit);

  /** Fires that were not run, the latest record first, at most {@code limit} from each store. */
  List<MissedRange> missedFires(int limit);

  /** Starts no runs until {@link #resume}; running ones go on. */
  void pause();

  /** Starts runs again; fires that passed meanwhile are treated as missed. */
  void resume();

  /** Stops and waits until running jobs have ended; called from inside a job it does not wait. */
  ShutdownReport shutdown();

  /**
   * Stops and waits until running jobs have ended, {@code longest} at most; then interrupts them
   * and reports. {@link Duration#ZERO} returns at once and lets running jobs end.
   */
  ShutdownReport shutdown(Duration longest);

  /** Stops, interrupts running jobs and returns at once. */
  ShutdownReport shutdownNow();

  /** Same as {@link #shutdown()}. */
  @Override
  default void close() {
    shutdown();
  }

  /** Whether it was started and is not shut down; a paused scheduler runs. */
  default boolean isRunning() {
    SchedulerState now = state();
    return now == SchedulerState.RUNNING || now == SchedulerState.PAUSED;
  }

  /** Where it is in its life. */
  SchedulerState state();

  /** How its loops are doing. */
  SchedulerHealth health();

  /** Calls {@code listener} for events of {@code type} and its subtypes until it is closed. */
  <E extends SchedulerEvent> Subscription subscribe(
      Class<E> type, EventListener<? super E> listener);
}
