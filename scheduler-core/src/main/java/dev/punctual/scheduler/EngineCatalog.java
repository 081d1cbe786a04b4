package dev.punctual.scheduler;

import dev.punctual.scheduler.internal.engine.Engine;
import dev.punctual.scheduler.internal.engine.Preview;
import dev.punctual.scheduler.internal.engine.StoredJobs;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Names;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.trigger.PlannedFire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Finds jobs and runs in the stores of an engine. */
final class EngineCatalog implements JobCatalog, RunLog {

  private static final int LARGEST_PAGE = 1_000;

  private static final Comparator<Job> BY_NEXT_FIRE =
      Comparator.comparing(
              (Job job) -> job.nextFireTime().orElse(null),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Job::id);

  private final Engine engine;
  private final JobActions actions;

  EngineCatalog(Engine engine, JobActions actions) {
    this.engine = engine;
    this.actions = actions;
  }

  @Override
  public Optional<Job> getJob(String id) {
    for (String store : engine.stores()) {
      Optional<JobRecord> found = engine.commands(store).find(id);
      if (found.isPresent()) {
        return Optional.of(new Job(actions, store, found.get()));
      }
    }
    return Optional.empty();
  }

  /** The name of the store that has the job of that id. */
  String storeOf(String id) {
    return getJob(id).orElseThrow(() -> new JobNotFoundException(id)).store();
  }

  @Override
  public List<Job> getJobs() {
    List<Job> all = new ArrayList<>();
    engine.stores().forEach(store -> collect(store, all));
    all.sort(BY_NEXT_FIRE);
    return all;
  }

  @Override
  public List<Job> getJobs(String store) {
    List<Job> all = new ArrayList<>();
    collect(store, all);
    all.sort(BY_NEXT_FIRE);
    return all;
  }

  private void collect(String store, List<Job> all) {
    engine.jobs(store).forEach(record -> all.add(new Job(actions, store, record)));
  }

  @Override
  public Page<Job> jobs(String store, JobFilter filter, @Nullable String cursor, int limit) {
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new IllegalArgumentException(
          "limit " + limit + " is out of range; use 1 to " + LARGEST_PAGE);
    }
    Page<JobRecord> page = engine.jobs(store).page(filter, cursor, limit);
    List<Job> jobs = page.items().stream().map(record -> new Job(actions, store, record)).toList();
    return new Page<>(jobs, page.cursor());
  }

  @Override
  public List<PlannedFire> preview(String id, int count) {
    Job job = getJob(id).orElseThrow(() -> new JobNotFoundException(id));
    JobRecord record = job.definition();
    Instant now = engine.store(job.store()).now();
    return engine.jobs(job.store()).isPending(id)
        ? record.trigger().preview(now, count)
        : Preview.of(record, now, count);
  }

  @Override
  public void printJobs(Appendable out) {
    new JobPrinter(engine, actions, BY_NEXT_FIRE).print(out);
  }

  @Override
  public int pauseJobs(String tag) {
    Names.requireTag(tag);
    return inAll(jobs -> jobs.pauseAll(tag));
  }

  @Override
  public int resumeJobs(String tag) {
    Names.requireTag(tag);
    return inAll(jobs -> jobs.resumeAll(tag));
  }

  private int inAll(ToIntFunction<StoredJobs> change) {
    return engine.stores().stream().mapToInt(name -> change.applyAsInt(engine.jobs(name))).sum();
  }

  @Override
  public long removeAllJobs() {
    return engine.stores().stream().mapToLong(this::removeAllJobs).sum();
  }

  @Override
  public long removeAllJobs(String store) {
    return engine.jobs(store).removeAll();
  }

  @Override
  public List<ExecutionRecord> liveExecutions(int limit) {
    return fromAll(history -> history.live(null, null, limit));
  }

  @Override
  public Page<ExecutionRecord> liveExecutions(
      String store, @Nullable String jobId, @Nullable String cursor, int limit) {
    return engine.store(store).history().live(jobId, cursor, limit);
  }

  @Override
  public Page<EndedExecution> endedExecutions(
      String store, HistoryFilter filter, @Nullable String cursor, int limit) {
    return engine.store(store).history().ended(filter, cursor, limit);
  }

  @Override
  public Page<MissedRange> missedFires(
      String store, MissedFilter filter, @Nullable String cursor, int limit) {
    return engine.store(store).history().missed(filter, cursor, limit);
  }

  @Override
  public List<EndedExecution> endedExecutions(int limit) {
    return fromAll(history -> history.ended(HistoryFilter.ALL, null, limit));
  }

  @Override
  public List<MissedRange> missedFires(int limit) {
    return fromAll(history -> history.missed(MissedFilter.ALL, null, limit));
  }

  private <T> List<T> fromAll(Function<History, Page<T>> read) {
    return engine.stores().stream()
        .flatMap(name -> read.apply(engine.store(name).history()).items().stream())
        .toList();
  }
}
