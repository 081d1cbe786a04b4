package dev.punctual.scheduler.tck.simulator;

import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Has hosts, clocks and the store go wrong from time to time. */
final class Troubles {

  private static final long SECOND = 1_000_000_000L;
  private static final long LEAST_MILLIS = -600_000;

  private final Cluster cluster;
  private final World world;
  private final Weather weather;
  private final Chance chance;

  Troubles(Cluster cluster) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.weather = cluster.weather();
    this.chance = world.chance.split();
  }

  /** Begins; ends when the weather is cleared. */
  void begin() {
    every(Fault.CRASH, Duration.ofHours(chance.between(1, 12)), this::crash);
    every(Fault.PAUSE, Duration.ofMinutes(chance.between(20, 360)), this::pause);
    every(Fault.STALL, Duration.ofMinutes(chance.between(20, 360)), this::stall);
    every(Fault.OUTAGE, Duration.ofHours(chance.between(2, 12)), this::outage);
    every(Fault.NODE_CLOCK_STEP, Duration.ofHours(chance.between(1, 12)), this::stepNodeClock);
    every(Fault.STORE_CLOCK_STEP, Duration.ofHours(chance.between(2, 12)), this::stepStoreClock);
    every(Fault.DEPLOYMENT, Duration.ofHours(chance.between(2, 12)), this::deploy);
  }

  /**
   * A large cluster takes fewer leases away after one trouble, so there are more troubles in it.
   */
  private void every(Fault fault, Duration mean, Runnable action) {
    long longest = 2 * mean.toNanos();
    world.schedule(
        null,
        chance.between(0, cluster.members() > 0 ? longest / 5 * 4 : longest),
        () -> {
          if (weather.has(fault)) {
            action.run();
            every(fault, mean, action);
          }
        });
  }

  private void crash() {
    int place = chance.between(0, cluster.nodes().size() - 1);
    SimulatedNode node = cluster.nodes().get(place);
    if (node.host().dead) {
      return;
    }
    note(node.host().name, "crashes");
    node.crash();
    NavigableSet<String> tasks = node.tasks();
    world.schedule(
        null,
        chance.between(0, 300 * SECOND),
        () -> {
          if (cluster.nodes().get(place).host().dead) {
            cluster.boot(place, tasks);
          }
        });
  }

  private void pause() {
    SimulatedNode node = anyNode();
    long nanos = length();
    boolean suspended = node.time().isSuspendable() && chance.hits(500);
    note(node.host().name, (suspended ? "is suspended for " : "pauses for ") + seconds(nanos));
    node.freeze(nanos, suspended);
  }

  private void stall() {
    SimulatedNode node = anyNode();
    List<HostLoop> loops = node.time().loops();
    HostLoop loop = chance.oneOf(loops);
    long nanos = length();
    note(node.host().name, loop + " stands still for " + seconds(nanos));
    loop.stall(world.now() + nanos);
  }

  private void outage() {
    long nanos = length();
    note("store", "is down for " + seconds(nanos));
    weather.storeDown(true);
    world.schedule(null, nanos, () -> weather.storeDown(false));
  }

  private void stepNodeClock() {
    SimulatedNode node = anyNode();
    if (!node.time().isSuspendable()) {
      long millis = chance.between(-3_600_000, 3_600_000);
      note(node.host().name, "sets its clock by " + millis + " ms");
      node.time().stepWall(millis);
    }
  }

  private void stepStoreClock() {
    long millis =
        chance.hits(500) ? chance.between(60_000, 600_000) : chance.between(LEAST_MILLIS, -1);
    if (cluster.clock().shift() + millis < LEAST_MILLIS) {
      millis = -millis;
    }
    note("store", "sets its clock by " + millis + " ms");
    if (millis < 0) {
      cluster.note("store", new Event.SetBack(TimeUnit.MILLISECONDS.toNanos(-millis)));
    }
    cluster.clock().step(millis);
  }

  private void deploy() {
    int lacking = chance.between(0, Cluster.TASKS.size() - 1);
    TreeSet<String> tasks = new TreeSet<>(Cluster.TASKS);
    for (int i = 0; i < 3; i++) {
      tasks.remove(Cluster.TASKS.get((lacking + i) % Cluster.TASKS.size()));
    }
    for (int place = 0; place < cluster.nodes().size(); place++) {
      int at = place;
      world.schedule(
          null,
          place * chance.between(30 * SECOND, 200 * SECOND),
          () -> {
            if (weather.has(Fault.DEPLOYMENT)) {
              cluster.replace(at, tasks);
            }
          });
    }
  }

  private long length() {
    return switch (chance.weighted(50, 30, 20)) {
      case 0 -> chance.between(0, 20 * SECOND);
      case 1 -> chance.between(20 * SECOND, 60 * SECOND);
      default -> chance.between(60 * SECOND, 240 * SECOND);
    };
  }

  private SimulatedNode anyNode() {
    return chance.oneOf(cluster.nodes());
  }

  private void note(String who, String what) {
    cluster.note(who, new Event.Trouble(what));
  }

  private static String seconds(long nanos) {
    return Duration.ofMillis(nanos / 1_000_000).toString();
  }
}
