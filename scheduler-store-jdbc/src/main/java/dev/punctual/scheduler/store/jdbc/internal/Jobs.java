package dev.punctual.scheduler.store.jdbc.internal;

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
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Keeps job definitions in tables. */
final class Jobs implements JobRegistry {

  private final Database database;
  private final Steps steps;
  private final Putting putting;
  private final Wakeups wakeups;
  private final Groups groups;

  Jobs(Database database, Steps steps, Wakeups wakeups, Groups groups) {
    this.database = database;
    this.steps = steps;
    this.putting = new Putting(database, steps);
    this.groups = groups;
    this.wakeups = wakeups;
  }

  @Override
  public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    Limits.batch(jobs.size());
    if (jobs.isEmpty()) {
      return List.of();
    }
    List<PutResult> results = putting.put(jobs, onConflict);
    String noted = "";
    for (PutResult result : results) {
      String queue = result.stored().policy().queue();
      if (!queue.equals(noted)) {
        groups.note(queue);
        noted = queue;
      }
    }
    wakeups.jobs(results);
    return results;
  }

  @Override
  public Optional<JobRecord> get(String id) {
    return database.each("get", handle -> find(database, handle, id)).map(JobRow::job);
  }

  @Override
  public UpdateResult update(JobChange change) {
    UpdateResult result = steps.take("update", step -> update(step, change));
    JobRecord stored = result.stored();
    if (result.status() == UpdateResult.Status.UPDATED && stored != null) {
      groups.note(stored.policy().queue());
      wakeups.job(stored);
    }
    return result;
  }

  private UpdateResult update(Step step, JobChange change) {
    JobRecord given = change.job();
    LockedJob locked = step.locks().job(given.id());
    if (locked == null) {
      return new UpdateResult(UpdateResult.Status.NOT_FOUND, null);
    }
    JobRecord stored = find(database, step.handle(), given.id()).map(JobRow::job).orElseThrow();
    if (locked.generation() != given.generation() || locked.version() != given.version()) {
      return new UpdateResult(UpdateResult.Status.STALE, stored);
    }
    JobRecord changed = given.withVersion(stored.version() + 1);
    change.missed().forEach(step.history()::add);
    write(database, step, stored, changed);
    return new UpdateResult(UpdateResult.Status.UPDATED, changed);
  }

  /** Puts {@code changed} in the place of {@code stored}, whose row is locked. */
  static void write(Database database, Step step, JobRecord stored, JobRecord changed) {
    JobRow.update(database, step.handle(), changed, Read.millis(stored.created()));
    if (!stored.tags().equals(changed.tags())) {
      Tags.remove(database, step.handle(), List.of(stored.id()));
      Tags.add(database, step.handle(), List.of(changed));
    }
    hold(database, step, stored, changed);
    step.locks()
        .changed(
            new LockedJob(
                changed.id(),
                changed.generation(),
                changed.version(),
                0,
                changed.state(),
                changed.policy(),
                false));
    step.waiting().letGo(new JobLife(changed.id(), changed.generation()));
  }

  private static void hold(Database database, Step step, JobRecord stored, JobRecord changed) {
    boolean wasActive = stored.state() == JobState.ACTIVE;
    boolean isActive = changed.state() == JobState.ACTIVE;
    if (wasActive == isActive) {
      return;
    }
    if (wasActive) {
      step.revoke(stored.id());
    }
    int waiting =
        new JobLife(stored.id(), stored.generation())
            .bindTo(
                database.change(
                    step.handle(),
                    "UPDATE {execution} SET state = :after WHERE "
                        + JobLife.CONDITION
                        + " AND state = :before"))
            .bind("before", isActive ? ExecutionRow.HELD : ExecutionRow.SCHEDULED)
            .bind("after", isActive ? ExecutionRow.SCHEDULED : ExecutionRow.HELD)
            .execute();
    if (isActive && waiting > 0) {
      step.dueAt(step.now());
    }
  }

  @Override
  public List<Boolean> remove(List<String> ids) {
    Limits.batch(ids.size());
    if (ids.isEmpty()) {
      return List.of();
    }
    return steps.take("remove", step -> remove(step, ids));
  }

  private List<Boolean> remove(Step step, List<String> ids) {
    step.locks().jobs(ids);
    List<Boolean> results = new ArrayList<>();
    TreeSet<String> gone = new TreeSet<>();
    for (String id : ids) {
      LockedJob job = step.locks().job(id);
      results.add(job != null && gone.add(id));
      if (job != null) {
        cancelAll(step, job);
      }
    }
    delete(database, step.handle(), gone);
    step.locks().deleted(gone);
    return results;
  }

  /** Ends what waits of a job that goes; what is leased goes on but never starts again. */
  static void cancelAll(Step step, LockedJob job) {
    JobLife life = new JobLife(job.id(), job.generation());
    boolean leased = false;
    for (ExecutionRow row : step.locks().executionsOf(life)) {
      if (row.record().state() == ExecutionState.CLAIMED) {
        leased = true;
      } else {
        step.end(row, ExecutionState.CANCELLED, End.unstarted(step.now()));
      }
    }
    if (leased) {
      step.revoke(job.id());
      step.waiting().markRemoved(life);
    }
  }

  /** Deletes jobs with their tags. */
  static void delete(Database database, Handle handle, Set<String> ids) {
    Tags.remove(database, handle, ids);
    deleteRows(database, handle, ids);
  }

  /** Deletes the rows of jobs, not their tags. */
  static void deleteRows(Database database, Handle handle, Set<String> ids) {
    if (ids.isEmpty()) {
      return;
    }
    String in = Rows.in(database.dialect(), "id", "ids", ids.size());
    Rows.bindAll(
            database.dialect(),
            database.change(handle, "DELETE FROM {job} WHERE " + in),
            "ids",
            ids)
        .execute();
  }

  @Override
  public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
    Limits.page(limit);
    return database.each("page", handle -> page(handle, filter, cursor, limit));
  }

  private Page<JobRecord> page(
      Handle handle, JobFilter filter, @Nullable String cursor, int limit) {
    String tagged =
        filter.tag() == null ? "" : " AND id IN (SELECT job_id FROM {job_tag} WHERE tag = :tag)";
    Query query =
        database
            .query(
                handle,
                "SELECT * FROM {job} WHERE id > :after"
                    + (filter.task() == null ? "" : " AND task = :task")
                    + (filter.state() == null ? "" : " AND state = :state")
                    + tagged
                    + " ORDER BY id LIMIT :limit")
            .bind("after", cursor == null ? "" : cursor)
            .bind("task", filter.task())
            .bind("tag", filter.tag())
            .bind("limit", limit + 1);
    JobState state = filter.state();
    if (state != null) {
      query.bind("state", JobRow.number(state));
    }
    List<JobRecord> found = query.map((row, context) -> JobRow.read(row).job()).list();
    boolean more = found.size() > limit;
    List<JobRecord> items = more ? found.subList(0, limit) : found;
    return new Page<>(items, more ? items.get(limit - 1).id() : null);
  }

  /** The row of a job. */
  static Optional<JobRow> find(Database database, Handle handle, String id) {
    return database
        .query(handle, "SELECT * FROM {job} WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> JobRow.read(row))
        .findOne();
  }

  /** The rows of jobs by id. */
  static Map<String, JobRow> findAll(
      Database database, Handle handle, java.util.Collection<String> ids) {
    Map<String, JobRow> found = new java.util.HashMap<>();
    if (!ids.isEmpty()) {
      TreeSet<String> sorted = new TreeSet<>(ids);
      String in = Rows.in(database.dialect(), "id", "ids", sorted.size());
      Rows.bindAll(
              database.dialect(),
              database.query(handle, "SELECT * FROM {job} WHERE " + in),
              "ids",
              sorted)
          .map((row, context) -> JobRow.read(row))
          .forEach(row -> found.put(row.job().id(), row));
    }
    return found;
  }
}
