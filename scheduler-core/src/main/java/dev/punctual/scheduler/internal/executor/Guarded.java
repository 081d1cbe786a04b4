package dev.punctual.scheduler.internal.executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls runs so that whatever they do ends with them; what they throw is logged. */
public final class Guarded {

  private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

  private Guarded() {}

  /** Calls {@code run} in a thread of an executor: not interrupted before and after. */
  public static void run(Runnable run) {
    Thread.interrupted();
    call(run);
    Thread.interrupted();
  }

  /**
   * Calls {@code run} in a thread that belongs to somebody else, which is interrupted afterwards
   * exactly if it was before.
   */
  public static void runInCaller(Runnable run) {
    boolean interrupted = Thread.currentThread().isInterrupted();
    call(run);
    if (!interrupted) {
      Thread.interrupted();
    } else {
      Thread.currentThread().interrupt();
    }
  }

  private static void call(Runnable run) {
    try {
      run.run();
    } catch (Throwable thrown) {
      report(thrown);
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
