package dev.punctual.scheduler;

import dev.punctual.scheduler.trigger.Trigger;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job that is to be added with others by {@link JobBatches#addJobs}. Each way to make one says
 * what the {@code addJob} of the same parameters says. It may be added more than once, and is
 * another job each time unless its options give it an id.
 */
public final class NewJob {

  private final Object work;
  private final @Nullable Object payload;
  private final Trigger trigger;
  private final Consumer<JobOptions> options;

  private NewJob(
      Object work, @Nullable Object payload, Trigger trigger, Consumer<JobOptions> options) {
    this.work = work;
    this.payload = payload;
    this.trigger = Objects.requireNonNull(trigger, "trigger");
    this.options = Objects.requireNonNull(options, "options");
  }

  /** A job that runs {@code body}; see {@link Jobs#addJob(JobBody, Trigger)}. */
  public static NewJob of(JobBody body, Trigger trigger) {
    return of(body, trigger, options -> {});
  }

  /** A job that runs {@code body}; see {@link Jobs#addJob(JobBody, Trigger, Consumer)}. */
  public static NewJob of(JobBody body, Trigger trigger, Consumer<JobOptions> options) {
    return new NewJob(Objects.requireNonNull(body, "body"), null, trigger, options);
  }

  /**
   * A job whose body wants to know about its run; see {@link Jobs#addJob(ContextBody, Trigger)}.
   */
  public static NewJob of(ContextBody body, Trigger trigger) {
    return of(body, trigger, options -> {});
  }

  /**
   * A job whose body wants to know about its run; see {@link Jobs#addJob(ContextBody, Trigger,
   * Consumer)}.
   */
  public static NewJob of(ContextBody body, Trigger trigger, Consumer<JobOptions> options) {
    return new NewJob(Objects.requireNonNull(body, "body"), null, trigger, options);
  }

  /** A job that runs a task without payload; see {@link Jobs#addJob(Task, Trigger)}. */
  public static NewJob of(Task<Void> task, Trigger trigger) {
    return of(task, trigger, options -> {});
  }

  /** A job that runs a task without payload; see {@link Jobs#addJob(Task, Trigger, Consumer)}. */
  public static NewJob of(Task<Void> task, Trigger trigger, Consumer<JobOptions> options) {
    return new NewJob(Objects.requireNonNull(task, "task"), null, trigger, options);
  }

  /** A job that runs a task with a payload; see {@link Jobs#addJob(Task, Object, Trigger)}. */
  public static <P> NewJob of(Task<P> task, P payload, Trigger trigger) {
    return of(task, payload, trigger, options -> {});
  }

  /**
   * A job that runs a task with a payload; see {@link Jobs#addJob(Task, Object, Trigger,
   * Consumer)}.
   */
  public static <P> NewJob of(
      Task<P> task, P payload, Trigger trigger, Consumer<JobOptions> options) {
    return new NewJob(Objects.requireNonNull(task, "task"), payload, trigger, options);
  }

  /** A task, or code of this process. */
  Object work() {
    return work;
  }

  @Nullable Object payload() {
    return payload;
  }

  Trigger trigger() {
    return trigger;
  }

  Consumer<JobOptions> options() {
    return options;
  }
}
