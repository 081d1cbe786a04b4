package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.trigger.ManualTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The first fire of a trigger that begins now. */
public final class FirstFire {

  private FirstFire() {}

  /**
   * The first fire of {@code trigger} from {@code now} on; null for a {@link ManualTrigger}.
   *
   * @throws IllegalArgumentException if there is none though the trigger should fire, or it is none
   *     that can be kept
   */
  public static @Nullable Instant of(Trigger trigger, Instant now) {
    Instant first = trigger.next(null, Instant.ofEpochMilli(now.toEpochMilli()));
    if (first == null && !(trigger instanceof ManualTrigger)) {
      throw new IllegalArgumentException(
          "trigger '"
              + TriggerText.of(trigger)
              + "' never fires after "
              + now
              + "; check its bounds, or say ManualTrigger if that is wanted");
    }
    return first == null ? null : FireTimes.require(trigger, first);
  }
}
