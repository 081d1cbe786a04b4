package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import dev.punctual.scheduler.store.Node;
import java.util.HashMap;
import java.util.Map;

/**
 * What the rate limits of this node leave to one dispatch loop, and when they will leave more. Used
 * by that loop alone.
 */
final class Allowance {

  private final Lane lane;
  private final RateLimits rates;
  private final Map<String, Integer> planned = new HashMap<>();
  private boolean waiting; // whether something is left out until moreAt
  private long moreAt;

  Allowance(Lane lane) {
    this.lane = lane;
    this.rates = lane.rates();
  }

  /** This node with what it can take now. */
  Node node() {
    planned.clear();
    return rates.left(lane.node());
  }

  /** {@code room}, or less if the limit of a task leaves less beside what is planned. */
  int ofTask(String task, int room) {
    if (!rates.isAny()) {
      return room;
    }
    int before = planned.getOrDefault(task, 0);
    return Math.max(0, rates.ofTask(task, room + before) - before);
  }

  /** Counts executions that are to be leased. */
  void plan(String task, int count) {
    if (rates.isAny()) {
      planned.merge(task, count, Integer::sum);
    }
  }

  /** Remembers whether something is left out now, and until when. */
  void note() {
    long nanos = rates.nanosUntilMore();
    if (nanos != LoopBody.UNTIL_WOKEN) {
      long at = lane.time().nanoTime() + nanos;
      moreAt = waiting && moreAt - at < 0 ? moreAt : at;
      waiting = true;
    }
  }

  /** Whether what was left out can be taken now; tells it once. */
  boolean hasGrown() {
    boolean grown = waiting && lane.time().nanoTime() - moreAt >= 0;
    waiting &= !grown;
    return grown;
  }

  /** {@code nanos}, or less if more can be taken sooner. */
  long orSooner(long nanos) {
    return waiting ? Math.min(nanos, moreAt - lane.time().nanoTime()) : nanos;
  }
}
