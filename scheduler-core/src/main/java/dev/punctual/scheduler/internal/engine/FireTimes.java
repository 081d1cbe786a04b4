package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;

/** What the answers of a trigger must be, so that one which is wrong harms its own job alone. */
final class FireTimes {

  private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private FireTimes() {}

  /**
   * Returns {@code fire} if stores and ids can keep it.
   *
   * @throws IllegalArgumentException naming the trigger, the instant and the rule
   */
  static Instant require(Trigger trigger, Instant fire) {
    long second = fire.getEpochSecond();
    if (second < FIRST_SECOND || second > LAST_SECOND) {
      throw wrong(trigger, fire, "lies outside the years 1 to 9999");
    }
    if (fire.getNano() % 1_000_000 != 0) {
      throw wrong(trigger, fire, "is not a whole millisecond");
    }
    return fire;
  }

  /**
   * Returns {@code fire} if it may follow {@code previous}.
   *
   * @throws IllegalArgumentException naming the trigger, the instants and the rule
   */
  static Instant requireAfter(Trigger trigger, Instant previous, Instant fire) {
    if (!fire.isAfter(previous)) {
      throw new IllegalArgumentException(
          "trigger '"
              + TriggerText.of(trigger)
              + "' does not advance: after "
              + previous
              + " it answers "
              + fire);
    }
    return require(trigger, fire);
  }

  private static IllegalArgumentException wrong(Trigger trigger, Instant fire, String rule) {
    return new IllegalArgumentException(
        "trigger '" + TriggerText.of(trigger) + "' answers " + fire + ", which " + rule);
  }
}
