package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.internal.time.TimeSource.Loop;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A loop whose rounds are steps of its host. */
final class HostLoop implements Loop {

  private static final long NEVER = Long.MAX_VALUE / 4;

  private final World world;
  private final Host host;
  private final HostTime time;
  private final String name;
  private final LoopBody body;
  private final Runnable round = this::round;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private @Nullable Step next;
  private long stalledUntil;
  private boolean running;
  private boolean woken;
  private boolean stopped;

  HostLoop(World world, Host host, HostTime time, String name, LoopBody body) {
    this.world = world;
    this.host = host;
    this.time = time;
    this.name = name;
    this.body = body;
  }

  /** Keeps this loop alone from going on before {@code until}. */
  void stall(long until) {
    stalledUntil = until;
  }

  private void round() {
    next = null;
    if (stalledUntil > world.now()) {
      after(stalledUntil - world.now());
      return;
    }
    if (stopped) {
      ended.complete(null);
      return;
    }
    running = true;
    woken = false;
    world.current(this);
    long wait;
    try {
      wait = body.round();
    } finally {
      running = false;
    }
    if (stopped) {
      ended.complete(null);
    } else if (woken || wait <= 0) {
      after(0);
    } else if (wait < NEVER) {
      after(time.worldNanos(wait));
    }
  }

  private void after(long nanos) {
    next = world.schedule(host, nanos, round);
  }

  @Override
  public void wake() {
    if (running) {
      woken = true;
      return;
    }
    Step waiting = next;
    if (ended.isDone() || (waiting != null && waiting.at <= world.now())) {
      return;
    }
    if (waiting != null) {
      waiting.dropped = true;
    }
    after(0);
  }

  @Override
  public void stop() {
    stopped = true;
    wake();
  }

  @Override
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public boolean isCurrent() {
    return world.current() == this;
  }

  @Override
  public String toString() {
    return name;
  }
}
