package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.RateLimit;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.StoreTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The nodes, the store that they share, and the record of what they do. */
final class Cluster {

  /** Every task that some version of the simulated application has. */
  static final List<String> TASKS = List.of("t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7");

  /** How many of a task run at once in the cluster; the others have no limit. */
  static final Map<String, Integer> LIMITS = Map.of("t6", 1, "t7", 3);

  /** How often a task starts on each node; the others have no limit. */
  static final Map<String, RateLimit> RATES = Map.of("t5", RateLimit.of(1, Duration.ofSeconds(30)));

  /** How much the executors of some nodes start. */
  static final RateLimit EXECUTOR_RATE = RateLimit.of(6, Duration.ofSeconds(10));

  private static final long LONGEST_REBOOT = Duration.ofSeconds(30).toNanos();
  private static final long PATIENCE = Duration.ofSeconds(40).toNanos();
  private static final long LONGEST_LEAVE = Duration.ofMinutes(2).toNanos();
  private static final long POLL = Duration.ofSeconds(1).toNanos();

  private final World world;
  private final StoreClock clock;
  private final JobStore store;
  private final StoreTraits traits;
  private final Weather weather;
  private final Ledger ledger;
  private final Work.Style style;
  private final int members;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Map<String, long[]> calls = new HashMap<>(); // the count is all that each holds
  private int hosts;

  /**
   * A cluster without nodes.
   *
   * @param members how many nodes the store tells of at least
   */
  Cluster(
      World world,
      StoreFactory factory,
      Weather weather,
      Ledger ledger,
      Work.Style style,
      int members) {
    this.world = world;
    this.clock = new StoreClock(world);
    this.store = factory.open(clock);
    this.traits = traitsOf(store, world.chance);
    this.weather = weather;
    this.ledger = ledger;
    this.style = style;
    this.members = members;
  }

  /** A store of one process is shown as one that several share, of a nature drawn from the seed. */
  private static StoreTraits traitsOf(JobStore store, Chance chance) {
    StoreTraits traits = store.traits();
    if (traits.shared()) {
      return traits;
    }
    return new StoreTraits(
        chance.hits(500),
        true,
        Duration.ofSeconds(5),
        Duration.ofMillis(chance.hits(500) ? 0 : 5),
        Duration.ofMillis(chance.hits(500) ? 0 : chance.between(1, 2_000)));
  }

  /**
   * Starts a node in a place, instead of the one that was there.
   *
   * @param tasks the tasks that it knows; once all trouble is over it knows them all
   */
  void boot(int place, NavigableSet<String> tasks) {
    NavigableSet<String> known = weather.isClear() ? new TreeSet<>(TASKS) : tasks;
    Host host = new Host("n" + place + "." + ++hosts);
    boolean drifts = weather.has(Fault.CLOCK_DRIFT);
    int pace = drifts ? world.chance.between(-50_000, 50_000) : 0;
    long wall = drifts ? world.chance.between(-86_400_000L, 86_400_000L) : 0;
    SimulatedNode node =
        new SimulatedNode(this, host, new HostTime(world, host, pace, wall), known);
    if (place == nodes.size()) {
      nodes.add(node);
    } else {
      nodes.set(place, node);
    }
    node.start();
  }

  /**
   * Shuts a node down in order, or kills it if that takes too long, and starts another in its
   * place.
   */
  void replace(int place, NavigableSet<String> tasks) {
    SimulatedNode old = nodes.get(place);
    world.schedule(old.host(), 0, old::leave);
    if (world.chance.hits(500)) {
      world.schedule(old.host(), PATIENCE, old::leaveNow);
    }
    awaitEnd(place, old, tasks, world.now() + LONGEST_LEAVE);
  }

  /** Has a host die at once, and another start in its place soon. */
  void kill(Host host) {
    for (int place = 0; place < nodes.size(); place++) {
      SimulatedNode node = nodes.get(place);
      if (node.host() == host) {
        note(host.name, new Event.Trouble("is killed by its job"));
        node.crash();
        int at = place;
        world.schedule(
            null,
            world.chance.between(0, LONGEST_REBOOT),
            () -> {
              if (nodes.get(at) == node) {
                boot(at, node.tasks());
              }
            });
      }
    }
  }

  private void awaitEnd(int place, SimulatedNode old, NavigableSet<String> tasks, long deadline) {
    if (nodes.get(place) != old) {
      return;
    }
    if (old.hasLeft() || old.host().dead || world.now() >= deadline) {
      if (!old.hasLeft()) {
        note(old.host().name, new Event.Trouble("does not end, and is killed"));
      }
      old.crash();
      boot(place, tasks);
    } else {
      world.schedule(null, POLL, () -> awaitEnd(place, old, tasks, deadline));
    }
  }

  /** Has every place taken by a node that knows all tasks, now that all trouble is over. */
  void heal() {
    TreeSet<String> all = new TreeSet<>(TASKS);
    for (int place = 0; place < nodes.size(); place++) {
      if (nodes.get(place).host().dead) {
        boot(place, all);
      } else if (!nodes.get(place).tasks().equals(all)) {
        replace(place, all);
      }
    }
  }

  /** Writes into the ledger. */
  void note(String who, Event event) {
    ledger.add(world.now(), clock.shift(), who, event);
  }

  void countCall(String name) {
    calls.computeIfAbsent(name, first -> new long[1])[0]++;
  }

  /** How often each operation of the store was called. */
  Map<String, Long> calls() {
    Map<String, Long> counts = new TreeMap<>();
    calls.forEach((name, count) -> counts.put(name, count[0]));
    return counts;
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  int members() {
    return members;
  }

  Work.Style style() {
    return style;
  }

  World world() {
    return world;
  }

  StoreClock clock() {
    return clock;
  }

  JobStore store() {
    return store;
  }

  StoreTraits traits() {
    return traits;
  }

  Weather weather() {
    return weather;
  }
}
