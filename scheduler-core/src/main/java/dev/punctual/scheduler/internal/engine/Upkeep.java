package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Membership.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a node does for the store from time to time: it announces itself, looks for work that no
 * hint told of, takes leases of dead nodes away, and forgets old history. All of it is one call
 * while there is nothing to do.
 */
final class Upkeep {

  private static final int CHUNK = 1_000;
  private static final long SHORTEST_MILLIS = 5_000;
  private static final long PER_NODE_MILLIS = 250;
  private static final Duration PURGE_PERIOD = Duration.ofHours(1);

  private final Lane lane;
  private final GuardedLoop loop;
  private final JumpGuard jumps;
  private final Set<String> reportedTasks = new HashSet<>();
  private boolean zonesChecked;
  private int nodes = 1;
  private long lastPurge;

  Upkeep(Lane lane) {
    this.lane = lane;
    this.loop = lane.loop("upkeep", this::round);
    this.jumps = new JumpGuard(lane.time(), lane.settings().lease());
    this.lastPurge = lane.time().nanoTime();
    this.zonesChecked = !lane.store().traits().durable();
  }

  GuardedLoop loop() {
    return loop;
  }

  private long round() {
    lane.subscribe();
    if (!zonesChecked) {
      new ZoneCheck(lane).run();
      zonesChecked = true;
    }
    long period = Math.max(SHORTEST_MILLIS, PER_NODE_MILLIS * nodes);
    Duration ttl = Duration.ofMillis(4 * period + SHORTEST_MILLIS);
    Tick tick = lane.store().members().tick(lane.node(), ttl);
    nodes = Math.max(1, tick.liveNodes());
    Instant nextDue = tick.nextDue();
    if (nextDue != null) {
      lane.dispatcher().hint(nextDue);
    }
    lane.runs().cancel(tick.cancelled());
    report(tick.unknownTasks());
    boolean trusted = isTrusted(tick.storeNow());
    if (tick.expiredLeases() && trusted) {
      reap();
    }
    purge();
    long nanos = period * 1_000_000;
    return nanos * 3 / 4 + lane.time().random().nextLong(nanos / 2);
  }

  private boolean isTrusted(Instant storeNow) {
    Duration jump = jumps.observe(storeNow);
    if (!jump.isZero()) {
      lane.events().publish(new TroubleEvent.ClockJumped(lane.time().instant(), lane.name(), jump));
    }
    return jumps.isCalm();
  }

  private void reap() {
    List<ExecutionRecord> moved;
    do {
      moved = lane.store().leases().reap(CHUNK, lane.settings().maxLost());
      moved.forEach(this::publish);
    } while (moved.size() == CHUNK);
    lane.dispatcher().wake();
  }

  private void publish(ExecutionRecord reaped) {
    lane.waiters().touch(reaped.id());
    Instant now = lane.time().instant();
    if (reaped.state() == ExecutionState.DEAD) {
      lane.events()
          .publish(
              new ExecutionEvent.Dead(now, lane.info(reaped), ExecutionEvent.Dead.Reason.NODES));
    } else if (reaped.state() == ExecutionState.LOST) {
      lane.events().publish(new ExecutionEvent.Lost(now, lane.info(reaped)));
    }
  }

  private void report(Set<String> unknownTasks) {
    for (String task : unknownTasks) {
      if (reportedTasks.add(task)) {
        lane.events()
            .publish(new TroubleEvent.UnknownTask(lane.time().instant(), lane.name(), task));
      }
    }
    reportedTasks.retainAll(unknownTasks);
  }

  private void purge() {
    if (lane.time().nanoTime() - lastPurge < PURGE_PERIOD.toNanos()) {
      return;
    }
    EngineSettings settings = lane.settings();
    int gone;
    do {
      gone = lane.store().history().purge(settings.historyAge(), settings.historyCount(), CHUNK);
    } while (gone == CHUNK);
    lastPurge = lane.time().nanoTime();
  }
}
