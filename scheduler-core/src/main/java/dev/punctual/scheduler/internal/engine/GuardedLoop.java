package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.SchedulerHealth.LoopHealth;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.internal.config.Secrets;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.internal.time.TimeSource.Loop;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop that no Throwable ends: a failed round is logged, announced and repeated after a pause
 * that grows with each failure in a row. It remembers how its rounds went.
 */
final class GuardedLoop implements LoopBody {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedLoop.class);

  private static final long IDLE = Long.MIN_VALUE;

  /** What one round does. */
  @FunctionalInterface
  interface Round {
    /** Works, and answers how many nanoseconds to wait for the next round. */
    long run();
  }

  private final String name;
  private final TimeSource time;
  private final EventBus events;
  private final Round body;
  private final Runnable onRecovery;
  private volatile @Nullable Loop loop;
  private volatile boolean stopped;
  private volatile boolean missed; // woken before the loop was known

  // Written by the loop's own thread, read by any; what every round writes is published in order
  // and without a fence.
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong lastRoundMillis = new AtomicLong(); // no meaning before the first round
  private final AtomicLong lastNanos = new AtomicLong();
  private final AtomicLong busySinceMillis = new AtomicLong(IDLE);
  private final AtomicLong busySinceNanos = new AtomicLong();
  private volatile int failures;
  private volatile @Nullable String lastError;
  private volatile boolean stalled;
  private volatile long notBefore; // means nothing unless the latest round failed

  /**
   * A loop that has not begun.
   *
   * @param onRecovery called by the loop when a round succeeds after one that failed
   */
  GuardedLoop(String name, TimeSource time, EventBus events, Round body, Runnable onRecovery) {
    this.name = name;
    this.time = time;
    this.events = events;
    this.body = body;
    this.onRecovery = onRecovery;
  }

  void start() {
    if (stopped) {
      return;
    }
    Loop running = time.startLoop(name, this);
    loop = running;
    if (stopped) {
      running.stop();
    }
    if (missed) {
      running.wake();
    }
  }

  /** Has the next round begin at once, unless the loop pauses after a failure. */
  void wake() {
    if (loop == null) {
      missed = true; // its first round may be under way by now
    }
    Loop running = loop;
    if (running != null) {
      running.wake();
    }
  }

  /** Has the next round begin at once, even after a failure: what it failed for is there again. */
  void resume() {
    notBefore = time.nanoTime();
    wake();
  }

  /** As {@link #resume} if the latest round failed; else nothing. */
  void retry() {
    if (failures > 0) {
      resume();
    }
  }

  /** Begins no more rounds. */
  void stop() {
    stopped = true;
    Loop running = loop;
    if (running != null) {
      running.stop();
    }
  }

  /** Completes when the last round has ended; has done so before the first one begins. */
  CompletableFuture<Void> ended() {
    Loop running = loop;
    return running == null ? CompletableFuture.completedFuture(null) : running.ended();
  }

  boolean isCurrent() {
    Loop running = loop;
    return running != null && running.isCurrent();
  }

  @Override
  public long round() {
    long begin = time.nanoTime();
    if (failures > 0 && begin - notBefore < 0) {
      return notBefore - begin;
    }
    busySinceNanos.lazySet(begin);
    busySinceMillis.lazySet(time.millis());
    try {
      long wait = body.run();
      if (failures != 0) {
        failures = 0;
        onRecovery.run();
      }
      return wait;
    } catch (Throwable broken) {
      return pauseAfter(broken);
    } finally {
      lastNanos.lazySet(time.nanoTime() - begin);
      lastRoundMillis.lazySet(time.millis());
      rounds.lazySet(rounds.get() + 1);
      busySinceMillis.lazySet(IDLE);
      if (stalled) {
        stalled = false;
      }
    }
  }

  private long pauseAfter(Throwable broken) {
    int inARow = failures + 1;
    long pause = Backoff.LOOPS.nanos(inARow, time.random());
    failures = inARow;
    notBefore = time.nanoTime() + pause;
    lastError = broken.toString();
    Duration wait = Duration.ofNanos(pause);
    LOG.warn("{}: round failed ({} in a row), next in {}", name, inARow, wait, broken);
    events.publish(new TroubleEvent.LoopFailed(time.instant(), name, broken, inARow, wait));
    return pause;
  }

  /** Announces once that the current round takes longer than {@code limit}. */
  void watch(Duration limit) {
    long sinceMillis = busySinceMillis.get();
    if (sinceMillis != IDLE
        && !stalled
        && time.nanoTime() - busySinceNanos.get() > limit.toNanos()) {
      stalled = true;
      Instant since = Instant.ofEpochMilli(sinceMillis);
      LOG.warn("{}: the round that began at {} has not ended yet", name, since);
      events.publish(new TroubleEvent.LoopStalled(time.instant(), name, since));
    }
  }

  LoopHealth health() {
    long count = rounds.get();
    String error = lastError;
    return new LoopHealth(
        name,
        count,
        count == 0 ? null : Instant.ofEpochMilli(lastRoundMillis.get()),
        Duration.ofNanos(lastNanos.get()),
        failures,
        error == null ? null : Secrets.masked(error),
        stalled);
  }
}
