package dev.punctual.scheduler;

import dev.punctual.scheduler.internal.engine.CallQueue;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A handle on one job of an {@link AsyncScheduler}: what was known of it when the handle was made,
 * and what can be done with it. Nothing here blocks. Each change answers a fresh handle, or fails
 * as the method of the same name of {@link Job} does.
 */
public final class AsyncJob {

  private final Job job;
  private final CallQueue calls;

  AsyncJob(Job job, CallQueue calls) {
    this.job = job;
    this.calls = calls;
  }

  /** The id. */
  public String id() {
    return job.id();
  }

  /** A label for people. */
  public String name() {
    return job.name();
  }

  /** The name of the store that keeps it. */
  public String store() {
    return job.store();
  }

  /** When it fires. */
  public Trigger trigger() {
    return job.trigger();
  }

  /** The next nominal fire time, as last seen; empty while it has none. */
  public Optional<Instant> nextFireTime() {
    return job.nextFireTime();
  }

  /** Whether it was paused when last seen. */
  public boolean isPaused() {
    return job.isPaused();
  }

  /** All that the store knows of it, as last seen. */
  public JobRecord definition() {
    return job.definition();
  }

  /** Stops its fires; see {@link Job#pause}. */
  public CompletionStage<AsyncJob> pause() {
    return calls.add(() -> new AsyncJob(job.pause(), calls));
  }

  /** Lets it fire again; see {@link Job#resume}. */
  public CompletionStage<AsyncJob> resume() {
    return calls.add(() -> new AsyncJob(job.resume(), calls));
  }

  /** Changes its name, tags or policy; see {@link Job#modify}. */
  public CompletionStage<AsyncJob> modify(Consumer<JobChanges> changes) {
    Objects.requireNonNull(changes, "changes");
    return calls.add(() -> new AsyncJob(job.modify(changes), calls));
  }

  /** Gives it another trigger; see {@link Job#reschedule}. */
  public CompletionStage<AsyncJob> reschedule(Trigger trigger) {
    Objects.requireNonNull(trigger, "trigger");
    return calls.add(() -> new AsyncJob(job.reschedule(trigger), calls));
  }

  /** Removes it; see {@link Job#remove}. */
  public CompletionStage<@Nullable Void> remove() {
    return calls.run(job::remove);
  }

  /** Runs it once now; see {@link Job#runNow}. */
  public CompletionStage<Optional<ExecutionId>> runNow() {
    return calls.add(job::runNow);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AsyncJob that && job.equals(that.job);
  }

  @Override
  public int hashCode() {
    return job.hashCode();
  }

  @Override
  public String toString() {
    return job.toString();
  }
}
