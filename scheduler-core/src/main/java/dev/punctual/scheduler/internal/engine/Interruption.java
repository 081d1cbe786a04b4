package dev.punctual.scheduler.internal.engine;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a thread while it does one certain thing, and never after. The thread takes the lock
 * only when somebody has asked for an interrupt, so the usual way costs two volatile writes.
 */
final class Interruption {

  private static final ReentrantLock LOCK = new ReentrantLock();

  private volatile @Nullable Thread thread;
  private volatile boolean asked;

  /** The calling thread may be interrupted from now on. */
  void begin() {
    thread = Thread.currentThread();
    if (asked) {
      Thread.currentThread().interrupt();
    }
  }

  /** The calling thread may not be interrupted any more; its interrupt flag is cleared. */
  void end() {
    thread = null;
    if (asked) {
      awaitInterrupter();
    }
    Thread.interrupted();
  }

  /** An interrupt that is under way has reached this thread when this returns. */
  private static void awaitInterrupter() {
    LOCK.lock();
    try {
      Thread.interrupted();
    } finally {
      LOCK.unlock();
    }
  }

  /** Interrupts the thread between {@link #begin} and {@link #end}. */
  void interrupt() {
    asked = true;
    LOCK.lock();
    try {
      Thread running = thread;
      if (running != null) {
        running.interrupt();
      }
    } finally {
      LOCK.unlock();
    }
  }

  /** Whether some thread is between {@link #begin} and {@link #end}. */
  boolean isOnThread() {
    return thread != null;
  }

  /** What that thread does; empty if there is none. */
  StackTraceElement[] stackTrace() {
    Thread running = thread;
    return running == null ? new StackTraceElement[0] : running.getStackTrace();
  }

  boolean isOnCurrentThread() {
    return thread == Thread.currentThread();
  }
}
