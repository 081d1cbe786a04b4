package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;

/** The first fire of a trigger that begins now. */
public final class FirstFire {

  private FirstFire() {}

  /**
   * The first fire of {@code trigger} from {@code now} on.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Instant of(Trigger trigger, Instant now) {
    Instant first = trigger.next(null, Instant.ofEpochMilli(now.toEpochMilli()));
    if (first == null) {
      throw new IllegalArgumentException(
          "trigger '" + trigger.text() + "' never fires after " + now + "; check its bounds");
    }
    return first;
  }
}
