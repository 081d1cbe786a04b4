package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lease book of the model. */
final class ModelLeases implements LeaseBook {

  private final ModelState state;

  ModelLeases(ModelState state) {
    this.state = state;
  }

  @Override
  public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
    List<LeaseRef> lost = new ArrayList<>();
    List<ExecutionId> cancelled = new ArrayList<>();
    for (LeaseRef each : leases) {
      @Nullable ModelExecution run = held(owner, each);
      if (run == null) {
        lost.add(each);
        continue;
      }
      run.leaseUntil = state.now().plus(lease);
      if (run.cancelRequested) {
        cancelled.add(run.id);
      }
    }
    return new RenewReply(state.now(), lost, cancelled);
  }

  private @Nullable ModelExecution held(String owner, LeaseRef lease) {
    @Nullable ModelExecution run = state.find(lease.id());
    return run != null && run.isLeased(lease) && owner.equals(run.owner) ? run : null;
  }

  @Override
  public List<Boolean> start(String owner, List<LeaseRef> leases) {
    return leases.stream().map(lease -> start(held(owner, lease))).toList();
  }

  private boolean start(@Nullable ModelExecution run) {
    if (run == null
        || run.isUnwanted()
        || run.job.holds()
        || !Objects.requireNonNull(run.leaseUntil).isAfter(state.now())) {
      return false;
    }
    run.started = run.started == null ? state.now() : run.started;
    return true;
  }

  @Override
  public List<CompleteStatus> complete(String node, List<Completion> completions) {
    return completions.stream().map(each -> complete(node, each)).toList();
  }

  private CompleteStatus complete(String node, Completion completion) {
    LeaseRef lease = completion.lease();
    if (state.completed.contains(lease)) {
      return CompleteStatus.ALREADY_DONE;
    }
    @Nullable ModelExecution run = state.find(lease.id());
    if (run == null || !run.isLeased(lease)) {
      return CompleteStatus.FENCED;
    }
    state.completed.add(lease);
    Outcome outcome = completion.outcome();
    if (outcome instanceof Outcome.Succeeded succeeded) {
      state.end(
          run,
          row(
              run,
              ExecutionState.SUCCEEDED,
              node,
              completion,
              succeeded.note(),
              succeeded.result()));
    } else if (outcome instanceof Outcome.Failed failed) {
      fail(run, node, completion, failed);
    } else if (outcome instanceof Outcome.Missed missed) {
      state.miss(
          run,
          missed.reason(),
          row(run, ExecutionState.MISSED, node, completion, null, Payload.none()));
    } else if (outcome instanceof Outcome.Parked && !run.isUnwanted()) {
      run.unlease();
      run.parkedBy.add(node);
      run.state = ExecutionState.PARKED;
    } else {
      cancel(run, node, completion);
    }
    return CompleteStatus.DONE;
  }

  private void fail(ModelExecution run, String node, Completion completion, Outcome.Failed failed) {
    boolean removed = run.job.presence == ModelJob.Presence.REMOVED;
    if (failed.retryAfter() == null || (removed && !run.cancelRequested)) {
      state.end(
          run, row(run, ExecutionState.DEAD, node, completion, failed.error(), Payload.none()));
    } else if (run.cancelRequested) {
      cancel(run, node, completion);
    } else {
      run.unlease();
      run.attempt++;
      run.dueTime = state.now().plus(failed.retryAfter());
      run.deadline = null;
      run.ready();
    }
  }

  private void cancel(ModelExecution run, String node, Completion completion) {
    state.end(run, row(run, ExecutionState.CANCELLED, node, completion, null, Payload.none()));
  }

  private static EndedExecution row(
      ModelExecution run,
      ExecutionState how,
      String node,
      Completion completion,
      @Nullable String error,
      Payload result) {
    @Nullable String ranOn = completion.started() == null ? null : node;
    return ModelState.row(
        run, how, ranOn, completion.started(), completion.finished(), error, result);
  }

  @Override
  public List<Boolean> release(String owner, List<LeaseRef> leases) {
    List<Boolean> results = new ArrayList<>();
    for (LeaseRef lease : leases) {
      @Nullable ModelExecution run = held(owner, lease);
      results.add(run != null);
      if (run != null) {
        state.giveBack(run);
      }
    }
    return results;
  }

  @Override
  public List<ExecutionRecord> reap(int limit, int maxLost) {
    ModelHistory.requireLimit(limit);
    List<ModelExecution> expired =
        state.live.stream()
            .filter(run -> run.leaseUntil != null && !run.leaseUntil.isAfter(state.now()))
            .sorted(Comparator.comparing(run -> Objects.requireNonNull(run.leaseUntil)))
            .limit(limit)
            .toList();
    expired.forEach(run -> take(run, maxLost));
    return expired.stream().map(ModelExecution::record).toList();
  }

  private void take(ModelExecution run, int maxLost) {
    run.token = state.nextToken();
    run.lost++;
    boolean once = run.source.policy().run().guarantee() == Guarantee.AT_MOST_ONCE;
    if (run.started != null && once) {
      state.end(run, silent(run, ExecutionState.LOST));
    } else if (run.isUnwanted() || run.lost <= maxLost) {
      state.giveBack(run);
    } else {
      state.end(run, silent(run, ExecutionState.DEAD));
    }
  }

  /** The end of a run whose node fell silent; it ran there if its start was confirmed. */
  private EndedExecution silent(ModelExecution run, ExecutionState how) {
    @Nullable String ranOn = run.started == null ? null : run.owner;
    return ModelState.row(
        run, how, ranOn, run.started, state.now(), "its node fell silent", Payload.none());
  }

  @Override
  public List<LeaseRef> claimsOf(String owner) {
    return state.live.stream()
        .filter(run -> owner.equals(run.owner))
        .map(run -> new LeaseRef(run.id, run.token))
        .toList();
  }

  @Override
  public CancelStatus cancel(ExecutionId id) {
    @Nullable ModelExecution run = state.find(id);
    if (run == null) {
      return CancelStatus.NOT_FOUND;
    }
    if (run.state == ExecutionState.CLAIMED) {
      run.cancelRequested = true;
      return CancelStatus.REQUESTED;
    }
    state.endUnstarted(run, ExecutionState.CANCELLED);
    return CancelStatus.CANCELLED;
  }
}
