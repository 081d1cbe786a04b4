package dev.punctual.scheduler.trigger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of consecutive fires of one trigger.
 *
 * @param count how many fires lie between {@code first} and {@code last}, both included; at least 1
 * @param complete whether {@code last} is the latest fire in the range that was asked for; false
 *     when the search stopped at its bound
 */
public record FireSpan(Instant first, Instant last, long count, boolean complete) {

  /** How many fires {@link Trigger#span} walks before it gives an incomplete answer. */
  public static final int WALK_LIMIT = 100_000;

  static FireSpan walk(Trigger trigger, Instant first, Instant upTo) {
    Instant last = first;
    long count = 1;
    @Nullable Instant next = trigger.next(first, upTo);
    while (next != null && !next.isAfter(upTo)) {
      if (count == WALK_LIMIT || !next.isAfter(last)) {
        return new FireSpan(first, last, count, false);
      }
      last = next;
      count++;
      next = trigger.next(last, upTo);
    }
    return new FireSpan(first, last, count, true);
  }
}
