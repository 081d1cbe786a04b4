package dev.punctual.scheduler.store;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job as the store keeps it.
 *
 * @param id what the user calls it; see {@link Names#requireJobId}
 * @param generation a fresh random value at each creation of a job with this id, so that an
 *     execution of an earlier job of the same id is never taken for one of this job
 * @param name a label for people; the task's name unless the user gave one
 * @param task the registered task that it runs
 * @param payload what the task is given
 * @param trigger when it fires
 * @param policy how its fires are treated
 * @param tags marks to find it by; unordered
 * @param state whether it fires
 * @param nextFireTime the next nominal fire; null while it has none, which leaves the job where it
 *     is
 * @param dueTime {@code nextFireTime} plus jitter; null exactly when that is null
 * @param lastFireTime the latest nominal fire that was decided, run or recorded as missed; null
 *     before the first
 * @param version grows with each change; 0 for a job that no store has seen
 * @param created when the store first saw this generation
 * @param problem why the engine paused or parked it; null while all is well
 */
public record JobRecord(
    String id,
    long generation,
    String name,
    String task,
    Payload payload,
    Trigger trigger,
    JobPolicy policy,
    Set<String> tags,
    JobState state,
    @Nullable Instant nextFireTime,
    @Nullable Instant dueTime,
    @Nullable Instant lastFireTime,
    long version,
    Instant created,
    @Nullable String problem) {

  /** The task of jobs whose payload is their code; only stores of this process have such jobs. */
  public static final String CODE_TASK = "inline";

  /**
   * The job as it runs after an execution that left {@code result}: with that in place of its own
   * payload, unless there is none or its payload is its code.
   */
  public JobRecord following(Payload result) {
    return result instanceof Payload.None || task.equals(CODE_TASK)
        ? this
        : withRun(task, result, policy);
  }

  /** The same job with another task, payload and policy. */
  public JobRecord withRun(String newTask, Payload newPayload, JobPolicy newPolicy) {
    return new JobRecord(
        id,
        generation,
        name,
        newTask,
        newPayload,
        trigger,
        newPolicy,
        tags,
        state,
        nextFireTime,
        dueTime,
        lastFireTime,
        version,
        created,
        problem);
  }

  /** The same job in another state, for a given reason. */
  public JobRecord withState(JobState newState, @Nullable String newProblem) {
    return new JobRecord(
        id,
        generation,
        name,
        task,
        payload,
        trigger,
        policy,
        tags,
        newState,
        nextFireTime,
        dueTime,
        lastFireTime,
        version,
        created,
        newProblem);
  }

  /** The same job at another place in its schedule. */
  public JobRecord withFires(
      @Nullable Instant newLast, @Nullable Instant newNext, @Nullable Instant newDue) {
    return new JobRecord(
        id,
        generation,
        name,
        task,
        payload,
        trigger,
        policy,
        tags,
        state,
        newNext,
        newDue,
        newLast,
        version,
        created,
        problem);
  }

  /** The same job with another form of its payload. */
  public JobRecord withPayload(Payload newPayload) {
    return new JobRecord(
        id,
        generation,
        name,
        task,
        newPayload,
        trigger,
        policy,
        tags,
        state,
        nextFireTime,
        dueTime,
        lastFireTime,
        version,
        created,
        problem);
  }

  /** The same job with another version. */
  public JobRecord withVersion(long newVersion) {
    return new JobRecord(
        id,
        generation,
        name,
        task,
        payload,
        trigger,
        policy,
        tags,
        state,
        nextFireTime,
        dueTime,
        lastFireTime,
        newVersion,
        created,
        problem);
  }

  /**
   * The same job with the definition of {@code given}, as {@link ConflictPolicy#UPDATE_DEFINITION}
   * says: what it runs, when and how. A PAUSED job stays paused; any other gets the state of {@code
   * given}, so that a PARKED one may run again. The last fire stays, and so does the version.
   *
   * @param keepsPlace whether the next fire stays, too, as it does if the triggers have equal texts
   */
  public JobRecord redefinedBy(JobRecord given, boolean keepsPlace) {
    boolean paused = state == JobState.PAUSED;
    JobRecord place = keepsPlace ? this : given;
    return new JobRecord(
        id,
        generation,
        given.name,
        given.task,
        given.payload,
        given.trigger,
        given.policy,
        given.tags,
        paused ? state : given.state,
        place.nextFireTime,
        place.dueTime,
        lastFireTime,
        version,
        created,
        paused ? problem : given.problem);
  }

  /** The same job with another trigger, name, policy and tags. */
  public JobRecord withDefinition(
      String newName, Trigger newTrigger, JobPolicy newPolicy, Set<String> newTags) {
    return new JobRecord(
        id,
        generation,
        newName,
        task,
        payload,
        newTrigger,
        newPolicy,
        newTags,
        state,
        nextFireTime,
        dueTime,
        lastFireTime,
        version,
        created,
        problem);
  }
}
