package dev.punctual.scheduler.internal.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * The delay added to a fire: the same on every node for the same fire, spread evenly over the fires
 * of a job and over jobs.
 */
public final class Jitter {

  private Jitter() {}

  /**
   * {@code fireTime} plus zero up to {@code most}, in whole milliseconds.
   *
   * @throws IllegalArgumentException if {@code most} is negative
   */
  public static Instant due(long generation, Instant fireTime, Duration most) {
    if (most.isZero()) {
      return fireTime;
    }
    if (most.isNegative()) {
      throw new IllegalArgumentException(
          "jitter " + most + " is negative; a job cannot run before its time");
    }
    long mixed = mix(generation ^ mix(fireTime.toEpochMilli()));
    return fireTime.plusMillis(Long.remainderUnsigned(mixed, most.toMillis() + 1));
  }

  /** The finalizer of SplitMix64: every bit of the answer depends on every bit of the argument. */
  private static long mix(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
