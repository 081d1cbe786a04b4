package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes leases away that ran out. Called with the store's lock held. */
final class Reaping {

  private final State state;

  Reaping(State state) {
    this.state = state;
  }

  List<ExecutionRecord> reap(int limit, int maxLost) {
    EntryHeap<ExecutionEntry> leases = state.executions.leases;
    List<ExecutionRecord> reaped = new ArrayList<>(0);
    while (reaped.size() < limit && leases.headTime() <= state.millis()) {
      ExecutionEntry execution = leases.head();
      take(execution, maxLost);
      reaped.add(execution.toRecord());
    }
    return reaped;
  }

  private void take(ExecutionEntry execution, int maxLost) {
    Executions executions = state.executions;
    @Nullable Instant started = execution.started;
    @Nullable String owner = execution.owner;
    execution.token = state.nextToken();
    execution.lost++;
    Guarantee guarantee = execution.source.policy().run().guarantee();
    if (started != null && guarantee == Guarantee.AT_MOST_ONCE) {
      String error = "its node went silent after it had begun; it is not run again";
      Ending ending = new Ending(owner, started, state.now(), error, Payload.none());
      executions.end(execution, ExecutionState.LOST, ending);
    } else if (execution.isUnwanted() || execution.lost <= maxLost) {
      executions.giveBack(execution);
    } else {
      String error = execution.lost + " leases of it ended without a word from their node";
      @Nullable String node = started == null ? null : owner;
      Ending ending = new Ending(node, started, state.now(), error, Payload.none());
      executions.end(execution, ExecutionState.DEAD, ending);
    }
  }
}
