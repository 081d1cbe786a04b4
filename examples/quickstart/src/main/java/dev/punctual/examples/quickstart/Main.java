package dev.punctual.examples.quickstart;

import dev.punctual.scheduler.BlockingScheduler;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;

/** Prints a line every three seconds until it is stopped. */
public final class Main {

  private Main() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    BlockingScheduler scheduler = BlockingScheduler.create();
    scheduler.addJob(
        () -> System.out.println(Instant.now() + " ran"),
        IntervalTrigger.every(Duration.ofSeconds(3)));
    scheduler.start();
  }
}
