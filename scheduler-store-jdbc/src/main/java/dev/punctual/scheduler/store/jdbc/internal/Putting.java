package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.PutResult.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Adds jobs as their conflict policy says. */
final class Putting {

  private final Database database;
  private final Steps steps;
  private final FreshJobs fresh;

  Putting(Database database, Steps steps) {
    this.database = database;
    this.steps = steps;
    this.fresh = new FreshJobs(database);
  }

  List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    return database.dialect().hasReturning()
        ? freshFirst(jobs, onConflict)
        : steps.take("put", step -> put(step, jobs, onConflict));
  }

  /** Adds what needs no look at the stored jobs; what is left meets them afterwards. */
  private List<PutResult> freshFirst(List<JobRecord> jobs, ConflictPolicy onConflict) {
    @Nullable PutResult[] answers = fresh.insert(jobs);
    List<JobRecord> others = new ArrayList<>(0);
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] == null) {
        others.add(jobs.get(i));
      }
    }
    if (!others.isEmpty()) {
      Iterator<PutResult> later =
          steps.take("put", step -> put(step, others, onConflict)).iterator();
      Arrays.setAll(answers, i -> answers[i] == null ? later.next() : answers[i]);
    }
    return Arrays.asList(answers);
  }

  private List<PutResult> put(Step step, List<JobRecord> jobs, ConflictPolicy onConflict) {
    Set<String> ids = new HashSet<>();
    jobs.forEach(job -> ids.add(job.id()));
    step.locks().jobs(ids);
    Map<String, JobRecord> stored = new HashMap<>();
    Jobs.findAll(database, step.handle(), ids).forEach((id, row) -> stored.put(id, row.job()));
    List<PutResult> results = new ArrayList<>(jobs.size());
    Map<String, JobRecord> fresh = new HashMap<>();
    for (JobRecord job : jobs) {
      PutResult result = put(step, job, stored.get(job.id()), onConflict, fresh);
      stored.put(job.id(), result.stored());
      results.add(result);
    }
    insert(step.handle(), fresh.values().stream().toList());
    return results;
  }

  private PutResult put(
      Step step,
      JobRecord given,
      @Nullable JobRecord old,
      ConflictPolicy onConflict,
      Map<String, JobRecord> fresh) {
    if (old == null) {
      JobRecord created = created(given, step.now());
      fresh.put(given.id(), created);
      return new PutResult(Status.CREATED, created);
    }
    boolean same = old.generation() == given.generation();
    return switch (onConflict) {
      case FAIL -> new PutResult(same ? Status.CREATED : Status.CONFLICT, old);
      case KEEP -> new PutResult(same ? Status.CREATED : Status.KEPT, old);
      case REPLACE -> same ? new PutResult(Status.REPLACED, old) : replace(step, given, old, fresh);
      case UPDATE_DEFINITION ->
          same ? new PutResult(Status.CREATED, old) : redefine(step, given, old, fresh);
    };
  }

  private PutResult replace(
      Step step, JobRecord given, JobRecord old, Map<String, JobRecord> fresh) {
    LockedJob locked = step.locks().job(old.id());
    if (locked != null && locked.generation() == old.generation()) {
      Jobs.cancelAll(step, locked);
      Jobs.delete(database, step.handle(), new TreeSet<>(Set.of(old.id())));
      step.locks().deleted(Set.of(old.id()));
    }
    JobRecord created = created(given, step.now());
    fresh.put(given.id(), created);
    return new PutResult(Status.REPLACED, created);
  }

  private PutResult redefine(
      Step step, JobRecord given, JobRecord old, Map<String, JobRecord> fresh) {
    boolean samePlace = old.trigger().text().equals(given.trigger().text());
    JobRecord changed = old.redefinedBy(given, samePlace).withVersion(old.version() + 1);
    if (fresh.containsKey(old.id())) {
      fresh.put(old.id(), changed);
    } else {
      Jobs.write(database, step, old, changed);
    }
    return new PutResult(Status.UPDATED, changed);
  }

  private void insert(Handle handle, List<JobRecord> jobs) {
    Rows rows = JobRow.rows(database);
    jobs.forEach(job -> JobRow.add(rows, job, job.version(), Read.millis(job.created())));
    rows.insertInto(handle, database.table("job"));
    Tags.add(database, handle, jobs);
  }

  /** The job as the store keeps it from {@code now} on. */
  static JobRecord created(JobRecord given, long now) {
    return new JobRecord(
        given.id(),
        given.generation(),
        given.name(),
        given.task(),
        given.payload(),
        given.trigger(),
        given.policy(),
        given.tags(),
        given.state(),
        given.nextFireTime(),
        given.dueTime(),
        given.lastFireTime(),
        1,
        Read.time(now),
        given.problem());
  }
}
