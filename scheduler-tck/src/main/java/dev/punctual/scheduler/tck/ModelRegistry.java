package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.FAIL;
import static dev.punctual.scheduler.store.ConflictPolicy.KEEP;
import static dev.punctual.scheduler.store.ConflictPolicy.REPLACE;
import static dev.punctual.scheduler.store.ConflictPolicy.UPDATE_DEFINITION;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.UpdateResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registry of the model. */
final class ModelRegistry implements JobRegistry {

  private final ModelState state;

  ModelRegistry(ModelState state) {
    this.state = state;
  }

  @Override
  public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    if (jobs.size() > 1_000) {
      throw new IllegalArgumentException("a batch of " + jobs.size() + " is too large");
    }
    return jobs.stream().map(job -> put(job, onConflict)).toList();
  }

  private PutResult put(JobRecord given, ConflictPolicy onConflict) {
    @Nullable ModelJob old = state.jobs.get(given.id());
    if (old == null) {
      return new PutResult(PutResult.Status.CREATED, add(given));
    }
    boolean repeated = old.record.generation() == given.generation();
    switch (onConflict) {
      case REPLACE:
        if (!repeated) {
          remove(old);
          add(given);
        }
        return result(PutResult.Status.REPLACED, given.id());
      case UPDATE_DEFINITION:
        if (repeated) {
          return result(PutResult.Status.CREATED, given.id());
        }
        change(old, redefined(old.record, given));
        return result(PutResult.Status.UPDATED, given.id());
      case KEEP:
        return result(repeated ? PutResult.Status.CREATED : PutResult.Status.KEPT, given.id());
      case FAIL:
      default:
        return result(repeated ? PutResult.Status.CREATED : PutResult.Status.CONFLICT, given.id());
    }
  }

  private PutResult result(PutResult.Status status, String id) {
    return new PutResult(status, get(id).orElseThrow());
  }

  private JobRecord add(JobRecord given) {
    JobRecord stored = created(given, given.generation(), state.now()).withVersion(1);
    state.jobs.put(given.id(), new ModelJob(stored));
    return stored;
  }

  /** The new definition in the old place, or in its own when the trigger is another. */
  private static JobRecord redefined(JobRecord old, JobRecord given) {
    JobRecord place = old.trigger().text().equals(given.trigger().text()) ? old : given;
    JobRecord defined =
        created(given, old.generation(), old.created())
            .withFires(old.lastFireTime(), place.nextFireTime(), place.dueTime());
    return old.state() == JobState.PAUSED ? defined.withState(old.state(), old.problem()) : defined;
  }

  private static JobRecord created(JobRecord job, long generation, Instant created) {
    return new JobRecord(
        job.id(),
        generation,
        job.name(),
        job.task(),
        job.payload(),
        job.trigger(),
        job.policy(),
        job.tags(),
        job.state(),
        job.nextFireTime(),
        job.dueTime(),
        job.lastFireTime(),
        job.version(),
        created,
        job.problem());
  }

  @Override
  public Optional<JobRecord> get(String id) {
    return Optional.ofNullable(state.jobs.get(id)).map(job -> job.record);
  }

  @Override
  public UpdateResult update(JobChange change) {
    JobRecord given = change.job();
    @Nullable ModelJob job = state.jobs.get(given.id());
    if (job == null) {
      return new UpdateResult(UpdateResult.Status.NOT_FOUND, null);
    }
    JobRecord stored = job.record;
    if (stored.generation() != given.generation() || stored.version() != given.version()) {
      return new UpdateResult(UpdateResult.Status.STALE, stored);
    }
    change.missed().forEach(state::recordMissed);
    change(job, given);
    return new UpdateResult(UpdateResult.Status.UPDATED, job.record);
  }

  /** Gives a job a new content; its executions follow its state and its limit. */
  private void change(ModelJob job, JobRecord content) {
    job.become(content);
    for (ModelExecution run : state.of(job, false)) {
      if (run.state == ExecutionState.SCHEDULED || run.state == ExecutionState.HELD) {
        run.ready();
      }
    }
    state.promote(job);
  }

  @Override
  public List<Boolean> remove(List<String> ids) {
    List<Boolean> results = new ArrayList<>();
    for (String id : ids) {
      @Nullable ModelJob job = state.jobs.get(id);
      results.add(job != null);
      if (job != null) {
        remove(job);
      }
    }
    return results;
  }

  private void remove(ModelJob job) {
    state.jobs.remove(job.record.id());
    job.presence = ModelJob.Presence.REMOVED;
    for (ModelExecution run : List.copyOf(state.live)) {
      if (run.job == job && run.state != ExecutionState.CLAIMED) {
        state.endUnstarted(run, ExecutionState.CANCELLED);
      }
    }
  }

  @Override
  public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
    ModelHistory.requireLimit(limit);
    List<JobRecord> rest =
        state.jobs.values().stream()
            .map(job -> job.record)
            .filter(job -> cursor == null || job.id().compareTo(cursor) > 0)
            .filter(filter::admits)
            .toList();
    return rest.size() <= limit
        ? new Page<>(rest, null)
        : new Page<>(rest.subList(0, limit), rest.get(limit - 1).id());
  }
}
