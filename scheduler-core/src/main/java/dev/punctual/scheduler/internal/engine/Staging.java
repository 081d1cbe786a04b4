package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.PutResult.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the jobs that are added before the scheduler starts and moves them to their store then,
 * with their first fire counted from that moment. Afterwards every job goes straight to the store.
 *
 * <p>Adding and moving exclude each other by the lock, under which the store may be called; it is
 * taken only until the scheduler has started.
 */
final class Staging {

  private static final Logger LOG = LoggerFactory.getLogger(Staging.class);
  private static final int PAGE = 1_000;

  private final JobStore store;
  private final JobRegistry staged;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, ConflictPolicy> policies = new HashMap<>(); // guarded by lock
  private volatile boolean open = true; // changed under lock

  Staging(JobStore store) {
    this.store = store;
    this.staged = MemoryJobStore.create(store::now).jobs();
  }

  /** Adds a job here or, after the start, to the store. */
  PutResult put(JobRecord job, ConflictPolicy onConflict) {
    if (open) {
      lock.lock();
      try {
        if (open) {
          return stage(job, onConflict);
        }
      } finally {
        lock.unlock();
      }
    }
    return store.jobs().put(List.of(job), onConflict).get(0);
  }

  /** Whether jobs are still held here. */
  boolean isOpen() {
    return open;
  }

  /** Where the job of that id is. */
  JobRegistry registryOf(String id) {
    return open && staged.get(id).isPresent() ? staged : store.jobs();
  }

  /** The jobs that are held here. */
  Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
    return open ? staged.page(filter, cursor, limit) : new Page<>(List.of(), null);
  }

  /**
   * Moves all jobs to the store. A conflict that arose meanwhile is logged; the stored job stays.
   */
  void moveToStore() {
    lock.lock();
    try {
      String cursor = null;
      do {
        Page<JobRecord> page = staged.page(JobFilter.ALL, cursor, PAGE);
        page.items().forEach(this::move);
        cursor = page.cursor();
      } while (cursor != null);
      open = false;
      policies.clear();
    } finally {
      lock.unlock();
    }
  }

  private PutResult stage(JobRecord job, ConflictPolicy onConflict) {
    JobRecord stored = store.jobs().get(job.id()).orElse(null);
    if (stored != null && onConflict == ConflictPolicy.FAIL) {
      return new PutResult(Status.CONFLICT, stored);
    }
    PutResult result = staged.put(List.of(job), onConflict).get(0);
    if (result.status() != Status.CONFLICT && result.status() != Status.KEPT) {
      policies.put(job.id(), onConflict);
    }
    return result;
  }

  private void move(JobRecord job) {
    ConflictPolicy policy = policies.getOrDefault(job.id(), ConflictPolicy.FAIL);
    PutResult result = store.jobs().put(List.of(anchored(job)), policy).get(0);
    if (result.status() == Status.CONFLICT) {
      LOG.warn("Job '{}' was added elsewhere before the start; that one stays", job.id());
    }
  }

  private JobRecord anchored(JobRecord job) {
    Instant now = store.now().truncatedTo(ChronoUnit.MILLIS);
    Instant first = job.trigger().next(null, now);
    boolean asBefore = first == null || job.state() == JobState.PARKED;
    Instant next = asBefore ? job.nextFireTime() : first;
    Instant due = next == null ? null : Jitter.due(job.generation(), next, job.trigger().jitter());
    return job.withFires(null, next, due).withVersion(0);
  }
}
