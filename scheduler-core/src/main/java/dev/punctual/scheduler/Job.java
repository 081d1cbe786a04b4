package dev.punctual.scheduler;

import dev.punctual.scheduler.internal.engine.TriggerText;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A handle on one job: what was known of it when the handle was made or last used, and what can be
 * done with it. Safe for any thread; equal to every handle on a job of the same id and store.
 */
public final class Job {

  private final JobActions actions;
  private final String store;
  private volatile JobRecord record;

  Job(JobActions actions, String store, JobRecord record) {
    this.actions = actions;
    this.store = store;
    this.record = record;
  }

  /** The id. */
  public String id() {
    return record.id();
  }

  /** A label for people. */
  public String name() {
    return record.name();
  }

  /** The name of the store that keeps it. */
  public String store() {
    return store;
  }

  /** When it fires. */
  public Trigger trigger() {
    return record.trigger();
  }

  /** The next nominal fire time, as last seen; empty while it has none. */
  public Optional<Instant> nextFireTime() {
    return Optional.ofNullable(record.nextFireTime());
  }

  /** Whether it was paused when last seen. */
  public boolean isPaused() {
    return record.state() == JobState.PAUSED;
  }

  /** All that the store knows of it, as last seen. */
  public JobRecord definition() {
    return record;
  }

  /**
   * Stops its fires. Nothing of it starts on this node after this has returned; what runs goes on.
   *
   * @throws JobNotFoundException if it is gone
   */
  public Job pause() {
    record = actions.pause(store, id());
    return this;
  }

  /**
   * Lets it fire again; fires that passed meanwhile are recorded and not run.
   *
   * @throws JobNotFoundException if it is gone
   */
  public Job resume() {
    record = actions.resume(store, id());
    return this;
  }

  /**
   * Changes its name, tags or policy; all or nothing.
   *
   * @param changes called again if somebody else changes the job meanwhile
   * @throws JobNotFoundException if it is gone
   * @throws IllegalArgumentException if a value breaks its rule, or an executor or a job that it
   *     names does not exist
   */
  public Job modify(Consumer<JobChanges> changes) {
    record = actions.modify(store, id(), changes);
    return this;
  }

  /**
   * Gives it another trigger, whose first fire is the first after now. A paused job stays paused.
   *
   * @throws JobNotFoundException if it is gone
   * @throws IllegalArgumentException if the trigger never fires
   */
  public Job reschedule(Trigger trigger) {
    record = actions.reschedule(store, id(), trigger);
    return this;
  }

  /**
   * Removes it with its waiting runs. Nothing of it starts on this node after this has returned;
   * what runs goes on to its end.
   *
   * @throws JobNotFoundException if it is gone
   */
  public void remove() {
    actions.remove(store, id());
  }

  /**
   * Runs it once now, leaving its schedule alone; while it is paused that run waits.
   *
   * @return the run; empty when its limit of live runs turned it away, which is recorded
   * @throws JobNotFoundException if it is gone
   * @throws IllegalStateException if the scheduler was not started or is shut down
   */
  public Optional<ExecutionId> runNow() {
    return actions.trigger(store, id());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Job that && id().equals(that.id()) && store.equals(that.store);
  }

  @Override
  public int hashCode() {
    return id().hashCode();
  }

  @Override
  public String toString() {
    JobRecord now = record;
    return "Job["
        + now.id()
        + ", "
        + TriggerText.of(now.trigger())
        + ", "
        + now.state()
        + ", next "
        + now.nextFireTime()
        + "]";
  }
}
