package dev.punctual.scheduler;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.internal.engine.ChainCheck;
import dev.punctual.scheduler.internal.engine.Engine;
import dev.punctual.scheduler.internal.engine.FirstFire;
import dev.punctual.scheduler.internal.engine.Ids;
import dev.punctual.scheduler.internal.engine.Jitter;
import dev.punctual.scheduler.internal.engine.TaskRegistry;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.trigger.DstPolicy;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns what a user says about a new job into a record and gives it to its store. */
final class JobAdder {

  private final Engine engine;
  private final JobActions actions;
  private final JobPolicy defaults;
  private final ZoneId zone;
  private final DstPolicy dst;

  JobAdder(Engine engine, JobActions actions, JobPolicy defaults, ZoneId zone, DstPolicy dst) {
    this.engine = engine;
    this.actions = actions;
    this.defaults = defaults;
    this.zone = zone;
    this.dst = dst;
  }

  /** Adds a job whose code is an object of this process. */
  Job addCode(Object body, Trigger trigger, Consumer<JobOptions> said) {
    JobOptions options = options(defaults, said);
    if (store(options).traits().durable()) {
      throw new IllegalArgumentException(
          "store '"
              + options.store()
              + "' outlives this process and cannot keep a lambda; give the code a name with"
              + " Task.named(\"...\", ...), register it with builder.tasks(...), and add that");
    }
    return add(TaskRegistry.INLINE, new Payload.Live(body), trigger, options);
  }

  /** Adds a job that runs a task. */
  Job addTask(Task<?> task, @Nullable Object payload, Trigger trigger, Consumer<JobOptions> said) {
    JobOptions options = options(task.defaults(defaults), said);
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
    return add(task, kept, trigger, options);
  }

  private JobOptions options(JobPolicy start, Consumer<JobOptions> said) {
    engine.requireOpen();
    JobOptions options = new JobOptions(start);
    said.accept(options);
    engine.requireExecutor(options.policy().queue());
    List<FollowUp> followUps = options.policy().run().followUps();
    if (!followUps.isEmpty()) {
      new ChainCheck(options.store(), engine.commands(options.store())::find)
          .require(options.id(), List.of(), followUps, options.isLoopAllowed());
    }
    return options;
  }

  private JobStore store(JobOptions options) {
    return engine.store(options.store());
  }

  private Job add(Task<?> task, Payload payload, Trigger unzoned, JobOptions options) {
    TimeSource time = engine.parts().time();
    Trigger trigger = Objects.requireNonNull(unzoned, "trigger").withDefaults(zone, dst);
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
    PutResult result = engine.commands(options.store()).put(job, options.onConflict());
    if (result.status() == PutResult.Status.CONFLICT) {
      throw new JobConflictException(job.id());
    }
    return new Job(actions, options.store(), result.stored());
  }
}
