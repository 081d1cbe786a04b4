package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.RateLimit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tokens of one rate limit, as the elapsed time at which the bucket will be full again. More
 * may be taken than there are; that delays the next ones. Safe for any thread.
 */
final class TokenBucket {

  private final int capacity;
  private final long nanosPerToken;
  private final AtomicLong fullAt;

  /** A full bucket. */
  TokenBucket(RateLimit limit, long now) {
    this.capacity = limit.runs();
    this.nanosPerToken = (limit.period().toNanos() + limit.runs() - 1) / limit.runs();
    this.fullAt = new AtomicLong(now);
  }

  /** How many tokens there are at elapsed time {@code now}, 0 or more. */
  int tokens(long now) {
    long missing = Math.max(0, fullAt.get() - now);
    long taken = (missing + nanosPerToken - 1) / nanosPerToken;
    return (int) Math.max(0, capacity - taken);
  }

  /** Takes tokens out. */
  void take(int count, long now) {
    fullAt.updateAndGet(at -> Math.max(0, at - now) + now + count * nanosPerToken);
  }

  /** How long until there is a token; 0 if there is one. */
  long nanosUntilToken(long now) {
    return Math.max(0, fullAt.get() - now - (capacity - 1) * nanosPerToken);
  }
}
