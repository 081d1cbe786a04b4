package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Inserts the runs that users ask for and those that follow others. Called with the store's lock
 * held.
 */
final class Submitting {

  private static final SubmitResult NOT_FOUND =
      new SubmitResult(SubmitResult.Status.NOT_FOUND, null);

  private final State state;

  Submitting(State state) {
    this.state = state;
  }

  /** Inserts a run of a job; {@code result} is what the execution left that it follows. */
  SubmitResult submit(String jobId, String requestId, Payload result) {
    @Nullable JobEntry job = state.jobs.get(jobId);
    if (job == null) {
      return NOT_FOUND;
    }
    ExecutionId id = ExecutionId.ofRequest(jobId, job.record.generation(), requestId);
    @Nullable SubmitResult before = before(id);
    return before == null ? insert(id, job, job.record.following(result)) : before;
  }

  /** Inserts a run like one that failed. */
  SubmitResult rerun(ExecutionId ended, String requestId) {
    ExecutionId id = ExecutionId.ofRequest(ended.jobId(), ended.generation(), requestId);
    @Nullable SubmitResult before = before(id);
    if (before != null) {
      return before;
    }
    @Nullable EndedExecution row = state.logs.find(ended);
    if (row == null || !isFailure(row.state())) {
      return NOT_FOUND;
    }
    JobRecord source = asThen(row);
    @Nullable JobEntry job = state.jobs.get(ended.jobId());
    if (job != null && job.record.generation() == ended.generation()) {
      return insert(id, job, source);
    }
    JobEntry gone = new JobEntry(source);
    gone.presence = JobEntry.Presence.FINISHED;
    state.executions.insertReady(entry(id, gone, source));
    return new SubmitResult(SubmitResult.Status.SUBMITTED, id);
  }

  private SubmitResult insert(ExecutionId id, JobEntry job, JobRecord source) {
    Executions executions = state.executions;
    ExecutionEntry run = entry(id, job, source);
    Overlap overlap = Overlap.judge(executions, job, 1);
    if (overlap.start() == 1) {
      executions.insertReady(run);
    } else if (overlap.block() == 1) {
      executions.insertBlocked(run);
    } else {
      executions.skip(run);
      return new SubmitResult(SubmitResult.Status.SKIPPED, id);
    }
    return new SubmitResult(status(run), id);
  }

  /** What the same request was told before; null when it is new. */
  private @Nullable SubmitResult before(ExecutionId id) {
    @Nullable ExecutionEntry live = state.executions.get(id);
    if (live != null) {
      return new SubmitResult(status(live), id);
    }
    long ended = state.executions.requests.find(id);
    if (ended == RecentIds.ABSENT) {
      return null;
    }
    return new SubmitResult(
        ended == Executions.SKIPPED ? SubmitResult.Status.SKIPPED : SubmitResult.Status.SUBMITTED,
        id);
  }

  private ExecutionEntry entry(ExecutionId id, JobEntry job, JobRecord source) {
    Instant now = state.now();
    return new ExecutionEntry(id, job, source, now, now, null, Adjustment.NONE, now);
  }

  /** A job like the one that an execution failed of, as far as its runs depend on it. */
  private JobRecord asThen(EndedExecution row) {
    return new JobRecord(
        row.id().jobId(),
        row.id().generation(),
        row.task(),
        row.task(),
        row.payload(),
        ManualTrigger.instance(),
        policyOf(row),
        row.tags(),
        JobState.ACTIVE,
        null,
        null,
        null,
        1,
        state.now(),
        null);
  }

  private static boolean isFailure(ExecutionState ended) {
    return ended == ExecutionState.DEAD || ended == ExecutionState.LOST;
  }

  private static JobPolicy policyOf(EndedExecution row) {
    @Nullable JobPolicy policy = row.policy();
    return policy == null ? JobPolicy.DEFAULT : policy;
  }

  private static SubmitResult.Status status(ExecutionEntry run) {
    boolean waits = run.state == ExecutionState.BLOCKED || run.state == ExecutionState.HELD;
    return waits ? SubmitResult.Status.WAITING : SubmitResult.Status.SUBMITTED;
  }
}
