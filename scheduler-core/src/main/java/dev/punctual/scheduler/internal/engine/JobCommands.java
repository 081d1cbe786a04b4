package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.JobNotFoundException;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.UpdateResult;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.FireSpan;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What users do to the jobs of one store. Each change reads the job, derives a new one and replaces
 * it if nobody was faster, else begins again. Any thread; blocks for the store.
 */
public final class JobCommands {

  private final Lane lane;
  private final Staging staging;

  JobCommands(Lane lane, Staging staging) {
    this.lane = lane;
    this.staging = staging;
  }

  /** Stops the fires of a job; nothing of it starts here any more when this returns. */
  public JobRecord pause(String id) {
    JobRecord stored =
        change(id, job -> new JobChange(job.withState(JobState.PAUSED, null), List.of()));
    lane.revoke(id);
    publish(new JobEvent.Paused(now(), lane.name(), id, null));
    return stored;
  }

  /** Lets a job fire again; what passed meanwhile is recorded. */
  public JobRecord resume(String id) {
    JobRecord stored = change(id, job -> resumed(job, lane.store().now()));
    publish(new JobEvent.Resumed(now(), lane.name(), id));
    return stored;
  }

  /** Changes the definition of a job without touching its place in the schedule. */
  public JobRecord modify(String id, UnaryOperator<JobRecord> edit) {
    JobRecord stored = change(id, job -> new JobChange(edit.apply(job), List.of()));
    publish(new JobEvent.Modified(now(), lane.name(), id));
    return stored;
  }

  /**
   * Gives a job another trigger, whose first fire is the first from now on. What was due by the old
   * one and has not run is recorded.
   */
  public JobRecord reschedule(String id, Trigger trigger) {
    JobRecord stored = change(id, job -> rescheduled(job, trigger, lane.store().now()));
    publish(new JobEvent.Rescheduled(now(), lane.name(), id, stored.nextFireTime()));
    return stored;
  }

  /** Removes a job with its waiting runs; nothing of it starts here any more when this returns. */
  public void remove(String id) {
    if (!staging.remove(List.of(id)).get(0)) {
      throw new JobNotFoundException(id);
    }
    lane.revoke(id);
    publish(new JobEvent.Removed(now(), lane.name(), id, false));
  }

  /** Runs a job once now; empty when its limit of live runs turned that away. */
  public Optional<ExecutionId> submit(String id) {
    SubmitResult result = lane.store().queue().submit(id, Ids.next(lane.time()));
    return switch (result.status()) {
      case SUBMITTED -> Optional.ofNullable(result.id());
      case WAITING -> {
        lane.onSuperseded(id);
        yield Optional.ofNullable(result.id());
      }
      case SKIPPED -> {
        publishSkipped(result.id());
        yield Optional.empty();
      }
      case NOT_FOUND -> throw new JobNotFoundException(id);
    };
  }

  private void publishSkipped(@Nullable ExecutionId run) {
    JobRecord job = run == null || !lane.events().isHeard() ? null : find(run.jobId()).orElse(null);
    if (run != null && job != null) {
      ExecutionEvent.Run info =
          new ExecutionEvent.Run(
              run, job.task(), lane.name(), lane.owner(), now(), Adjustment.NONE, 1);
      publish(
          new ExecutionEvent.Missed(now(), info, MissedRange.Reason.MAX_INSTANCES, Duration.ZERO));
    }
  }

  /** The job of that id. */
  public Optional<JobRecord> find(String id) {
    return staging.registryOf(id).get(id);
  }

  /** Adds a job; see {@link Engine#start} for those added before the start. */
  public PutResult put(JobRecord job, ConflictPolicy onConflict) {
    PutResult result = staging.put(List.of(job), onConflict).get(0);
    tell(result);
    return result;
  }

