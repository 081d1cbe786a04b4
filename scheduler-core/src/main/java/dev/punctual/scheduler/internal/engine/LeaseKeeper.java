package dev.punctual.scheduler.internal.engine;

import com.google.common.collect.Lists;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.ExecutionEvent.CancelRequested.Reason;
import dev.punctual.scheduler.internal.engine.LeaseTerm.Moment;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the leases of this node alive, three times in the length of a lease, and tells runs that
 * lost theirs or were cancelled elsewhere. Calls the store only while leases are held.
 */
final class LeaseKeeper {

  private static final int CHUNK = 1_000;

  private final Lane lane;
  private final GuardedLoop loop;

  LeaseKeeper(Lane lane) {
    this.lane = lane;
    this.loop = lane.loop("renew", this::round);
  }

  GuardedLoop loop() {
    return loop;
  }

  /** Has the store be asked at once which runs are to stop. */
  void wake() {
    loop.wake();
  }

  private long round() {
    for (List<Run> chunk : Lists.partition(lane.runs().all(), CHUNK)) {
      renew(chunk);
    }
    return lane.settings().lease().toNanos() / 3;
  }

  private void renew(List<Run> chunk) {
    Duration lease = lane.settings().lease();
    List<LeaseRef> leases = chunk.stream().map(run -> run.record().lease()).toList();
    Moment sent = Moment.now(lane.time());
    LeaseTerm renewed = LeaseTerm.from(sent, Duration.ZERO, lease.minus(lane.settings().margin()));
    RenewReply reply = lane.store().leases().renew(lane.owner(), lease, leases);
    Set<LeaseRef> lost = new HashSet<>(reply.lost());
    for (Run run : chunk) {
      if (lost.contains(run.record().lease())) {
        lose(run);
      } else {
        run.renew(renewed);
      }
    }
    lane.runs().cancel(reply.cancelled());
  }

  /** A run that ended meanwhile has no lease any more, which is as it should be. */
  private void lose(Run run) {
    if (run.isEnded() || run.hasLostLease()) {
      return;
    }
    run.renew(LeaseTerm.LOST);
    if (lane.events().isHeard()) {
      lane.events().publish(new ExecutionEvent.LeaseLost(lane.time().instant(), run.info()));
    }
    if (run.revoke()) {
      lane.abandon(run);
    } else {
      run.stop(Reason.LEASE_LOST);
    }
  }
}
