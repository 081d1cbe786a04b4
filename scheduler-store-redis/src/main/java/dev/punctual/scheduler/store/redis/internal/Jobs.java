package dev.punctual.scheduler.store.redis.internal;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps job definitions in Redis. */
final class Jobs implements JobRegistry {

  private static final List<PutResult.Status> PUT =
      List.of(
          PutResult.Status.CREATED,
          PutResult.Status.KEPT,
          PutResult.Status.REPLACED,
          PutResult.Status.UPDATED,
          PutResult.Status.CONFLICT);

  private static final List<UpdateResult.Status> UPDATED =
      List.of(
          UpdateResult.Status.UPDATED, UpdateResult.Status.STALE, UpdateResult.Status.NOT_FOUND);

  private final Link link;

  Jobs(Link link) {
    this.link = link;
  }

  @Override
  public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    Limits.batch(jobs.size());
    List<byte[]> packed = jobs.stream().map(JobRow::packNew).toList();
    List<PutResult> results = new ArrayList<>(jobs.size());
    for (int from = 0; from < jobs.size(); from += Limits.CALL) {
      int to = Math.min(from + Limits.CALL, jobs.size());
      put(jobs.subList(from, to), packed.subList(from, to), onConflict, results);
    }
    return results;
  }

  private void put(
      List<JobRecord> jobs, List<byte[]> packed, ConflictPolicy onConflict, List<PutResult> out) {
    List<byte[]> arguments = new ArrayList<>(packed.size() + 1);
    arguments.add(Script.number(number(onConflict)));
    arguments.addAll(packed);
    Reply reply = link.call(Script.PUT, arguments);
    link.saw(reply.number(0));
    for (int i = 0; i < jobs.size(); i++) {
      byte[] stored = reply.bytesOrNull(2 + 2 * i);
      JobRecord job =
          stored == null ? created(jobs.get(i), reply.time(0)) : JobRow.read(stored).job();
      out.add(new PutResult(PUT.get((int) reply.number(1 + 2 * i)), job));
    }
  }

  private static int number(ConflictPolicy onConflict) {
    return switch (onConflict) {
      case FAIL -> 0;
      case KEEP -> 1;
      case REPLACE -> 2;
      case UPDATE_DEFINITION -> 3;
    };
  }

  /** A job as the store keeps it from now on. */
  private static JobRecord created(JobRecord given, Instant now) {
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
        now,
        given.problem());
  }

  @Override
  public Optional<JobRecord> get(String id) {
    Reply reply = link.call(Script.GET, Script.text(id));
    byte[] stored = reply.size() == 0 ? null : reply.bytesOrNull(0);
    return stored == null ? Optional.empty() : Optional.of(JobRow.read(stored).job());
  }

  @Override
  public UpdateResult update(JobChange change) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(JobRow.pack(change.job()));
    for (MissedRange range : change.missed()) {
      arguments.add(RunRow.pack(range));
    }
    Reply reply = link.call(Script.UPDATE, arguments);
    byte[] stored = reply.bytesOrNull(2);
    return new UpdateResult(
        UPDATED.get((int) reply.number(1)), stored == null ? null : JobRow.read(stored).job());
  }

  /** Gives a job another state, keeping as stored what this node cannot read. */
  boolean restate(JobRecord job, JobState state, @Nullable String problem) {
    Reply reply =
        link.call(
            Script.RESTATE,
            Script.text(job.id()),
            Script.text(RunKey.digits(job.generation())),
            Script.number(job.version()),
            Script.number(JobRow.number(state)),
            Script.text(problem == null ? "" : problem));
    return reply.number(0) == 1;
  }

  @Override
  public List<Boolean> remove(List<String> ids) {
    List<Boolean> results = new ArrayList<>(ids.size());
    for (int from = 0; from < ids.size(); from += Limits.CALL) {
      List<String> part = ids.subList(from, Math.min(from + Limits.CALL, ids.size()));
      Reply reply = link.call(Script.REMOVE, part.stream().map(Script::text).toList());
      for (int i = 0; i < part.size(); i++) {
        results.add(reply.number(i) == 1);
      }
    }
    return results;
  }

  @Override
  public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
    Limits.page(limit);
    List<JobRecord> items = new ArrayList<>();
    String after = cursor == null ? "" : cursor;
    while (true) {
      Reply reply = link.call(Script.PAGE, Script.text(after), Script.number(Limits.CALL));
      for (int i = 0; i < reply.size(); i += 2) {
        after = reply.text(i);
        byte[] stored = reply.bytesOrNull(i + 1);
        JobRecord job = stored == null ? null : JobRow.read(stored).job();
        if (job != null && filter.admits(job)) {
          if (items.size() == limit) {
            return new Page<>(items, items.get(limit - 1).id());
          }
          items.add(job);
        }
      }
      if (reply.size() < 2 * Limits.CALL) {
        return new Page<>(items, null);
      }
    }
  }
}
