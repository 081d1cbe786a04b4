package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.UpdateResult;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Job registries that do one thing wrong, by the name of what they do. */
final class BrokenRegistries {

  private BrokenRegistries() {}

  /** Adds them to the broken stores. */
  static void add() {
    BrokenStores.jobs("forgets what follows", over -> putting(over, BrokenRegistries::unfollowed));
    BrokenStores.jobs(
        "refuses a whole batch for one taken id",
        over ->
            over.new Registry() {
              @Override
              public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
                return onConflict == ConflictPolicy.FAIL && jobs.stream().anyMatch(this::isTaken)
                    ? all(PutResult.Status.CONFLICT, jobs)
                    : super.put(jobs, onConflict);
              }

              private boolean isTaken(JobRecord job) {
                return get(job.id())
                    .filter(old -> old.generation() != job.generation())
                    .isPresent();
              }
            });
    BrokenStores.jobs(
        "adds the last of two jobs with one id",
        over ->
            over.new Registry() {
              @Override
              public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
                Map<String, JobRecord> last = new LinkedHashMap<>();
                jobs.forEach(job -> last.put(job.id(), job));
                Map<String, PutResult> answers = new HashMap<>();
                super.put(List.copyOf(last.values()), onConflict)
                    .forEach(answer -> answers.put(answer.stored().id(), answer));
                return jobs.stream().map(job -> answers.get(job.id())).toList();
              }
            });
    BrokenStores.jobs(
        "answers a batch in the order of ids",
        over ->
            over.new Registry() {
              @Override
              public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
                return super.put(jobs, onConflict).stream()
                    .sorted(Comparator.comparing(answer -> answer.stored().id()))
                    .toList();
              }
            });
    BrokenStores.jobs(
        "takes a repeated put for a conflict",
        over ->
            over.new Registry() {
              @Override
              public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
                boolean repeated =
                    !jobs.isEmpty()
                        && jobs.stream()
                            .allMatch(
                                job ->
                                    get(job.id())
                                        .filter(old -> old.generation() == job.generation())
                                        .isPresent());
                return repeated
                    ? all(PutResult.Status.CONFLICT, jobs)
                    : super.put(jobs, onConflict);
              }
            });
    BrokenStores.jobs(
        "loses an update",
        over ->
            over.new Registry() {
              @Override
              public UpdateResult update(JobChange change) {
                long version = super.get(change.job().id()).map(JobRecord::version).orElse(0L);
                return super.update(
                    new JobChange(change.job().withVersion(version), change.missed()));
              }
            });
    BrokenStores.jobs(
        "pauses without holding",
        over ->
            over.new Registry() {
              @Override
              public UpdateResult update(JobChange change) {
                JobRecord job = change.job();
                return super.update(
                    job.state() == JobState.PAUSED
                        ? new JobChange(
                            job.withState(JobState.ACTIVE, job.problem()), change.missed())
                        : change);
              }
            });
    BrokenStores.jobs(
        "knows no limit of live executions",
        over ->
            putting(over, job -> Jobs.withPolicy(job, job.policy().withMaxInstances(1_000_000))));
    BrokenStores.jobs(
        "pages by offset",
        over ->
            over.new Registry() {
              @Override
              public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
                return BrokenStores.byOffset((c, n) -> super.page(filter, c, n), cursor, limit);
              }
            });

    BrokenStores.jobs(
        "replaces a job that is to be kept",
        over ->
            over.new Registry() {
              @Override
              public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
                return super.put(
                    jobs, onConflict == ConflictPolicy.KEEP ? ConflictPolicy.REPLACE : onConflict);
              }
            });
    BrokenStores.jobs(
        "takes a replacement for a new definition",
        over ->
            over.new Registry() {
              @Override
              public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
                return super.put(
                    jobs,
                    onConflict == ConflictPolicy.REPLACE
                        ? ConflictPolicy.UPDATE_DEFINITION
                        : onConflict);
              }
            });
    BrokenStores.jobs(
        "gives running executions to others when their job is defined anew",
        over ->
            over.new Registry() {
              @Override
              public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
                List<PutResult> answers = super.put(jobs, onConflict);
                answers.stream()
                    .filter(answer -> answer.status() == PutResult.Status.UPDATED)
                    .forEach(answer -> releaseAll(over, answer.stored().id()));
                return answers;
              }
            });
    BrokenStores.jobs(
        "fires jobs that were added paused or parked",
        over -> putting(over, job -> job.withState(JobState.ACTIVE, job.problem())));
    BrokenStores.jobs(
        "keeps generations as floating-point numbers",
        over -> putting(over, BrokenRegistries::ofRoundedGeneration));
    BrokenStores.jobs(
        "keeps due times to the second",
        over ->
            putting(
                over,
                job ->
                    job.dueTime() == null
                        ? job
                        : job.withFires(
                            job.lastFireTime(),
                            job.nextFireTime(),
                            job.dueTime().truncatedTo(ChronoUnit.SECONDS))));
    BrokenStores.jobs(
        "adds a job that has run and ended as a new one",
        over ->
            over.new Registry() {
              private final Set<Long> generations = new HashSet<>();

              @Override
              public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
                return super.put(jobs.stream().map(this::fresh).toList(), onConflict);
              }

              private JobRecord fresh(JobRecord job) {
                return generations.add(job.generation()) || get(job.id()).isPresent()
                    ? job
                    : ofGeneration(job, job.generation() + 1_000_000);
              }
            });
    BrokenStores.jobs(
        "asks what runs to stop when its job is removed",
        over ->
            over.new Registry() {
              @Override
              public List<Boolean> remove(List<String> ids) {
                List<Boolean> answers = super.remove(ids);
                over.live().stream()
                    .filter(run -> ids.contains(run.id().jobId()))
                    .forEach(run -> over.real.leases().cancel(run.id()));
                return answers;
              }
            });
    BrokenStores.ALL.put("goes on with the executions of removed jobs", HiddenRemovals::new);
    BrokenStores.jobs(
        "keeps no record of what an update skips",
        over ->
            over.new Registry() {
              @Override
              public UpdateResult update(JobChange change) {
                return super.update(new JobChange(change.job(), List.of()));
              }
            });
    BrokenStores.jobs(
        "changes a job by what was known of an earlier one",
        over ->
            over.new Registry() {
              @Override
              public UpdateResult update(JobChange change) {
                JobRecord now = get(change.job().id()).orElse(change.job());
                return super.update(
                    now.generation() == change.job().generation()
                        ? change
                        : new JobChange(
                            ofGeneration(change.job(), now.generation()).withVersion(now.version()),
                            change.missed()));
              }
            });
    BrokenStores.jobs(
        "loses what was held when its job is resumed",
        over ->
            over.new Registry() {
              @Override
              public UpdateResult update(JobChange change) {
                List<ExecutionId> held =
                    over.live().stream()
                        .filter(run -> run.id().jobId().equals(change.job().id()))
                        .filter(run -> run.state() == ExecutionState.HELD)
                        .map(ExecutionRecord::id)
                        .toList();
                UpdateResult result = super.update(change);
                if (change.job().state() == JobState.ACTIVE) {
                  held.forEach(over.real.leases()::cancel);
                }
                return result;
              }
            });
    BrokenStores.jobs(
        "keeps the policy that a job was added with",
        over ->
            over.new Registry() {
              @Override
              public UpdateResult update(JobChange change) {
                JobRecord job = change.job();
                JobPolicy first = get(job.id()).map(JobRecord::policy).orElse(job.policy());
                return super.update(
                    new JobChange(job.withRun(job.task(), job.payload(), first), change.missed()));
              }
            });
  }

  private static void releaseAll(StoreOver over, String jobId) {
    over.live().stream()
        .filter(run -> run.id().jobId().equals(jobId) && run.owner() != null)
        .forEach(run -> over.real.leases().release(run.owner(), List.of(run.lease())));
  }

  private static JobRecord ofRoundedGeneration(JobRecord job) {
    return ofGeneration(job, (long) (double) job.generation());
  }

  private static JobRecord ofGeneration(JobRecord job, long generation) {
    return Jobs.of(
            job.id(),
            generation,
            job.task(),
            job.policy(),
            job.nextFireTime(),
            job.trigger(),
            job.payload())
        .withDefinition(job.name(), job.trigger(), job.policy(), job.tags())
        .withState(job.state(), job.problem())
        .withFires(job.lastFireTime(), job.nextFireTime(), job.dueTime());
  }

  /** Puts other jobs than those it is given. */
  private static JobRegistry putting(StoreOver over, UnaryOperator<JobRecord> job) {
    return over.new Registry() {
      @Override
      public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
        return super.put(jobs.stream().map(job).toList(), onConflict);
      }
    };
  }

  private static List<PutResult> all(PutResult.Status status, List<JobRecord> jobs) {
    return jobs.stream().map(job -> new PutResult(status, job)).toList();
  }

  private static JobRecord unfollowed(JobRecord job) {
    JobPolicy policy = job.policy();
    return Jobs.withPolicy(job, policy.withRun(policy.run().withFollowUps(List.of())));
  }
}
