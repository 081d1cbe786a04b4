package dev.punctual.examples.quickstart;

import dev.punctual.scheduler.trigger.Triggers;

/** Placeholder that proves the packaging. */
public final class Main {

  private Main() {}

  /** Prints where the scheduler was loaded from. */
  public static void main(String[] args) {
    System.out.println("loaded " + Triggers.class.getName());
  }
}
