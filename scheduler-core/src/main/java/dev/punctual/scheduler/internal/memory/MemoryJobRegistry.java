package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.UpdateResult;
import dev.punctual.scheduler.trigger.Trigger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps job definitions in memory. */
final class MemoryJobRegistry implements JobRegistry, KeyPages.Source<String, JobRecord> {

  private final State state;
  private final KeyPages<String, JobRecord> pages;

  MemoryJobRegistry(State state) {
    this.state = state;
    this.pages = new KeyPages<>(state, Comparator.naturalOrder(), this);
  }

  @Override
  public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    Limits.batch(jobs.size());
    List<PutResult> results = new ArrayList<>(jobs.size());
    if (onConflict == ConflictPolicy.UPDATE_DEFINITION) {
      for (JobRecord job : jobs) {
        results.add(putDefinition(job));
      }
      return results;
    }
    state.lock();
    try {
      for (JobRecord job : jobs) {
        results.add(put(job, onConflict));
      }
    } finally {
      state.unlock();
    }
    return results;
  }

  @Override
  public Optional<JobRecord> get(String id) {
    state.lock();
    try {
      @Nullable JobEntry job = state.jobs.get(id);
      return job == null ? Optional.empty() : Optional.of(job.record);
    } finally {
      state.unlock();
    }
  }

  @Override
  public UpdateResult update(JobChange change) {
    JobRecord given = change.job();
    state.lock();
    try {
      @Nullable JobEntry job = state.jobs.get(given.id());
      if (job == null) {
        return new UpdateResult(UpdateResult.Status.NOT_FOUND, null);
      }
      JobRecord stored = job.record;
      if (stored.generation() != given.generation() || stored.version() != given.version()) {
        return new UpdateResult(UpdateResult.Status.STALE, stored);
      }
      for (MissedRange range : change.missed()) {
        state.logs.recordMissed(range, state.millis());
      }
      change(job, Records.updated(stored, given));
      return new UpdateResult(UpdateResult.Status.UPDATED, job.record);
    } finally {
      state.unlock();
    }
  }

  @Override
  public List<Boolean> remove(List<String> ids) {
    List<Boolean> results = new ArrayList<>(ids.size());
    state.lock();
    try {
      for (String id : ids) {
        @Nullable JobEntry job = state.jobs.get(id);
        results.add(job != null);
        if (job != null) {
          remove(job);
        }
      }
    } finally {
      state.unlock();
    }
    return results;
  }

  @Override
  public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
    Limits.page(limit);
    return pages.page(cursor, limit, filter::admits);
  }

  @Override
  public long added() {
    return state.jobs.added();
  }

  @Override
  public List<String> keys() {
    List<String> keys = new ArrayList<>(state.jobs.size());
    state.jobs.forEach(job -> keys.add(job.record.id()));
    return keys;
  }

  @Override
  public @Nullable JobRecord read(String id) {
    @Nullable JobEntry job = state.jobs.get(id);
    return job == null ? null : job.record;
  }

  @Override
  public String cursor(JobRecord job) {
    return job.id();
  }

  private PutResult put(JobRecord given, ConflictPolicy onConflict) {
    @Nullable JobEntry old = state.jobs.get(given.id());
    if (old == null) {
      return new PutResult(PutResult.Status.CREATED, add(given));
    }
    boolean replace = onConflict == ConflictPolicy.REPLACE;
    if (old.record.generation() == given.generation()) {
      return new PutResult(
          replace ? PutResult.Status.REPLACED : PutResult.Status.CREATED, old.record);
    }
    if (replace) {
      remove(old);
      return new PutResult(PutResult.Status.REPLACED, add(given));
    }
    return new PutResult(
        onConflict == ConflictPolicy.KEEP ? PutResult.Status.KEPT : PutResult.Status.CONFLICT,
        old.record);
  }

  /** Compares triggers, which may be a user's, outside the lock. */
  @SuppressWarnings("ReferenceEquality") // whether it is still the trigger that was compared
  private PutResult putDefinition(JobRecord given) {
    while (true) {
      @Nullable Trigger seen = get(given.id()).map(JobRecord::trigger).orElse(null);
      boolean same = seen != null && seen.text().equals(given.trigger().text());
      state.lock();
      try {
        @Nullable JobEntry job = state.jobs.get(given.id());
        if (job == null) {
          return new PutResult(PutResult.Status.CREATED, add(given));
        }
        if (job.record.generation() == given.generation()) {
          return new PutResult(PutResult.Status.CREATED, job.record);
        }
        if (job.record.trigger() == seen) {
          change(job, Records.redefined(job.record, given, same));
          return new PutResult(PutResult.Status.UPDATED, job.record);
        }
      } finally {
        state.unlock();
      }
    }
  }

  private JobRecord add(JobRecord given) {
    JobRecord created = Records.created(given, state.now());
    state.jobs.add(created);
    return created;
  }

  private void change(JobEntry job, JobRecord changed) {
    boolean wasActive = job.record.state() == JobState.ACTIVE;
    boolean isActive = changed.state() == JobState.ACTIVE;
    state.jobs.change(job, changed);
    if (wasActive && !isActive) {
      state.executions.hold(job);
    } else if (isActive && !wasActive) {
      state.executions.unhold(job);
    }
    state.executions.promote(job);
  }

  private void remove(JobEntry job) {
    state.jobs.drop(job, JobEntry.Presence.REMOVED);
    state.executions.cancelAll(job);
  }
}
