package com.example.store;

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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps job definitions. */
final class ToyRegistry implements JobRegistry {

  private static final int LARGEST_BATCH = 1_000;

  private final Content content;

  ToyRegistry(Content content) {
    this.content = content;
  }

  @Override
  public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    if (jobs.size() > LARGEST_BATCH) {
      throw new IllegalArgumentException(
          "a batch of " + jobs.size() + " jobs is too large; use at most " + LARGEST_BATCH);
    }
    return content.step(() -> jobs.stream().map(job -> put(job, onConflict)).toList());
  }

  /** The generation tells a repeated call from a conflict. */
  private PutResult put(JobRecord given, ConflictPolicy onConflict) {
    @Nullable KeptJob old = content.jobs.get(given.id());
    if (old == null) {
      return new PutResult(PutResult.Status.CREATED, create(given));
    }
    if (old.record.generation() == given.generation()) {
      boolean replaced = onConflict == ConflictPolicy.REPLACE;
      return new PutResult(
          replaced ? PutResult.Status.REPLACED : PutResult.Status.CREATED, old.record);
    }
    switch (onConflict) {
      case KEEP:
        return new PutResult(PutResult.Status.KEPT, old.record);
      case REPLACE:
        remove(old);
        return new PutResult(PutResult.Status.REPLACED, create(given));
      case UPDATE_DEFINITION:
        change(old, redefined(old.record, given));
        return new PutResult(PutResult.Status.UPDATED, old.record);
      case FAIL:
      default:
        return new PutResult(PutResult.Status.CONFLICT, old.record);
    }
  }

  private JobRecord create(JobRecord given) {
    JobRecord stored = identified(given, given.generation(), content.now()).withVersion(1);
    content.jobs.put(stored.id(), new KeptJob(stored));
    if (stored.state() == JobState.ACTIVE) {
      content.wake(stored.dueTime());
    }
    return stored;
  }

  /** The new definition with the old identity; its place stays while the trigger does. */
  private static JobRecord redefined(JobRecord old, JobRecord given) {
    boolean sameTrigger = old.trigger().text().equals(given.trigger().text());
    JobRecord place = sameTrigger ? old : given;
    JobRecord redefined =
        identified(given, old.generation(), old.created())
            .withFires(old.lastFireTime(), place.nextFireTime(), place.dueTime());
    return old.state() == JobState.PAUSED
        ? redefined.withState(JobState.PAUSED, old.problem())
        : redefined;
  }

  private static JobRecord identified(JobRecord job, long generation, Instant created) {
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
    return content.step(() -> Optional.ofNullable(content.jobs.get(id)).map(job -> job.record));
  }

  @Override
  public UpdateResult update(JobChange change) {
    return content.step(() -> apply(change));
  }

  private UpdateResult apply(JobChange change) {
    JobRecord given = change.job();
    @Nullable KeptJob job = content.jobs.get(given.id());
    if (job == null) {
      return new UpdateResult(UpdateResult.Status.NOT_FOUND, null);
    }
    if (job.record.generation() != given.generation() || job.record.version() != given.version()) {
      return new UpdateResult(UpdateResult.Status.STALE, job.record);
    }
    change.missed().forEach(content::recordMissed);
    change(job, given);
    return new UpdateResult(UpdateResult.Status.UPDATED, job.record);
  }

  /** Gives a job a new content; what waits follows its state and its limit in the same step. */
  private void change(KeptJob job, JobRecord newContent) {
    job.become(newContent);
    for (KeptRun run : job.runs) {
      if (run.state == ExecutionState.SCHEDULED || run.state == ExecutionState.HELD) {
        content.runs.ready(run);
      }
    }
    content.runs.promote(job);
    if (job.holds()) {
      content.revoke(job.record.id());
    } else {
      content.wake(job.record.dueTime());
    }
  }

  @Override
  public List<Boolean> remove(List<String> ids) {
    return content.step(() -> ids.stream().map(this::remove).toList());
  }

  private boolean remove(String id) {
    @Nullable KeptJob job = content.jobs.get(id);
    if (job == null) {
      return false;
    }
    remove(job);
    return true;
  }

  /** What waits ends with its job; what is claimed goes on, and is told by a hint. */
  private void remove(KeptJob job) {
    content.jobs.remove(job.record.id());
    job.row = KeptJob.Row.REMOVED;
    for (KeptRun run : List.copyOf(job.runs)) {
      if (run.state != ExecutionState.CLAIMED) {
        content.runs.cancel(run);
      }
    }
    content.revoke(job.record.id());
  }

  @Override
  public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
    Content.requireLimit(limit);
    return content.step(
        () -> {
          Collection<KeptJob> rest =
              cursor == null ? content.jobs.values() : content.jobs.tailMap(cursor, false).values();
          List<JobRecord> found =
              rest.stream()
                  .map(job -> job.record)
                  .filter(filter::admits)
                  .limit(limit + 1L)
                  .toList();
          return found.size() <= limit
              ? new Page<>(found, null)
              : new Page<>(found.subList(0, limit), found.get(limit - 1).id());
        });
  }
}
