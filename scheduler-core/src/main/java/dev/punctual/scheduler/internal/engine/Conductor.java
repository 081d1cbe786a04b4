package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Watches the other loops, and brings the engine to its end: when a shutdown has begun and the last
 * run has ended, or soon after it was forced.
 */
final class Conductor {

  private static final long LONGEST_WAIT = Duration.ofSeconds(5).toNanos();

  private static final long LEAVING_NANOS = Duration.ofMillis(100).toNanos();
  private static final long AFTER_INTERRUPT_NANOS = Duration.ofMillis(400).toNanos();
  private static final Duration WHEN_LATE = Duration.ofMillis(300);
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Engine engine;
  private final EngineParts parts;
  private final GuardedLoop loop;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile boolean interruptSet;
  private volatile long interruptAt; // written before interruptSet
  private volatile boolean forced;
  private long flushDeadline = Long.MIN_VALUE; // used by the loop alone
  private boolean interrupted; // used by the loop alone
  private long givenUpAt; // means nothing until interrupted

  Conductor(Engine engine, EngineParts parts) {
    this.engine = engine;
    this.parts = parts;
    this.loop =
        new GuardedLoop("punctual-conductor", parts.time(), parts.events(), this::round, () -> {});
  }

  void start() {
    loop.start();
  }

  /** The last lease in some store is gone. */
  void wake() {
    if (stopping || engine.isLeaving()) {
      loop.wake();
    }
  }

  void beginShutdown() {
    stopping = true;
    loop.wake();
  }

  /** Ends the engine soon even though runs are left, which were interrupted. */
  void force() {
    forced = true;
    loop.wake();
  }

  /** Has a shutdown that is under way interrupt what still runs after {@code longest}, and end. */
  void interruptAfter(Duration longest) {
    long nanos = longest.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : longest.toNanos();
    long wanted = parts.time().nanoTime() + nanos;
    if (!interruptSet || wanted - interruptAt < 0) {
      interruptAt = wanted;
      interruptSet = true;
    }
    loop.wake();
  }

  GuardedLoop loop() {
    return loop;
  }

  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Waits for the end; an interrupt of the caller ends the wait and is kept. */
  boolean awaitEnd(Duration longest) {
    try {
      return parts.time().await(ended, longest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ended.isDone();
    }
  }

  private long round() {
    boolean leaving = engine.closeLeaving();
    if (!stopping) {
      engine.watch(parts.settings().stallLimit());
      return leaving ? LEAVING_NANOS : parts.settings().stallLimit().toNanos() / 3;
    }
    long left = interruptSet ? interruptAt - parts.time().nanoTime() : Long.MAX_VALUE;
    boolean late = forced || left <= 0;
    long wait = late ? nanosUntilGivenUp() : nanosUntilEnd();
    if (wait <= 0) {
      wait = nanosUntilStill(late);
    }
    if (wait > 0) {
      return left > 0 ? Math.min(wait, left) : wait;
    }
    try {
      engine.terminate();
    } finally {
      loop.stop();
      ended.complete(null);
    }
    return LoopBody.UNTIL_WOKEN;
  }

  /** Nothing is to be in a call to a store that is closed, unless it hangs there. */
  private long nanosUntilStill(boolean late) {
    Duration patience = late ? WHEN_LATE : parts.settings().flushGrace();
    return engine.lanes().mapToLong(lane -> lane.windDown(patience)).max().orElse(0);
  }

  /** Runs are interrupted once; how those end that do so soon is told to their stores. */
  private long nanosUntilGivenUp() {
    if (engine.lanes().allMatch(Lane::isSettled)) {
      return 0;
    }
    long now = parts.time().nanoTime();
    if (!interrupted) {
      interrupted = true;
      givenUpAt = now + AFTER_INTERRUPT_NANOS;
      if (!forced) {
        engine.interruptRuns();
      }
    }
    return Math.max(0, givenUpAt - now);
  }

  /** Runs are waited for; what the store does not take is given up after a while. */
  private long nanosUntilEnd() {
    if (engine.lanes().allMatch(Lane::isSettled)) {
      return 0;
    }
    if (engine.runs().anyMatch(Run::isRunning)) {
      return LONGEST_WAIT;
    }
    long now = parts.time().nanoTime();
    if (flushDeadline == Long.MIN_VALUE) {
      flushDeadline = now + parts.settings().flushGrace().toNanos();
    }
    return Math.max(0, flushDeadline - now);
  }
}
