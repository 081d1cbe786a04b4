package com.example.store;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the runs that no trigger asked for: a user did, or they follow another run. */
final class Asked {

  private static final SubmitResult NOT_FOUND =
      new SubmitResult(SubmitResult.Status.NOT_FOUND, null);

  private final Content content;
  private final Runs runs;

  Asked(Content content, Runs runs) {
    this.content = content;
    this.runs = runs;
  }

  /** Inserts a run of a job; {@code result} is what the execution returned that it follows. */
  SubmitResult submit(String jobId, String requestId, Payload result) {
    @Nullable KeptJob job = content.jobs.get(jobId);
    if (job == null) {
      return NOT_FOUND;
    }
    ExecutionId id = ExecutionId.ofRequest(jobId, job.record.generation(), requestId);
    return isKnown(id) ? answer(id) : insert(id, job, job.record.following(result));
  }

  /** Inserts a run like one that failed. */
  SubmitResult rerun(ExecutionId ended, String requestId) {
    ExecutionId id = ExecutionId.ofRequest(ended.jobId(), ended.generation(), requestId);
    if (isKnown(id)) {
      return answer(id);
    }
    @Nullable EndedExecution row = content.ended.find(ended);
    if (row == null || !FollowUp.When.FAILURE.admits(row.state())) {
      return NOT_FOUND;
    }
    JobRecord then = jobOf(row);
    @Nullable KeptJob job = content.jobs.get(ended.jobId());
    boolean gone = job == null || job.record.generation() != ended.generation();
    return insert(id, job == null || gone ? KeptJob.finished(then) : job, then);
  }

  /** The job of a failed execution, as far as a run depends on it. */
  private JobRecord jobOf(EndedExecution row) {
    return new JobRecord(
        row.id().jobId(),
        row.id().generation(),
        row.task(),
        row.task(),
        row.payload(),
        ManualTrigger.instance(),
        Objects.requireNonNull(row.policy(), "the history keeps the policy of failures"),
        row.tags(),
        JobState.ACTIVE,
        null,
        null,
        null,
        1,
        content.now(),
        null);
  }

  /** Submits what follows an execution that has just ended. */
  void follow(KeptRun ended, EndedExecution row) {
    String requestId = ended.id.followUpRequest();
    for (FollowUp next : ended.source.policy().run().followUps()) {
      if (next.when().admits(row.state())) {
        SubmitResult submitted = submit(next.jobId(), requestId, row.result());
        if (submitted.status() == SubmitResult.Status.NOT_FOUND) {
          recordMissing(next.jobId(), requestId, row);
        }
      }
    }
  }

  /** A follow-up whose job is not there leaves one line that says so. */
  private void recordMissing(String jobId, String requestId, EndedExecution after) {
    ExecutionId id = ExecutionId.ofRequest(jobId, 0, requestId);
    if (content.ended.find(id) != null) {
      return;
    }
    Instant now = content.now();
    content.ended.add(
        now,
        new EndedExecution(
            id,
            after.task(),
            ExecutionState.CANCELLED,
            1,
            null,
            now,
            null,
            now,
            "no job '" + jobId + "' is there to follow " + after.id(),
            Payload.none(),
            null,
            Payload.none(),
            Set.of()));
  }

  /** Inserts a run that is due at once, as the overlap limit allows. */
  private SubmitResult insert(ExecutionId id, KeptJob job, JobRecord source) {
    Instant now = content.now();
    PlannedFire fire = new PlannedFire(now, now, null, Adjustment.NONE);
    KeptRun run = new KeptRun(id, job, source, fire, now);
    if (runs.overlap.admit(job, List.of(run)).isEmpty()) {
      runs.offer(run);
    } else {
      runs.requests.put(id, SubmitResult.Status.SKIPPED);
      runs.end(run, runs.row(run, ExecutionState.MISSED));
    }
    return answer(id);
  }

  /** Whether the same request came before; it is remembered beyond the end of its run. */
  private boolean isKnown(ExecutionId id) {
    return runs.live.containsKey(id) || runs.requests.get(id) != null;
  }

  private SubmitResult answer(ExecutionId id) {
    @Nullable KeptRun run = runs.live.get(id);
    if (run == null) {
      return new SubmitResult(Objects.requireNonNull(runs.requests.get(id)), id);
    }
    boolean waits = run.state == ExecutionState.BLOCKED || run.state == ExecutionState.HELD;
    return new SubmitResult(
        waits ? SubmitResult.Status.WAITING : SubmitResult.Status.SUBMITTED, id);
  }
}
