package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.PutResult.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Adds jobs as their conflict policy says. */
@SuppressWarnings("InlineFormatString") // statements are read best in one place
final class Putting {

  private static final String INSERT_FRESH =
      """
      WITH fresh AS (
        INSERT INTO {job} (%1$s) SELECT %2$s FROM %3$s
        ON CONFLICT (id) DO NOTHING RETURNING id, created
      ), tagged AS (
        INSERT INTO {job_tag} (tag, job_id)
        SELECT r.tag, r.job_id FROM %4$s JOIN fresh ON fresh.id = r.job_id
      )
      SELECT id, created FROM fresh""";

  /** The same for one job without tags, which needs no arrays. */
  private static final String INSERT_ONE =
      "INSERT INTO {job} (%1$s) VALUES (%2$s) ON CONFLICT (id) DO NOTHING RETURNING id, created";

  private final Database database;
  private final Steps steps;

  Putting(Database database, Steps steps) {
    this.database = database;
    this.steps = steps;
  }

  List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    IdentityHashMap<JobRecord, PutResult> results = new IdentityHashMap<>();
    if (database.dialect().hasReturning()) {
      results.putAll(database.each("put", handle -> insertFresh(handle, jobs)));
    }
    List<JobRecord> others = jobs.stream().filter(job -> !results.containsKey(job)).toList();
    if (!others.isEmpty()) {
      List<PutResult> answers = steps.take("put", step -> put(step, others, onConflict));
      if (others.size() == jobs.size()) {
        return answers;
      }
      for (int i = 0; i < others.size(); i++) {
        results.put(others.get(i), answers.get(i));
      }
    }
    List<PutResult> inOrder = new ArrayList<>(jobs.size());
    jobs.forEach(job -> inOrder.add(results.get(job)));
    return inOrder;
  }

  /** Inserts the jobs whose ids are free, in one statement; of equal ids the first. */
  private IdentityHashMap<JobRecord, PutResult> insertFresh(Handle handle, List<JobRecord> jobs) {
    Map<String, JobRecord> byId = new HashMap<>();
    Rows rows = JobRow.rows(database);
    Rows tags = Tags.rows(database);
    for (JobRecord job : jobs) {
      if (byId.putIfAbsent(job.id(), job) == null) {
        JobRow.add(rows, job, 1, 0);
        Tags.add(tags, job);
      }
    }
    IdentityHashMap<JobRecord, PutResult> created = new IdentityHashMap<>();
    insertion(handle, rows, tags)
        .map((row, context) -> Map.entry(row.getString("id"), row.getLong("created")))
        .forEach(
            each -> {
              JobRecord job = Objects.requireNonNull(byId.get(each.getKey()), each.getKey());
              database.saw(each.getValue());
              created.put(job, new PutResult(Status.CREATED, created(job, each.getValue())));
            });
    return created;
  }

  private Query insertion(Handle handle, Rows rows, Rows tags) {
    if (rows.size() == 1 && tags.isEmpty()) {
      String values = rows.values().replace(", :created,", ", {now},");
      return rows.bindOne(database.query(handle, INSERT_ONE.formatted(rows.columns(), values)));
    }
    String withNow = rows.columns().replace(", created,", ", {now},");
    String sql = INSERT_FRESH.formatted(rows.columns(), withNow, rows.source(), tags.source());
    return tags.bindTo(rows.bindTo(database.query(handle, sql)));
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
      @org.jspecify.annotations.Nullable JobRecord old,
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

  private static JobRecord created(JobRecord given, long now) {
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
