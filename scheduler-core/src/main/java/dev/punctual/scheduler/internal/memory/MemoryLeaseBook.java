package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps leases on executions in memory. */
final class MemoryLeaseBook implements LeaseBook {

  private final State state;
  private final Completing completing;
  private final Reaping reaping;

  MemoryLeaseBook(State state) {
    this.state = state;
    completing = new Completing(state);
    reaping = new Reaping(state);
  }

  @Override
  public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
    List<LeaseRef> lost = new ArrayList<>(0);
    List<ExecutionId> cancelled = new ArrayList<>(0);
    state.lock();
    try {
      Instant until = Instant.ofEpochMilli(Millis.plus(state.millis(), lease));
      for (LeaseRef each : leases) {
        @Nullable ExecutionEntry execution = state.executions.get(each.id());
        if (execution == null || !execution.isLeased(owner, each.token())) {
          lost.add(each);
          continue;
        }
        state.executions.renew(execution, until);
        if (execution.cancelRequested) {
          cancelled.add(each.id());
        }
      }
      return new RenewReply(state.now(), lost, cancelled);
    } finally {
      state.unlock();
    }
  }

  @Override
  public List<Boolean> start(String owner, List<LeaseRef> leases) {
    List<Boolean> results = new ArrayList<>(leases.size());
    state.lock();
    try {
      for (LeaseRef each : leases) {
        @Nullable ExecutionEntry execution = state.executions.get(each.id());
        boolean may = execution != null && mayStart(execution, owner, each.token());
        if (may && execution.started == null) {
          execution.started = state.now();
        }
        results.add(may);
      }
    } finally {
      state.unlock();
    }
    return results;
  }

  @Override
  public List<CompleteStatus> complete(String node, List<Completion> completions) {
    List<CompleteStatus> results = new ArrayList<>(completions.size());
    state.lock();
    try {
      for (Completion each : completions) {
        results.add(completing.complete(node, each));
      }
    } finally {
      state.unlock();
    }
    return results;
  }

  @Override
  public List<Boolean> release(String owner, List<LeaseRef> leases) {
    List<Boolean> results = new ArrayList<>(leases.size());
    state.lock();
    try {
      for (LeaseRef each : leases) {
        @Nullable ExecutionEntry execution = state.executions.get(each.id());
        boolean current = execution != null && execution.isLeased(owner, each.token());
        if (current) {
          state.executions.giveBack(execution);
        }
        results.add(current);
      }
    } finally {
      state.unlock();
    }
    return results;
  }

  @Override
  public List<ExecutionRecord> reap(int limit, int maxLost) {
    Limits.page(limit);
    state.lock();
    try {
      return reaping.reap(limit, maxLost);
    } finally {
      state.unlock();
    }
  }

  @Override
  public List<LeaseRef> claimsOf(String owner) {
    List<LeaseRef> claims = new ArrayList<>();
    state.lock();
    try {
      EntryHeap<ExecutionEntry> leases = state.executions.leases;
      for (int i = 0; i < leases.size(); i++) {
        ExecutionEntry execution = leases.row(i);
        if (owner.equals(execution.owner)) {
          claims.add(new LeaseRef(execution.id, execution.token));
        }
      }
    } finally {
      state.unlock();
    }
    return claims;
  }

  @Override
  public CancelStatus cancel(ExecutionId id) {
    state.lock();
    try {
      @Nullable ExecutionEntry execution = state.executions.get(id);
      if (execution == null) {
        return CancelStatus.NOT_FOUND;
      }
      if (execution.state == ExecutionState.CLAIMED) {
        state.executions.requestCancel(execution);
        return CancelStatus.REQUESTED;
      }
      state.executions.end(execution, ExecutionState.CANCELLED, Ending.unstarted(state.now()));
      return CancelStatus.CANCELLED;
    } finally {
      state.unlock();
    }
  }

  private boolean mayStart(ExecutionEntry execution, String owner, long token) {
    Instant until = execution.leaseUntil;
    return execution.isLeased(owner, token)
        && !execution.isUnwanted()
        && !execution.job.holds()
        && until != null
        && until.isAfter(state.now());
  }
}
