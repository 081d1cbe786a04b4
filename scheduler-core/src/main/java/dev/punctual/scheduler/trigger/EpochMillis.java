package dev.punctual.scheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Instants as whole milliseconds, within the years that triggers compute with. */
final class EpochMillis {

  /** 0001-01-01T00:00:00Z. */
  static final long MIN = -62_135_596_800_000L;

  /** 9999-12-31T23:59:59.999Z. */
  static final long MAX = 253_402_300_799_999L;

  private EpochMillis() {}

  /** The first whole millisecond at or after {@code instant}; the nearest bound when outside. */
  static long ceil(Instant instant) {
    long second = instant.getEpochSecond();
    if (second < MIN / 1000) {
      return MIN;
    }
    if (second > MAX / 1000) {
      return MAX;
    }
    return second * 1000 + (instant.getNano() + 999_999) / 1_000_000;
  }

  /** The last whole millisecond at or before {@code instant}; the nearest bound when outside. */
  static long floor(Instant instant) {
    long second = instant.getEpochSecond();
    if (second < MIN / 1000) {
      return MIN;
    }
    if (second > MAX / 1000) {
      return MAX;
    }
    return second * 1000 + instant.getNano() / 1_000_000;
  }

  /** The first whole second at or after {@code instant}. */
  static long ceilSecond(Instant instant) {
    return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
  }

  /** {@code instant} rounded up to a millisecond; refused outside the years 1 to 9999. */
  static Instant whole(String what, Instant instant) {
    long second = instant.getEpochSecond();
    if (second < MIN / 1000 || second > MAX / 1000) {
      throw new IllegalArgumentException(
          what + " " + instant + " lies outside the years 1 to 9999; choose a nearer instant");
    }
    return instant.getNano() % 1_000_000 == 0 ? instant : Instant.ofEpochMilli(ceil(instant));
  }

  /** Refuses an end before the start. */
  static void ordered(@Nullable Instant start, @Nullable Instant end) {
    if (start != null && end != null && end.isBefore(start)) {
      throw new IllegalArgumentException(
          "end " + end + " is before start " + start + "; swap them or leave one out");
    }
  }

  /** {@code jitter} if it is usable as one: not negative, whole milliseconds, at most 365 days. */
  static Duration jitter(Duration jitter) {
    if (jitter.isNegative() || jitter.toNanosPart() % 1_000_000 != 0 || jitter.toDays() > 365) {
      throw new IllegalArgumentException(
          "jitter "
              + jitter
              + " must be whole milliseconds from zero to 365 days; a job cannot run before its"
              + " time");
    }
    return jitter;
  }
}
