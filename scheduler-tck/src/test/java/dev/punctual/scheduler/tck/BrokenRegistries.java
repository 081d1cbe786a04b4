package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.UpdateResult;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
