package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;

/** A trigger that a store keeps and compares by its text, but must never ask. */
record NamedTrigger(String text) implements Trigger {

  @Override
  public Instant next(Instant previous, Instant now) {
    throw new AssertionError("a store asked a trigger for its next fire");
  }
}
