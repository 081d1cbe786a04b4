package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Inserts the runs that users ask for. Called with the store's lock held. */
final class Submitting {

  private final State state;

  Submitting(State state) {
    this.state = state;
  }

  SubmitResult submit(String jobId, String requestId) {
    @Nullable JobEntry job = state.jobs.get(jobId);
    if (job == null) {
      return new SubmitResult(SubmitResult.Status.NOT_FOUND, null);
    }
    JobRecord record = job.record;
    ExecutionId id = ExecutionId.ofRequest(jobId, record.generation(), requestId);
    Executions executions = state.executions;
    @Nullable ExecutionEntry live = executions.get(id);
    if (live != null) {
      return new SubmitResult(status(live), id);
    }
    long ended = executions.requests.find(id);
    if (ended != RecentIds.ABSENT) {
      return new SubmitResult(
          ended == Executions.SKIPPED ? SubmitResult.Status.SKIPPED : SubmitResult.Status.SUBMITTED,
          id);
    }
    Instant now = state.now();
    ExecutionEntry run = new ExecutionEntry(id, job, now, now, null, Adjustment.NONE, now);
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

  private static SubmitResult.Status status(ExecutionEntry run) {
    boolean waits = run.state == ExecutionState.BLOCKED || run.state == ExecutionState.HELD;
    return waits ? SubmitResult.Status.WAITING : SubmitResult.Status.SUBMITTED;
  }
}
