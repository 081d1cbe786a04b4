package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Submits what follows ended executions, within the step that ends them. */
final class FollowUps {

  private final Database database;
  private final Step step;
  private final Set<ExecutionId> noted = new HashSet<>(0);

  FollowUps(Database database, Step step) {
    this.database = database;
    this.step = step;
  }

  /** An execution that has ended, and how. */
  record Ended(ExecutionRecord execution, ExecutionState how, Payload result) {}

  void submit(List<Ended> all) {
    for (Ended ended : all) {
      for (FollowUp next : ended.execution.policy().run().followUps()) {
        if (next.when().admits(ended.how)) {
          submit(ended, next.jobId());
        }
      }
    }
  }

  private void submit(Ended ended, String jobId) {
    String request = ended.execution.id().followUpRequest();
    SubmitResult result = new Submissions(database, step).submit(jobId, request, ended.result);
    if (result.status() == SubmitResult.Status.NOT_FOUND) {
      recordMissing(ended, jobId, request);
    }
  }

  private void recordMissing(Ended ended, String jobId, String request) {
    ExecutionId id = ExecutionId.ofRequest(jobId, 0, request);
    if (!noted.add(id) || Histories.find(database, step.handle(), id).isPresent()) {
      return;
    }
    ExecutionRecord was = ended.execution;
    ExecutionRecord missing =
        new ExecutionRecord(
            id,
            was.task(),
            Payload.none(),
            was.policy(),
            Set.of(),
            Read.time(step.now()),
            Read.time(step.now()),
            null,
            was.adjustment(),
            ExecutionState.CANCELLED,
            null,
            0,
            null,
            1,
            0,
            true,
            Read.time(step.now()));
    String error = "there was no job '" + jobId + "' to run after " + was.id();
    step.history()
        .add(
            missing,
            ExecutionState.CANCELLED,
            new End(null, null, Read.time(step.now()), error, Payload.none(), 0));
  }
}
