package dev.punctual.scheduler;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.trigger.Trigger;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Adds jobs and acts on one of them by its id. All methods may be called from any thread, from
 * inside jobs and from listeners, and block for the store.
 */
public interface Jobs {

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
   * Changes the name, tags or policy of a job; all or nothing.
   *
   * @param changes called again if somebody else changes the job meanwhile
   * @throws JobNotFoundException if there is none of that id
   * @throws IllegalArgumentException if a value breaks its rule, or an executor or a job that it
   *     names does not exist
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
   * Runs a job once now, leaving its schedule alone; while it is paused that run waits.
   *
   * @return the run; empty when the job's limit of live runs turned it away, which is recorded
   * @throws JobNotFoundException if there is none of that id
   * @throws IllegalStateException if the scheduler was not started or is shut down
   */
  Optional<ExecutionId> trigger(String id);
}
