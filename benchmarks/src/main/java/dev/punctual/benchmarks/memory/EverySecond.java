package dev.punctual.benchmarks.memory;

import java.util.function.LongConsumer;

/** Counts the seconds for a scheduler that does not tell a job which run of it this is. */
final class EverySecond implements Runnable {

  private final LongConsumer job;
  private long next;

  EverySecond(long first, LongConsumer job) {
    this.next = first;
    this.job = job;
  }

  /** When it runs next. */
  long next() {
    return next;
  }

  @Override
  public void run() {
    long due = next;
    next = due + 1_000;
    job.accept(due);
  }
}
