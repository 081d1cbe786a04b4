package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.StoreException;
import java.util.function.Supplier;

/** The way from one host to the store, on which calls are late, lost, or carried out twice. */
final class Link {

  private static final long SLOW = 1_000_000_000;

  private final Cluster cluster;
  private final World world;
  private final Host host;
  private final Chance chance;

  Link(Cluster cluster, Host host) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.host = host;
    this.chance = world.chance.split();
  }

  /** Carries out a call of the host. */
  <T> T call(String name, Supplier<T> effect) {
    requireAlive();
    cluster.countCall(name);
    Weather weather = cluster.weather();
    Weather.Mishap mishap = weather.draw(chance);
    pass(weather.latency(chance));
    if (mishap == Weather.Mishap.LOST_REQUEST || weather.isStoreDown()) {
      throw new Unreachable("no connection for " + name);
    }
    T answer = effect.get();
    if (mishap == Weather.Mishap.DUPLICATED) {
      T second = effect.get();
      answer = chance.hits(500) ? second : answer;
    }
    pass(weather.latency(chance));
    if (mishap == Weather.Mishap.LOST_REPLY) {
      throw new Unreachable("no reply to " + name);
    }
    return answer;
  }

  /** Whether a hint gets through. */
  boolean carriesHint() {
    return !host.dead && !cluster.weather().losesHint(chance);
  }

  /** Writes into the ledger what the store did for the host. */
  void note(Event event) {
    cluster.note(host.name, event);
  }

  private void pass(long nanos) {
    if (nanos > SLOW) {
      note(new Event.Slow(nanos));
    }
    if (nanos > 0) {
      world.elapse(nanos);
    }
    world.holdWhileFrozen(host);
    requireAlive();
  }

  private void requireAlive() {
    if (host.dead) {
      throw new HostDeath(host.name);
    }
  }

  /** The store's silence; without a stack trace, for there are many. */
  private static final class Unreachable extends StoreException {

    private static final long serialVersionUID = 1L;

    Unreachable(String message) {
      super(message);
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }
}
