package dev.punctual.scheduler.internal.time;

import dev.punctual.scheduler.internal.time.TimeSource.Loop;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A loop on a platform thread of its own. Waits are measured by the monotonic clock in slices of a
 * second at most and end early when the wall clock has jumped meanwhile, so that neither a clock
 * step nor a suspended machine makes a round late. A thread that dies is replaced.
 */
final class SystemLoop implements Loop {

  private static final long SLICE_NANOS = 1_000_000_000L;
  private static final long JUMP_MILLIS = 100;
  private static final long AFTER_THROW_NANOS = 100_000_000L;

  private final TimeSource time;
  private final ThreadFactory threads;
  private final LoopBody body;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean stopped;
  private volatile @Nullable Thread thread;

  SystemLoop(TimeSource time, String name, LoopBody body) {
    this.time = time;
    this.threads = time.threads(name);
    this.body = body;
  }

  void start() {
    Thread started = threads.newThread(this::run);
    thread = started;
    started.start();
  }

  private void run() {
    try {
      while (!stopped) {
        woken.set(false);
        pause(roundSafely());
      }
    } finally {
      if (stopped) {
        ended.complete(null);
      } else {
        start();
      }
    }
  }

  private long roundSafely() {
    try {
      return body.round();
    } catch (Throwable broken) {
      return AFTER_THROW_NANOS;
    }
  }

  private void pause(long nanos) {
    long begin = time.nanoTime();
    long wallBegin = time.millis();
    while (!stopped && !woken.get()) {
      long elapsed = time.nanoTime() - begin;
      if (elapsed >= nanos) {
        return;
      }
      LockSupport.parkNanos(this, Math.min(nanos - elapsed, SLICE_NANOS));
      boolean interruptedForNoReason = Thread.interrupted();
      long wallElapsed = time.millis() - wallBegin;
      long millis = Duration.ofNanos(time.nanoTime() - begin).toMillis();
      if (interruptedForNoReason || Math.abs(wallElapsed - millis) > JUMP_MILLIS) {
        return;
      }
    }
  }

  @Override
  public void wake() {
    if (!woken.getAndSet(true)) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  @Override
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }
}
