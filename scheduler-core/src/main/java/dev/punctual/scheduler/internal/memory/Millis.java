package dev.punctual.scheduler.internal.memory;

import java.time.Duration;
import java.time.Instant;

/** Times in milliseconds that stay at the end of the range instead of leaving it. */
final class Millis {

  private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE - 1);
  private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);

  private Millis() {}

  static long of(Instant time) {
    if (time.compareTo(LATEST) >= 0) {
      return Long.MAX_VALUE - 1;
    }
    return time.compareTo(EARLIEST) <= 0 ? Long.MIN_VALUE : time.toEpochMilli();
  }

  static long of(Duration duration) {
    return duration.compareTo(Duration.ofMillis(Long.MAX_VALUE)) >= 0
        ? Long.MAX_VALUE
        : duration.toMillis();
  }

  static long plus(long time, Duration duration) {
    long millis = of(duration);
    return time > Long.MAX_VALUE - 1 - millis ? Long.MAX_VALUE - 1 : time + millis;
  }
}