  /**
   * Adds as many jobs as a {@link PutBatch} takes, each on its own. What the store does not answer
   * is asked once more, unless it is part of the caller's transaction.
   */
  public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    List<PutResult> results =
        lane.store().isInTransaction()
            ? staging.put(jobs, onConflict)
            : Twice.call(() -> staging.put(jobs, onConflict));
    if (results.size() != jobs.size()) {
      throw new StoreException("put answered " + results.size() + " times to " + jobs.size());
    }
    results.forEach(this::tell);
    return results;
  }

  private void tell(PutResult result) {
    if (!lane.events().isHeard()) {
      return;
    }
    String id = result.stored().id();
    switch (result.status()) {
      case CREATED, REPLACED -> publish(new JobEvent.Added(now(), lane.name(), id));
      case UPDATED -> publish(new JobEvent.Modified(now(), lane.name(), id));
      case KEPT, CONFLICT -> {}
    }
  }

  private JobRecord change(String id, Function<JobRecord, JobChange> derive) {
    while (true) {
      JobRegistry registry = staging.registryOf(id);
      JobRecord job = registry.get(id).orElseThrow(() -> new JobNotFoundException(id));
      JobChange change = derive.apply(job);
      if (change.job().equals(job)) {
        return job;
      }
      UpdateResult result = staging.update(registry, change);
      if (result != null && result.status() == UpdateResult.Status.UPDATED) {
        return Objects.requireNonNull(result.stored());
      }
    }
  }

  /**
   * The job as it goes on after a pause. The fires that passed are recorded; if none is left after
   * them the latest one still runs, so that a one-shot job is late rather than lost.
   */
  static JobChange resumed(JobRecord job, Instant now) {
    JobRecord active = job.withState(JobState.ACTIVE, null);
    Instant first = job.nextFireTime();
    if (job.state() == JobState.ACTIVE || first == null || first.isAfter(now)) {
      return new JobChange(active, List.of());
    }
    Trigger trigger = job.trigger();
    List<MissedRange> missed = new ArrayList<>();
    Instant next = first;
    Instant last = job.lastFireTime();
    while (next != null && !next.isAfter(now)) {
      FireSpan span = trigger.span(next, now);
      Instant following = trigger.next(span.last(), now);
      if (following == null) {
        if (span.count() > 1) {
          FireSpan before = trigger.span(next, span.last().minusMillis(1));
          missed.add(range(job, before));
          last = before.last();
        }
        return new JobChange(placed(active, last, span.last()), missed);
      }
      missed.add(range(job, span));
      last = span.last();
      next = requireLater(trigger, last, following);
    }
    return new JobChange(placed(active, last, next), missed);
  }

  private static JobChange rescheduled(JobRecord job, Trigger trigger, Instant now) {
    Instant next = FirstFire.of(trigger, now);
    Instant last = job.lastFireTime();
    if (next != null && last != null && !next.isAfter(last)) {
      Instant following = trigger.next(last, now);
      if (following == null) {
        throw new IllegalArgumentException(
            "trigger '"
                + TriggerText.of(trigger)
                + "' has no fire after "
                + last
                + ", the last fire of the job; to run the job now, trigger it instead");
      }
      next = requireLater(trigger, last, following);
    }
    JobRecord changed = job.withDefinition(job.name(), trigger, job.policy(), job.tags());
    return LeftFires.record(job, changed, next, now);
  }

  private static JobRecord placed(JobRecord job, @Nullable Instant last, @Nullable Instant next) {
    Instant due = next == null ? null : Jitter.due(job.generation(), next, job.trigger().jitter());
    return job.withFires(last, next, due);
  }

  private static MissedRange range(JobRecord job, FireSpan span) {
    return new MissedRange(
        job.id(),
        job.generation(),
        span.first(),
        span.last(),
        span.count(),
        MissedRange.Reason.PAUSED);
  }

  private static Instant requireLater(Trigger trigger, Instant last, Instant following) {
    return FireTimes.requireAfter(trigger, last, following);
  }

  private Instant now() {
    return lane.time().instant();
  }

  private void publish(SchedulerEvent event) {
    lane.events().publish(event);
  }
}
