package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.MemoryJobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster in one thread: real schedulers on one store, in virtual time, with everything
 * that happens decided by a seed. After {@linkplain Builder#duration the time given} all trouble
 * ends, the cluster gets another half hour to catch up, and the record is judged.
 *
 * <pre>{@code
 * ClusterSimulation.builder().nodes(3).jobs(50).seed(7).duration(Duration.ofDays(1)).run()
 *     .requireClean();
 * }</pre>
 */
public final class ClusterSimulation {

  private static final Duration CATCH_UP = Duration.ofMinutes(30);

  /** Before clock changes in Europe and Australia, a leap day, a new year, and an ordinary day. */
  private static final List<Instant> STARTS =
      List.of(
          Instant.parse("2026-03-02T08:00:00Z"),
          Instant.parse("2026-03-28T12:00:00Z"),
          Instant.parse("2026-10-24T12:00:00Z"),
          Instant.parse("2026-10-03T06:00:00Z"),
          Instant.parse("2028-02-28T18:00:00Z"),
          Instant.parse("2026-12-31T12:00:00Z"));

  private final Builder setup;
  private final Cluster cluster;
  private final World world;
  private final Weather weather;
  private final Ledger ledger;

  private ClusterSimulation(Builder setup) {
    this.setup = setup;
    Chance chance = new Chance(setup.seed);
    Instant start = chance.oneOf(STARTS);
    this.world = new World(chance, start);
    this.weather = new Weather(someOf(setup.faults.kinds(), chance), chance.between(1, 20));
    this.ledger = new Ledger(start);
    int members = setup.alone ? 0 : members(setup.seed);
    this.cluster = new Cluster(world, setup.store, weather, ledger, setup.style, members);
  }

  /**
   * How many nodes share the store, as far as its members are told: most clusters are larger than
   * the part of them that is simulated, and look at the store less often for that.
   */
  private static int members(long seed) {
    Chance chance = new Chance(~seed);
    return chance.hits(800) ? chance.between(60, 80) : 0;
  }

  /** Begins to describe a simulation. */
  public static Builder builder() {
    return new Builder();
  }

  private static Set<Fault> someOf(Set<Fault> kinds, Chance chance) {
    Set<Fault> some = EnumSet.noneOf(Fault.class);
    for (Fault each : Fault.values()) {
      if (chance.hits(600) && kinds.contains(each)) {
        some.add(each);
      }
    }
    return some;
  }

  private SimulationReport run() {
    for (int place = 0; place < setup.nodes; place++) {
      cluster.boot(place, new TreeSet<>(Cluster.TASKS));
    }
    Users users = new Users(cluster, setup.jobs, setup.pause);
    Script script = setup.script;
    if (script != null) {
      script.begin(cluster);
    } else if (setup.jobs > 0) {
      users.begin();
    }
    new Troubles(cluster).begin();
    world.runUntil(setup.duration.toNanos());
    users.end();
    weather.clear();
    cluster.heal();
    cluster.note("world", new Event.Healed());
    world.runUntil(world.now() + CATCH_UP.toNanos());
    cluster.note("world", new Event.Trouble("ends"));
    StoreDump dump = StoreDump.of(cluster.store());
    cluster.store().close();
    return new SimulationReport(
        setup.seed,
        Duration.ofNanos(world.now()),
        world.count(),
        cluster.calls(),
        ledger,
        dump,
        Checker.check(ledger, dump, cluster.traits().lookAhead()));
  }

  /** What is done to a cluster in the beginning. */
  @FunctionalInterface
  interface Script {
    void begin(Cluster cluster);
  }

  /** Describes a simulation. Not for use by several threads. */
  public static final class Builder {

    private static final Duration LONGEST = Duration.ofDays(5);

    private int nodes = 3;
    private int jobs = 50;
    private long seed;
    private Faults faults = Faults.ALL;
    private Duration duration = Duration.ofDays(1);
    private Duration pause = Duration.ofMinutes(5);
    private StoreFactory store = MemoryJobStore::create;

    private Work.Style style = new AnyWork();
    private @Nullable Script script;
    private boolean alone;

    private Builder() {}

    /** What user code does; anything unless said otherwise. */
    Builder work(Work.Style decided) {
      style = decided;
      return this;
    }

    /** Shows the nodes that there are, and no more, whatever the seed says. */
    Builder alone() {
      alone = true;
      return this;
    }

    /** Has jobs added by a script instead of users. */
    Builder script(Script given) {
      script = given;
      return this;
    }

    /** How many nodes share the store, 1 to 10,000; 3 unless said otherwise. */
    public Builder nodes(int count) {
      nodes = requireRange("nodes", count, 1, 10_000);
      return this;
    }

    /** How many jobs the users work with, 0 to 10,000; 50 unless said otherwise. */
    public Builder jobs(int count) {
      jobs = requireRange("jobs", count, 0, 10_000);
      return this;
    }

    /** What decides everything; 0 unless said otherwise. */
    public Builder seed(long number) {
      seed = number;
      return this;
    }

    /** What may go wrong; {@link Faults#ALL} unless said otherwise. */
    public Builder faults(Faults some) {
      faults = Objects.requireNonNull(some, "some");
      return this;
    }

    /** How long trouble lasts, above zero, at most 5 days; 1 day unless said otherwise. */
    public Builder duration(Duration virtual) {
      if (virtual.isNegative() || virtual.isZero() || virtual.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "duration " + virtual + " must be above zero and at most " + LONGEST);
      }
      duration = virtual;
      return this;
    }

    /**
     * How long users rest between two operations, on average, above zero; 5 minutes unless said
     * otherwise.
     */
    public Builder usersPause(Duration virtual) {
      if (virtual.isNegative() || virtual.isZero()) {
        throw new IllegalArgumentException("usersPause " + virtual + " must be above zero");
      }
      pause = virtual;
      return this;
    }

    /** What opens the store; a store in memory unless said otherwise. */
    public Builder store(StoreFactory factory) {
      store = Objects.requireNonNull(factory, "factory");
      return this;
    }

    /** Simulates; takes some tenths of a second for a day of three nodes and fifty jobs. */
    public SimulationReport run() {
      return new ClusterSimulation(this).run();
    }

    private static int requireRange(String name, int value, int low, int high) {
      if (value < low || value > high) {
        throw new IllegalArgumentException(
            name + " " + value + " is out of range; use " + low + " to " + high);
      }
      return value;
    }
  }
}
