package dev.punctual.scheduler;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.internal.engine.ChainCheck;
import dev.punctual.scheduler.internal.engine.Engine;
import dev.punctual.scheduler.internal.engine.FirstFire;
import dev.punctual.scheduler.internal.engine.Ids;
import dev.punctual.scheduler.internal.engine.Jitter;
import dev.punctual.scheduler.internal.engine.TaskRegistry;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns what a user says about a new job into a record and gives it to its store. */
final class JobAdder {

  private final Engine engine;
  private final JobActions actions;
  private final Supplier<SchedulerDefaults> defaults;

  JobAdder(Engine engine, JobActions actions, Supplier<SchedulerDefaults> defaults) {
    this.engine = engine;
    this.actions = actions;
    this.defaults = defaults;
  }

  /**
   * A new job as its store will be asked to keep it.
   *
   * @param store the name of that store
   */
  record Described(String store, JobRecord job, ConflictPolicy onConflict) {}

  /** Finds the jobs that a new one may be followed by. */
  @FunctionalInterface
  interface Finder {
    Optional<JobRecord> find(String store, String id);
  }

  /** Adds a job whose code is an object of this process. */
  Job addCode(Object body, Trigger trigger, Consumer<JobOptions> said) {
    return put(describeCode(body, trigger, said, this::find));
  }

  /** Adds a job that runs a task. */
  Job addTask(Task<?> task, @Nullable Object payload, Trigger trigger, Consumer<JobOptions> said) {
    return put(describeTask(task, payload, trigger, said, this::find));
  }

  /** Adds a job that runs a registered task without payload. */
  Job addTask(Task<Void> task, Trigger trigger, JobOptions options) {
    requireExecutor(options);
    return put(describe(task, Payload.none(), trigger, options));
  }

  /** What a store would be asked to keep; registers the task if it is not known yet. */
  Described describe(NewJob job, Finder finder) {
    return job.work() instanceof Task<?> task
        ? describeTask(task, job.payload(), job.trigger(), job.options(), finder)
        : describeCode(job.work(), job.trigger(), job.options(), finder);
  }

  /** The job of that id in a store. */
  Optional<JobRecord> find(String store, String id) {
    return engine.commands(store).find(id);
  }

  private Described describeCode(
      Object body, Trigger trigger, Consumer<JobOptions> said, Finder finder) {
    JobOptions options = options(defaults.get().policy(), said, finder);
    if (store(options).traits().durable()) {
      throw new IllegalArgumentException(
          "store '"
              + options.store()
              + "' outlives this process and cannot keep a lambda; give the code a name with"
              + " Task.named(\"...\", ...), register it with builder.tasks(...), and add that");
    }
    return describe(TaskRegistry.INLINE, new Payload.Live(body), trigger, options);
  }

  private Described describeTask(
      Task<?> task,
      @Nullable Object payload,
      Trigger trigger,
      Consumer<JobOptions> said,
      Finder finder) {
    JobOptions options = options(task.defaults(defaults.get().policy()), said, finder);
    if (!task.accepts(payload)) {
      throw new IllegalArgumentException(
          "task '"
              + task.name()
              + "' works on a "
              + task.payloadType().getName()
              + ", not on a "
              + (payload == null ? "null" : payload.getClass().getName()));
    }
    TaskRegistry tasks = engine.parts().tasks();
    if (!tasks.has(task)) {
      tasks.register(task);
    }
    Payload kept;
    if (payload == null) {
      kept = Payload.none();
    } else if (store(options).traits().durable()) {
      kept = tasks.encode(task, payload);
    } else {
      kept = new Payload.Live(payload);
    }
    return describe(task, kept, trigger, options);
  }

  /** The options of a job of which nothing was said. */
  JobOptions blank() {
    engine.requireOpen();
    return new JobOptions(defaults.get().policy());
  }

  /** Refuses an executor that does not exist. */
  void requireExecutor(JobOptions options) {
    engine.requireExecutor(options.policy().queue());
  }

  /** Refuses a trigger that never fires. */
  void requireFire(Trigger trigger, JobOptions options) {
    SchedulerDefaults given = defaults.get();
    FirstFire.of(trigger.withDefaults(given.zone(), given.dst()), store(options).now());
  }

  /** Refuses an id that is taken, unless the options say what to do then. */
  void requireFree(JobOptions options) {
    String id = options.id();
    if (options.onConflict() == ConflictPolicy.FAIL
        && id != null
        && engine.commands(options.store()).find(id).isPresent()) {
      throw new IllegalArgumentException(new JobConflictException(id).getMessage());
    }
  }

  /** The store that the options name; refused if it does not exist. */
  JobStore store(JobOptions options) {
    return engine.store(options.store());
  }

  private JobOptions options(JobPolicy start, Consumer<JobOptions> said, Finder finder) {
    engine.requireOpen();
    JobOptions options = new JobOptions(start);
    said.accept(options);
    requireExecutor(options);
    List<FollowUp> followUps = options.policy().run().followUps();
    if (!followUps.isEmpty()) {
      new ChainCheck(options.store(), id -> finder.find(options.store(), id))
          .require(options.id(), List.of(), followUps, options.isLoopAllowed());
    }
    return options;
  }

  private Described describe(Task<?> task, Payload payload, Trigger unzoned, JobOptions options) {
    TimeSource time = engine.parts().time();
    SchedulerDefaults given = defaults.get();
    Trigger trigger =
        Objects.requireNonNull(unzoned, "trigger").withDefaults(given.zone(), given.dst());
    Instant now = store(options).now();
    Instant first = FirstFire.of(trigger, now);
    long generation = time.random().nextLong();
    String id = options.id();
    String name = options.name();
    JobRecord job =
        new JobRecord(
            id == null ? Ids.next(time) : id,
            generation,
            name == null ? task.name() : name,
            task.name(),
            payload,
            trigger,
            options.policy(),
            options.tags(),
            options.isPaused() ? JobState.PAUSED : JobState.ACTIVE,
            first,
            first == null ? null : Jitter.due(generation, first, trigger.jitter()),
            null,
            0,
            now,
            null);
    return new Described(options.store(), job, options.onConflict());
  }

  private Job put(Described described) {
    PutResult result = engine.commands(described.store).put(described.job, described.onConflict);
    if (result.status() == PutResult.Status.CONFLICT) {
      throw new JobConflictException(described.job.id());
    }
    return new Job(actions, described.store, result.stored());
  }
}
