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

  private static final Duration SLACK = Duration.ofSeconds(30);

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
    Duration elapsed = Duration.ofNanos(nanos - lastNanos);
    lastStore = storeNow;
    lastNanos = nanos;
    if (before == null) {
      return Duration.ZERO;
    }
    Duration advanced = Duration.between(before, storeNow);
    if (advanced.compareTo(elapsed.plus(elapsed).plus(SLACK)) <= 0) {
      return Duration.ZERO;
    }
    calmAgain = nanos + lease.toNanos();
    return advanced.minus(elapsed);
  }

  /** Whether leases that look expired may be taken away. */
  boolean isCalm() {
    return time.nanoTime() - calmAgain >= 0;
  }
}
