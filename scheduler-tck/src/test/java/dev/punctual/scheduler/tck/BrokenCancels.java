package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import java.util.List;
import java.util.Set;

/** Lease books that do one thing wrong when runs are cancelled, by the name of what they do. */
final class BrokenCancels {

  private BrokenCancels() {}

  /** Adds them to the broken stores. */
  static void add() {
    BrokenStores.leases(
        "says that a waiting run is cancelled and lets it run",
        over ->
            over.new Leases() {
              @Override
              public CancelStatus cancel(ExecutionId id) {
                boolean waits =
                    over.live().stream()
                        .anyMatch(
                            run -> run.id().equals(id) && run.state() == ExecutionState.SCHEDULED);
                return waits ? CancelStatus.CANCELLED : super.cancel(id);
              }
            });
    BrokenStores.leases(
        "ends a running execution when it is cancelled",
        over ->
            over.new Leases() {
              @Override
              public CancelStatus cancel(ExecutionId id) {
                CancelStatus status = super.cancel(id);
                over.live().stream()
                    .filter(run -> run.id().equals(id))
                    .forEach(run -> super.release(run.owner(), List.of(run.lease())));
                return status;
              }
            });
    BrokenStores.leases(
        "forgets that a running execution is to stop",
        over ->
            over.new Leases() {
              @Override
              public CancelStatus cancel(ExecutionId id) {
                return isIn(over, id, Set.of(ExecutionState.CLAIMED))
                    ? CancelStatus.REQUESTED
                    : super.cancel(id);
              }
            });
    BrokenStores.leases(
        "cancels only what is due or runs",
        over ->
            over.new Leases() {
              @Override
              public CancelStatus cancel(ExecutionId id) {
                return isIn(over, id, Set.of(ExecutionState.SCHEDULED, ExecutionState.CLAIMED))
                    ? super.cancel(id)
                    : CancelStatus.NOT_FOUND;
              }
            });
  }

  private static boolean isIn(StoreOver over, ExecutionId id, Set<ExecutionState> states) {
    return over.live().stream()
        .anyMatch(run -> run.id().equals(id) && states.contains(run.state()));
  }
}
