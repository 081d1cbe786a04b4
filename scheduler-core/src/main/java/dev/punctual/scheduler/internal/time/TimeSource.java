package dev.punctual.scheduler.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * Wall time, elapsed time, threads and randomness: everything that a test must drive. The engine
 * takes them from here and from nowhere else.
 */
public interface TimeSource extends InstantSource {

  /** Wall time; it may jump. */
  @Override
  Instant instant();

  /** Elapsed nanoseconds; never goes back; only differences mean anything. */
  long nanoTime();

  /** Runs {@code body} round after round until the loop is stopped, starting now. */
  Loop startLoop(String name, LoopBody body);

  /** Makes daemon threads whose names begin with {@code prefix}. */
  ThreadFactory threads(String prefix);

  /**
   * Waits until {@code event} is complete, however it ended.
   *
   * @return whether it was complete before {@code timeout} had passed
   * @throws InterruptedException if the caller is interrupted
   */
  boolean await(CompletableFuture<?> event, Duration timeout) throws InterruptedException;

  /**
   * Whether time goes by while nobody calls anything, so that threads may be left to do their work;
   * false where a test moves it.
   */
  boolean goesByItself();

  /** Randomness for names and jitter; seeded in tests. Safe for any thread. */
  RandomGenerator random();

  /** The zone of the machine; UTC in tests. */
  ZoneId zone();

  /** One step of a loop. */
  @FunctionalInterface
  interface LoopBody {
    /** What a round answers that only a wake-up should end the wait. */
    long UNTIL_WOKEN = Long.MAX_VALUE;

    /**
     * Does one round. Must not throw.
     *
     * @return nanoseconds until the next round; 0 or less for at once
     */
    long round();
  }

  /** A running loop. */
  interface Loop {
    /** Has the next round begin at once; safe for any thread and never lost. */
    void wake();

    /** Ends the loop after the current round; returns at once. */
    void stop();

    /** Complete when the loop will run no more rounds. */
    CompletableFuture<Void> ended();

    /** Whether the calling thread is this loop's own. */
    boolean isCurrent();
  }
}
