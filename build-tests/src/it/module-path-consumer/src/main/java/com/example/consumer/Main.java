package com.example.consumer;

import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;

/** Uses the scheduler from the module path. */
public final class Main {

  private Main() {}

  /** Fails unless the scheduler came from its jar as a named module. */
  public static void main(String[] args) {
    check(
        Trigger.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath()
            .endsWith(".jar"));
    check(Trigger.class.getModule().isNamed());
    Trigger once =
        new Trigger() {
          @Override
          public Instant next(Instant previous, Instant now) {
            return previous == null ? now : null;
          }

          @Override
          public String text() {
            return "once";
          }
        };
    check(once.describe().equals("once"));
    check(once.span(Instant.EPOCH, Instant.EPOCH).complete());
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("see the stack trace for the line that does not hold");
    }
  }
}
