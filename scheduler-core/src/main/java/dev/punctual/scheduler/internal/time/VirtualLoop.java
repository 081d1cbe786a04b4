package dev.punctual.scheduler.internal.time;

import dev.punctual.scheduler.internal.time.TimeSource.Loop;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A loop whose rounds are steps of a {@link VirtualTime}. */
final class VirtualLoop extends VirtualStep implements Loop {

  private static final long AFTER_THROW_NANOS = 100_000_000L;

  private final VirtualTime time;
  private final LoopBody body;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private boolean running; // guarded by the lock of time
  private boolean woken; // guarded by the lock of time
  private volatile boolean stopped;
  private volatile @Nullable Thread thread;

  VirtualLoop(VirtualTime time, LoopBody body) {
    this.time = time;
    this.body = body;
  }

  /** Runs a round; one that throws throws on, and the loop goes on with the next. */
  @Override
  void run() {
    long wallSteps = begin();
    Thread outer = thread;
    thread = Thread.currentThread();
    long wait = AFTER_THROW_NANOS;
    try {
      wait = stopped ? 0 : body.round();
    } finally {
      thread = outer;
      end(wait, wallSteps);
    }
  }

  private long begin() {
    time.lock().lock();
    try {
      running = true;
      woken = false;
      return time.wallSteps();
    } finally {
      time.lock().unlock();
    }
  }

  private void end(long wait, long wallSteps) {
    boolean last;
    time.lock().lock();
    try {
      running = false;
      last = stopped;
      if (!last) {
        boolean atOnce = woken || wallSteps != time.wallSteps();
        time.requeue(this, atOnce ? time.nanoTime() : later(wait));
      }
    } finally {
      time.lock().unlock();
    }
    if (last) {
      ended.complete(null);
    }
  }

  private long later(long wait) {
    long now = time.nanoTime();
    if (wait <= 0) {
      return now;
    }
    return wait > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + wait;
  }

  @Override
  public void wake() {
    time.lock().lock();
    try {
      if (running) {
        woken = true;
      } else if (!ended.isDone() && at > time.nanoTime()) {
        time.requeue(this, time.nanoTime());
      }
    } finally {
      time.lock().unlock();
    }
  }

  /** A loop that stands still ends in its next step. */
  @Override
  public void stop() {
    stopped = true;
    wake();
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
