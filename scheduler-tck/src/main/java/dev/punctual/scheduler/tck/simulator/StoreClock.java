package dev.punctual.scheduler.tck.simulator;

import java.time.Instant;
import java.time.InstantSource;

/** The clock of the store; it can be set. */
final class StoreClock implements InstantSource {

  private final World world;
  private final long startMillis;
  private long shift;
  private Instant instant = Instant.EPOCH;

  StoreClock(World world) {
    this.world = world;
    this.startMillis = world.start.toEpochMilli();
  }

  /** Sets it forward or back. */
  void step(long millis) {
    shift += millis;
  }

  /** How far it was set altogether, in milliseconds. */
  long shift() {
    return shift;
  }

  @Override
  public long millis() {
    return startMillis + world.now() / 1_000_000 + shift;
  }

  @Override
  public Instant instant() {
    long millis = millis();
    if (instant.toEpochMilli() != millis) {
      instant = Instant.ofEpochMilli(millis);
    }
    return instant;
  }
}
