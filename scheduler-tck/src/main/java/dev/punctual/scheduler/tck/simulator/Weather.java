package dev.punctual.scheduler.tck.simulator;

import java.util.EnumSet;
import java.util.Set;

/** How calls fare now: which go wrong, how long they take, whether the store is there at all. */
final class Weather {

  private static final long MILLI = 1_000_000;

  private final Set<Fault> kinds = EnumSet.noneOf(Fault.class);
  private final int roughness;
  private boolean storeDown;

  /**
   * The weather of a seed.
   *
   * @param roughness how many calls in a thousand meet each kind of mishap
   */
  Weather(Set<Fault> kinds, int roughness) {
    this.kinds.addAll(kinds);
    this.roughness = roughness;
  }

  /** What happens to one call. */
  enum Mishap {
    NONE,
    LOST_REQUEST,
    LOST_REPLY,
    DUPLICATED
  }

  boolean has(Fault fault) {
    return kinds.contains(fault);
  }

  /** Ends all trouble. */
  void clear() {
    kinds.clear();
    storeDown = false;
  }

  boolean isClear() {
    return kinds.isEmpty();
  }

  void storeDown(boolean down) {
    storeDown = down;
  }

  boolean isStoreDown() {
    return storeDown;
  }

  Mishap draw(Chance chance) {
    if (kinds.isEmpty() || !chance.hits(3 * roughness)) {
      return Mishap.NONE;
    }
    Fault drawn = KINDS[chance.between(0, KINDS.length - 1)];
    if (!has(drawn)) {
      return Mishap.NONE;
    }
    return switch (drawn) {
      case LOST_REQUEST -> Mishap.LOST_REQUEST;
      case LOST_REPLY -> Mishap.LOST_REPLY;
      default -> Mishap.DUPLICATED;
    };
  }

  /** How long one way of a call takes, in nanoseconds. */
  long latency(Chance chance) {
    if (!has(Fault.SLOW_CALL) || !chance.hits(60)) {
      return 0;
    }
    return switch (chance.weighted(100, 20, roughness)) {
      case 0 -> chance.between(0, 5 * MILLI);
      case 1 -> chance.between(0, 500 * MILLI);
      default -> chance.between(0, 60_000 * MILLI);
    };
  }

  boolean losesHint(Chance chance) {
    return has(Fault.LOST_HINT) && chance.hits(100);
  }

  private static final Fault[] KINDS = {
    Fault.LOST_REQUEST, Fault.LOST_REPLY, Fault.DUPLICATED_REQUEST
  };
}
