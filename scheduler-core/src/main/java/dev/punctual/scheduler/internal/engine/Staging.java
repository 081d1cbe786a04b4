package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.PutResult.Status;
import dev.punctual.scheduler.store.UpdateResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
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
  private final Set<String> foundPaused = new HashSet<>(); // in the store; guarded by lock
  private volatile boolean open = true; // changed under lock
  private boolean replaced; // guarded by lock

  Staging(JobStore store) {
    this.store = store;
    this.staged = MemoryJobStore.create(store::now).jobs();
  }

  /** Adds jobs here or, after the start or in a transaction of the caller's, to the store. */
  List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    if (open && !store.isInTransaction()) {
      lock.lock();
      try {
        if (open) {
          requireCurrent();
          return jobs.stream().map(job -> stage(job, onConflict)).toList();
        }
      } finally {
        lock.unlock();
      }
    }
    return toStore(jobs, onConflict);
  }

  private List<PutResult> toStore(List<JobRecord> jobs, ConflictPolicy onConflict) {
    return onConflict == ConflictPolicy.UPDATE_DEFINITION
        ? jobs.stream().map(job -> Redefinition.put(store, job)).toList()
        : store.jobs().put(jobs, onConflict);
  }

  /** Removes jobs here and, as far as they are there too, from the store. */
  List<Boolean> remove(List<String> ids) {
    if (open) {
      lock.lock();
      try {
        if (open) {
          requireCurrent();
          return unstage(ids);
        }
      } finally {
        lock.unlock();
      }
    }
    return store.jobs().remove(ids);
  }

  private List<Boolean> unstage(List<String> ids) {
    List<Boolean> stored = store.jobs().remove(ids);
    List<Boolean> here = staged.remove(ids);
    List<Boolean> either = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      either.add(stored.get(i) || here.get(i));
      policies.remove(ids.get(i));
      foundPaused.remove(ids.get(i));
    }
    return either;
  }

  /**
   * Changes a job where it was seen.
   *
   * @param seen where {@link #registryOf} said that the job is
   * @return null if it has moved meanwhile
   */
  @Nullable UpdateResult update(JobRegistry seen, JobChange change) {
    if (!seen.equals(staged)) {
      return seen.update(change);
    }
    lock.lock();
    try {
      requireCurrent();
      return open ? staged.update(change) : null;
    } finally {
      lock.unlock();
    }
  }

  /** Calls {@code action} while nobody adds, changes or removes a job here. */
  void whileLocked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses all further changes, since the jobs are held elsewhere; called while locked. */
  void replaced() {
    replaced = true;
  }

  private void requireCurrent() {
    if (replaced) {
      throw new IllegalStateException("the scheduler was configured meanwhile; call again");
    }
  }

  /** Shows every job that is held here with what happens when its id is taken. */
  void forEach(BiConsumer<JobRecord, ConflictPolicy> each) {
    String cursor = null;
    do {
      Page<JobRecord> page = staged.page(JobFilter.ALL, cursor, PAGE);
      page.items().forEach(job -> each.accept(job, policyOf(job.id())));
      cursor = page.cursor();
    } while (cursor != null);
  }

  private ConflictPolicy policyOf(String id) {
    return policies.getOrDefault(id, ConflictPolicy.FAIL);
  }

  /** Whether jobs are still held here. */
  boolean isOpen() {
    return open;
  }

  /** Whether no job is held here. */
  boolean isEmpty() {
    return !open || staged.page(JobFilter.ALL, null, 1).items().isEmpty();
  }

  /** Whether the job of that id is held here. */
  boolean holds(String id) {
    return open && staged.get(id).isPresent();
  }

  /** Where the job of that id is. */
  JobRegistry registryOf(String id) {
    return holds(id) ? staged : store.jobs();
  }

  /** The jobs that are held here. */
  Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
    return open ? staged.page(filter, cursor, limit) : new Page<>(List.of(), null);
  }

  /**
   * Moves all jobs to the store. A conflict that arose meanwhile is logged; the stored job stays.
   * If the store fails, all jobs are still here and those that it took are not added twice.
   */
  void moveToStore() {
    lock.lock();
    try {
      if (!open) {
        return;
      }
      moveAll();
      open = false;
      policies.clear();
      foundPaused.clear();
    } finally {
      lock.unlock();
    }
  }

  private PutResult stage(JobRecord job, ConflictPolicy onConflict) {
    JobRecord stored = store.jobs().get(job.id()).orElse(null);
    boolean here = staged.get(job.id()).isPresent();
    if (stored != null && onConflict == ConflictPolicy.FAIL) {
      return new PutResult(Status.CONFLICT, stored);
    }
    if (stored != null && onConflict == ConflictPolicy.KEEP && !here) {
      return new PutResult(Status.KEPT, stored);
    }
    JobRecord given = job;
    boolean redefines = onConflict == ConflictPolicy.UPDATE_DEFINITION && !here;
    if (stored != null && redefines) {
      given = redefining(stored, job);
      if (stored.state() == JobState.PAUSED) {
        foundPaused.add(job.id());
      }
    }
    PutResult result = staged.put(List.of(given), onConflict).get(0);
    if (result.status() != Status.CONFLICT && result.status() != Status.KEPT) {
      // What is to replace the stored job does so with its latest definition.
      policies.merge(job.id(), onConflict, (old, now) -> old == ConflictPolicy.REPLACE ? old : now);
    }
    boolean updates = stored != null && redefines && result.status() == Status.CREATED;
    return updates ? new PutResult(Status.UPDATED, result.stored()) : result;
  }

  /** The new definition with what it will keep of the stored job, so that it can be looked at. */
  private static JobRecord redefining(JobRecord stored, JobRecord given) {
    JobRecord seen = given;
    if (stored.state() == JobState.PAUSED) {
      seen = seen.withState(JobState.PAUSED, stored.problem());
    }
    return stored.trigger().text().equals(given.trigger().text())
        ? seen.withFires(stored.lastFireTime(), stored.nextFireTime(), stored.dueTime())
        : seen;
  }

  private void moveAll() {
    Map<ConflictPolicy, List<JobRecord>> byPolicy = new EnumMap<>(ConflictPolicy.class);
    forEach((job, policy) -> byPolicy.computeIfAbsent(policy, any -> new ArrayList<>()).add(job));
    byPolicy.forEach(
        (policy, jobs) -> {
          for (int from = 0; from < jobs.size(); ) {
            PutBatch batch = new PutBatch();
            int to = from;
            while (to < jobs.size() && batch.admits(jobs.get(to))) {
              to++;
            }
            move(jobs.subList(from, to), policy);
            from = to;
          }
        });
  }

  private void move(List<JobRecord> jobs, ConflictPolicy policy) {
    List<PutResult> results = toStore(jobs.stream().map(this::anchored).toList(), policy);
    for (int i = 0; i < jobs.size(); i++) {
      JobRecord job = jobs.get(i);
      PutResult result = results.get(i);
      if (result.status() == Status.CONFLICT) {
        LOG.warn("Job '{}' was added elsewhere before the start; that one stays", job.id());
      } else if (job.state() == JobState.ACTIVE && foundPaused.contains(job.id())) {
        unpause(result.stored());
      }
    }
  }

  /** An update keeps the stored job paused; here a user has resumed it meanwhile. */
  private void unpause(JobRecord stored) {
    @Nullable JobRecord now = stored;
    while (now != null && now.state() == JobState.PAUSED) {
      now = store.jobs().update(JobCommands.resumed(now, store.now())).stored();
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
