package dev.punctual.scheduler.internal.executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls runs so that whatever they do ends with them. */
public final class Guarded {

  private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

  private Guarded() {}

  /**
   * Calls {@code run} in a thread that serves nothing else: what it throws is logged and its
   * interrupt is cleared.
   */
  public static void run(Runnable run) {
    try {
      run.run();
    } catch (Throwable thrown) {
      report(thrown);
    } finally {
      Thread.interrupted();
    }
  }

  /**
   * Calls {@code run} in a thread that belongs to somebody else: what it throws is logged, and the
   * thread is interrupted afterwards exactly if it was before.
   */
  public static void runInCaller(Runnable run) {
    boolean interrupted = Thread.currentThread().isInterrupted();
    run(run);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void report(Throwable thrown) {
    try {
      LOG.error("a run threw, which runs never do; its executor goes on", thrown);
    } catch (Throwable ignored) {
      // There may be no memory left to log with; the thread must survive all the same.
    }
  }
}
