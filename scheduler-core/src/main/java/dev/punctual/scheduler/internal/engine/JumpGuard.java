package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Notices when a store's clock leaps ahead of elapsed time, as after a failover or a suspended
 * machine. The leases of others then look expired and are not, so they are left alone until their
 * owners have had the length of a lease to renew them. Used by one thread.
 */
final class JumpGuard {

  private static final long SLACK_MILLIS = 30_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final TimeSource time;
  private final Duration lease;
  private @Nullable Instant lastStore;
  private long lastNanos;
  private long calmAgain;

  JumpGuard(TimeSource time, Duration lease) {
    this.time = time;
    this.lease = lease;
    this.calmAgain = time.nanoTime();
  }

  /** Takes a reading of the store's clock; answers how far it leapt, zero if it did not. */
  Duration observe(Instant storeNow) {
    long nanos = time.nanoTime();
    Instant before = lastStore;
    long elapsed = nanos - lastNanos;
    lastStore = storeNow;
    lastNanos = nanos;
    if (before == null) {
      return Duration.ZERO;
    }
    long advancedMillis = storeNow.toEpochMilli() - before.toEpochMilli();
    if (advancedMillis - SLACK_MILLIS <= 2 * elapsed / NANOS_PER_MILLI) {
      return Duration.ZERO;
    }
    calmAgain = nanos + lease.toNanos();
    return Duration.ofMillis(advancedMillis).minusNanos(elapsed);
  }

  /** Whether leases that look expired may be taken away. */
  boolean isCalm() {
    return time.nanoTime() - calmAgain >= 0;
  }
}
