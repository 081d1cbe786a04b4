package dev.punctual.scheduler.trigger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored trigger text that this node cannot read: it keeps the text, so that nothing is lost, and
 * never fires.
 *
 * @param problem why it cannot be read
 */
record UnreadableTrigger(String text, String problem) implements Trigger {

  @Override
  public @Nullable Instant next(@Nullable Instant previous, Instant now) {
    return null;
  }

  @Override
  public String describe() {
    return "a trigger that cannot be read here";
  }
}
