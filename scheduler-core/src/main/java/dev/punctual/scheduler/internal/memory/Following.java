package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.SubmitResult;
import java.util.List;
import java.util.Set;

/** Submits the runs that follow ended executions. Called with the store's lock held. */
final class Following {

  private final State state;

  Following(State state) {
    this.state = state;
  }

  /** Submits what follows {@code execution}, which has just ended and left {@code result}. */
  void submit(ExecutionEntry execution, Payload result) {
    List<FollowUp> followUps = execution.source.policy().run().followUps();
    if (followUps.isEmpty()) {
      return;
    }
    for (FollowUp next : followUps) {
      if (next.when().admits(execution.state)) {
        String request = execution.id.followUpRequest();
        SubmitResult submitted = state.submitting.submit(next.jobId(), request, result);
        if (submitted.status() == SubmitResult.Status.NOT_FOUND) {
          recordMissing(next.jobId(), request, execution);
        }
      }
    }
  }

  private void recordMissing(String jobId, String request, ExecutionEntry after) {
    ExecutionId id = ExecutionId.ofRequest(jobId, 0, request);
    if (state.logs.find(id) != null) {
      return;
    }
    EndedExecution line =
        new EndedExecution(
            id,
            after.task(),
            ExecutionState.CANCELLED,
            1,
            null,
            state.now(),
            null,
            state.now(),
            "there was no job '" + jobId + "' to run after " + after.id,
            Payload.none(),
            null,
            Payload.none(),
            Set.of());
    state.logs.recordEnd(line, state.millis());
  }
}
