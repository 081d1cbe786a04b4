package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.internal.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/** The clocks and loops of one host: they may be wrong, run at another pace, and stand still. */
final class HostTime implements TimeSource {

  private static final long MILLION = 1_000_000;
  private static final Duration LONGEST = Duration.ofDays(365);

  private final World world;
  private final Host host;
  private final RandomGenerator random;
  private final List<HostLoop> loops = new ArrayList<>();
  private final long startMillis;
  private final long pace;
  private final boolean suspendable;
  private long nanoShift;
  private long readAt; // of the world
  private long read;
  private long wallShift;
  private Instant instant = Instant.EPOCH;

  /**
   * Clocks that begin to differ from now on.
   *
   * @param partsPerMillion how much faster than the world they run; negative for slower
   * @param wallShift how far the wall clock is ahead, in milliseconds
   */
  HostTime(World world, Host host, int partsPerMillion, long wallShift) {
    this.world = world;
    this.host = host;
    this.random = world.chance.split().generator();
    this.startMillis = world.start.toEpochMilli();
    this.pace = MILLION + partsPerMillion;
    this.wallShift = wallShift;
    this.suspendable = world.chance.hits(500);
    this.nanoShift = world.now() - paced(world.now());
  }

  /** Sets the wall clock forward or back, which ends every sleep. */
  void stepWall(long millis) {
    wallShift += millis;
    loops.forEach(HostLoop::wake);
  }

  /** Has elapsed time miss the next {@code nanos} of the world, as when a machine is suspended. */
  void forget(long nanos) {
    nanoShift -= paced(world.now() + nanos) - paced(world.now());
  }

  /**
   * Whether elapsed time of this host may miss something; then its wall clock is never set, since a
   * machine that does both within one lease can be believed in nothing.
   */
  boolean isSuspendable() {
    return suspendable;
  }

  List<HostLoop> loops() {
    return loops;
  }

  /** How long the world takes for {@code nanos} of this host. */
  long worldNanos(long nanos) {
    return pace == MILLION ? nanos : nanos / pace * MILLION + nanos % pace * MILLION / pace + 1;
  }

  @Override
  public Instant instant() {
    long millis = millis();
    if (instant.toEpochMilli() != millis) {
      instant = Instant.ofEpochMilli(millis);
    }
    return instant;
  }

  @Override
  public long millis() {
    return startMillis + pacedNow() / MILLION + wallShift;
  }

  @Override
  public long nanoTime() {
    return pacedNow() + nanoShift;
  }

  @Override
  public Loop startLoop(String name, LoopBody body) {
    HostLoop loop = new HostLoop(world, host, this, name, body);
    loops.add(loop);
    loop.wake();
    return loop;
  }

  @Override
  public ThreadFactory threads(String prefix) {
    return body -> {
      throw new IllegalStateException("the simulator has one thread; " + prefix + " wants another");
    };
  }

  @Override
  public boolean await(CompletableFuture<?> event, Duration timeout) {
    Duration longest = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
    long end = world.now() + worldNanos(longest.toNanos());
    while (!event.isDone() && world.now() < end) {
      world.runUntil(Math.min(end, world.now() + MILLION));
    }
    return event.isDone();
  }

  @Override
  public boolean goesByItself() {
    return false;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public ZoneId zone() {
    return ZoneOffset.UTC;
  }

  private long pacedNow() {
    long now = world.now();
    if (now != readAt) {
      readAt = now;
      read = paced(now);
    }
    return read;
  }

  private long paced(long nanos) {
    return pace == MILLION ? nanos : nanos / MILLION * pace + nanos % MILLION * pace / MILLION;
  }
}
