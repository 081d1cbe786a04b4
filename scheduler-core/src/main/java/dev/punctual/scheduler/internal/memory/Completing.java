package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ends leased executions as their nodes say. Called with the store's lock held. */
final class Completing {

  private final State state;

  Completing(State state) {
    this.state = state;
  }

  CompleteStatus complete(String node, Completion completion) {
    long token = completion.lease().token();
    if (token <= 0) {
      return CompleteStatus.FENCED; // no lease has such a token
    }
    @Nullable ExecutionEntry execution = state.executions.get(completion.lease().id());
    if (execution == null) {
      return state.executions.completed.find(completion.lease().id()) == token
          ? CompleteStatus.ALREADY_DONE
          : CompleteStatus.FENCED;
    }
    if (execution.isLeased(token)) {
      execution.completedToken = token;
      end(execution, node, completion);
      return CompleteStatus.DONE;
    }
    return execution.completedToken == token ? CompleteStatus.ALREADY_DONE : CompleteStatus.FENCED;
  }

  private void end(ExecutionEntry execution, String node, Completion completion) {
    Outcome outcome = completion.outcome();
    Executions executions = state.executions;
    if (outcome instanceof Outcome.Succeeded succeeded) {
      executions.end(
          execution,
          ExecutionState.SUCCEEDED,
          ending(node, completion, succeeded.note(), succeeded.result()));
    } else if (outcome instanceof Outcome.Failed failed) {
      fail(execution, node, completion, failed);
    } else if (outcome instanceof Outcome.Missed missed) {
      executions.miss(execution, missed.reason(), ending(node, completion, null, Payload.none()));
    } else if (outcome instanceof Outcome.Parked && !execution.isUnwanted()) {
      executions.park(execution, node);
    } else {
      executions.end(
          execution, ExecutionState.CANCELLED, ending(node, completion, null, Payload.none()));
    }
  }

  private void fail(
      ExecutionEntry execution, String node, Completion completion, Outcome.Failed failed) {
    @Nullable Duration delay = failed.retryAfter();
    boolean removed = execution.job.presence == JobEntry.Presence.REMOVED;
    if (delay == null || (removed && !execution.cancelRequested)) {
      state.executions.end(
          execution, ExecutionState.DEAD, ending(node, completion, failed.error(), Payload.none()));
    } else if (execution.isUnwanted()) {
      state.executions.end(
          execution, ExecutionState.CANCELLED, ending(node, completion, null, Payload.none()));
    } else {
      state.executions.retry(execution, Instant.ofEpochMilli(Millis.plus(state.millis(), delay)));
    }
  }

  private static Ending ending(
      String node, Completion completion, @Nullable String error, Payload result) {
    @Nullable Instant started = completion.started();
    return new Ending(started == null ? null : node, started, completion.finished(), error, result);
  }
}
