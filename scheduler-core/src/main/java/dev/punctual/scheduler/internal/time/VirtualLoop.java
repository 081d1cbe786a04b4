package dev.punctual.scheduler.internal.time;

import dev.punctual.scheduler.internal.time.TimeSource.Loop;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A loop whose rounds are steps of a {@link VirtualTime}. */
final class VirtualLoop extends VirtualStep implements Loop {

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

  @Override
  void run() {
    mark(true);
    Thread outer = thread;
    thread = Thread.currentThread();
    long wait;
    try {
      wait = stopped ? 0 : body.round();
    } finally {
      thread = outer;
    }
    time.lock().lock();
    try {
      running = false;
      if (!stopped) {
        time.requeue(this, woken ? time.nanoTime() : later(wait));
      }
    } finally {
      time.lock().unlock();
    }
    if (stopped) {
      ended.complete(null);
    }
  }

  private void mark(boolean nowRunning) {
    time.lock().lock();
    try {
      running = nowRunning;
      woken = false;
    } finally {
      time.lock().unlock();
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
