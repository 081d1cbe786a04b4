package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.trigger.Trigger;

/** Triggers as people are shown them. Some are the user's own code, and may fail to tell. */
public final class TriggerText {

  private TriggerText() {}

  /** The text of {@code trigger}; its class and what it threw if it has none. */
  public static String of(Trigger trigger) {
    try {
      return trigger.text();
    } catch (RuntimeException | LinkageError | StackOverflowError broken) {
      return "(" + trigger.getClass().getName() + ": text() threw " + nameOf(broken) + ")";
    }
  }

  private static String nameOf(Throwable broken) {
    try {
      return broken.toString();
    } catch (RuntimeException | StackOverflowError hopeless) {
      return broken.getClass().getName();
    }
  }
}
