package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.StoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the server was asked what it still has since a connection was last lost: nothing else is
 * to be sent to it before. Safe for any thread.
 */
final class Reconnects {

  private final AtomicLong lost = new AtomicLong();
  private final ReentrantLock asking = new ReentrantLock();
  private volatile long askedAfter;

  /** A connection was lost. */
  void lost() {
    lost.incrementAndGet();
  }

  /**
   * Has the server be asked unless that was done.
   *
   * @param patience how long to wait for another thread that asks
   * @throws StoreException if it does not answer
   */
  void settle(Runnable ask, Duration patience) {
    if (askedAfter == lost.get()) {
      return;
    }
    try {
      if (!asking.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException("the server has not said within " + patience + " what it has");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException("the wait for the server was interrupted", stopped);
    }
    try {
      long losses = lost.get();
      if (askedAfter != losses) {
        ask.run();
        askedAfter = losses;
      }
    } finally {
      asking.unlock();
    }
  }
}
