package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.SubmitResult.Status;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How runs come in: those that users ask for, those that follow others, and the overlap limit. */
final class ModelRuns {

  private static final SubmitResult NOT_FOUND = new SubmitResult(Status.NOT_FOUND, null);

  private final ModelState state;

  ModelRuns(ModelState state) {
    this.state = state;
  }

  /**
   * Inserts a run of a job.
   *
   * @param result what the execution returned that it follows
   */
  SubmitResult submit(String jobId, String requestId, Payload result) {
    @Nullable ModelJob job = state.jobs.get(jobId);
    if (job == null) {
      return NOT_FOUND;
    }
    ExecutionId id = ExecutionId.ofRequest(jobId, job.record.generation(), requestId);
    insert(id, job, job.record.following(result));
    return answer(id);
  }

  /** Inserts a run like one that failed. */
  SubmitResult rerun(ExecutionId ended, String requestId) {
    ExecutionId id = ExecutionId.ofRequest(ended.jobId(), ended.generation(), requestId);
    if (isKnown(id)) {
      return answer(id);
    }
    @Nullable EndedExecution row = state.findEnded(ended);
    if (row == null || !FollowUp.When.FAILURE.admits(row.state())) {
      return NOT_FOUND;
    }
    JobRecord asThen = asThen(row);
    @Nullable ModelJob job = state.jobs.get(ended.jobId());
    if (job == null || job.record.generation() != ended.generation()) {
      job = new ModelJob(asThen); // stands for the one that is gone, with a limit of its own
      job.presence = ModelJob.Presence.FINISHED;
    }
    insert(id, job, asThen);
    return answer(id);
  }

  /** What the job was when an execution failed, as far as a run depends on it. */
  private static JobRecord asThen(EndedExecution row) {
    ExecutionId id = row.id();
    JobPolicy policy = Objects.requireNonNull(row.policy(), "a failure keeps its policy");
    return Jobs.of(
            id.jobId(), id.generation(), row.task(), policy, null, Jobs.TRIGGER, row.payload())
        .withDefinition(row.task(), Jobs.TRIGGER, policy, row.tags());
  }

  /** Submits what follows an execution that has just ended. */
  void follow(ModelExecution ended, EndedExecution row) {
    String request = ended.id.followUpRequest();
    for (FollowUp next : ended.source.policy().run().followUps()) {
      if (next.when().admits(row.state())
          && submit(next.jobId(), request, row.result()).equals(NOT_FOUND)) {
        noteMissing(next.jobId(), request, ended);
      }
    }
  }

  private void noteMissing(String jobId, String request, ModelExecution after) {
    ExecutionId id = ExecutionId.ofRequest(jobId, 0, request);
    if (state.findEnded(id) == null) {
      EndedExecution line =
          new EndedExecution(
              id,
              after.source.task(),
              ExecutionState.CANCELLED,
              1,
              null,
              state.now(),
              null,
              state.now(),
              "no job " + jobId + " to follow " + after.id,
              Payload.none(),
              null,
              Payload.none(),
              Set.of());
      state.ended.addFirst(Map.entry(state.now(), line));
    }
  }

  private boolean isKnown(ExecutionId id) {
    return state.find(id) != null || state.requests.containsKey(id);
  }

  /** Inserts a run that is due at once, unless it was asked for before. */
  private void insert(ExecutionId id, ModelJob job, JobRecord source) {
    if (isKnown(id)) {
      return;
    }
    Instant now = state.now();
    PlannedFire atOnce = new PlannedFire(now, now, null, Adjustment.NONE);
    ModelExecution run = new ModelExecution(id, job, source, atOnce, now);
    for (ModelExecution skipped : admit(job, List.of(run))) {
      state.requests.put(id, Status.SKIPPED);
      state.endUnstarted(skipped, ExecutionState.MISSED);
    }
  }

  /** What became of a run that was asked for. */
  private SubmitResult answer(ExecutionId id) {
    @Nullable ModelExecution run = state.find(id);
    if (run == null) {
      return new SubmitResult(Objects.requireNonNull(state.requests.get(id)), id);
    }
    boolean waits = run.state == ExecutionState.BLOCKED || run.state == ExecutionState.HELD;
    return new SubmitResult(waits ? Status.WAITING : Status.SUBMITTED, id);
  }

  /** Lets executions in as the overlap limit of their job allows; answers those turned away. */
  List<ModelExecution> admit(ModelJob job, List<ModelExecution> asked) {
    if (asked.isEmpty()) {
      return asked;
    }
    int waiting = state.of(job, true).size();
    int free = job.record.policy().maxInstances() - state.of(job, false).size();
    int start = 0;
    int block;
    if (free > 0 && waiting == 0) {
      start = Math.min(free, asked.size());
      block = asked.size() - start;
    } else {
      block =
          switch (job.record.policy().overflow()) {
            case SKIP -> 0;
            case QUEUE_ONE -> waiting == 0 ? 1 : 0;
            case QUEUE_ALL -> Math.max(0, 1_000 - waiting);
            case CANCEL_RUNNING -> supersede(job, asked.size());
          };
      block = Math.min(block, asked.size());
    }
    for (int i = 0; i < start + block; i++) {
      ModelExecution run = asked.get(i);
      state.live.add(run);
      run.ready();
      if (i >= start) {
        run.state = ExecutionState.BLOCKED;
      }
    }
    return asked.subList(start + block, asked.size());
  }

  /** Asks what runs to stop and cancels what waits for it. */
  private int supersede(ModelJob job, int asked) {
    state.of(job, true).forEach(run -> state.endUnstarted(run, ExecutionState.CANCELLED));
    state.of(job, false).stream()
        .filter(run -> run.state == ExecutionState.CLAIMED)
        .forEach(run -> run.cancelRequested = true);
    return asked;
  }
}
