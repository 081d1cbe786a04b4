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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Keeps the leases of this node alive, three times in the length of a lease, and tells runs that
 * lost theirs or were cancelled elsewhere; those of a job that the store gave word of at once.
 * Calls the store only while leases are held.
 */
final class LeaseKeeper {

  private static final int CHUNK = 1_000;

  private final Lane lane;
  private final GuardedLoop loop;
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean doubted = new AtomicBoolean();
  private long renewAt; // used by the loop alone

  LeaseKeeper(Lane lane) {
    this.lane = lane;
    this.loop = lane.loop("renew", this::round);
    this.renewAt = lane.time().nanoTime();
  }

  GuardedLoop loop() {
    return loop;
  }

  /**
   * Has the store be asked at once which runs of a job are to stop. Any thread; only takes note.
   */
  void revoked(String jobId) {
    revoked.add(jobId);
    loop.wake();
  }

  /** Has all leases be asserted again at once. Any thread; only takes note. */
  void reassertAll() {
    doubted.set(true);
    loop.resume();
  }

  private long round() {
    if (doubted.get()) {
      reassert();
    }
    if (!revoked.isEmpty()) {
      askAboutRevoked();
    }
    if (lane.time().nanoTime() - renewAt >= 0) {
      renewAll(lane.runs().all());
      renewAt = lane.time().nanoTime() + lane.settings().lease().toNanos() / 3;
    }
    return Math.max(0, renewAt - lane.time().nanoTime());
  }

  /** The store may also have leases for this node of which it has written the end. */
  private void reassert() {
    doubted.set(false);
    boolean done = false;
    try {
      List<Run> runs = lane.runs().all().stream().filter(run -> !run.hasLostLease()).toList();
      Lists.partition(runs, CHUNK)
          .forEach(chunk -> renew(chunk, () -> lane.reassertion().of(chunk)));
      lane.dispatcher().doubt();
      done = true;
    } finally {
      if (!done) {
        doubted.set(true);
      }
    }
  }

  /** A word that comes meanwhile is kept for the next round. */
  private void askAboutRevoked() {
    Set<String> jobIds = Set.copyOf(revoked);
    revoked.removeAll(jobIds);
    boolean done = false;
    try {
      renewAll(
          lane.runs().all().stream()
              .filter(run -> jobIds.contains(run.jobId()) && !run.isEnded() && !run.isCancelled())
              .toList());
      lane.revoke(
          jobIds); // those that were not cancelled may belong to a job that is paused or gone
      done = true;
    } finally {
      if (!done) {
        revoked.addAll(jobIds);
      }
    }
  }

  private void renewAll(List<Run> runs) {
    Duration lease = lane.settings().lease();
    for (List<Run> chunk : Lists.partition(runs, CHUNK)) {
      List<LeaseRef> leases = chunk.stream().map(run -> run.record().lease()).toList();
      renew(
          chunk,
          () ->
              lane.reassertion()
                  .judged(chunk, lane.store().leases().renew(lane.owner(), lease, leases)));
    }
  }

  private void renew(List<Run> chunk, Supplier<RenewReply> call) {
    EngineSettings settings = lane.settings();
    Moment sent = Moment.now(lane.time());
    LeaseTerm renewed =
        LeaseTerm.from(sent, Duration.ZERO, settings.lease().minus(settings.margin()));
    RenewReply reply = call.get();
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
