package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.ExecutionContext;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;

/** What log lines of a run's code say about the run: job and execution, in the MDC. */
final class LogContext {

  /** Whether the logging keeps what is put into the MDC; its texts are not made in vain. */
  private static final boolean IS_KEPT = !(MDC.getMDCAdapter() instanceof NOPMDCAdapter);

  private LogContext() {}

  /** The code of a run begins on this thread. */
  static void enter(Run run) {
    if (IS_KEPT) {
      MDC.put(ExecutionContext.MDC_JOB, run.jobId());
      MDC.put(ExecutionContext.MDC_EXECUTION, run.executionId().toString());
    }
  }

  /** The code of the run has returned. */
  static void leave() {
    if (IS_KEPT) {
      MDC.remove(ExecutionContext.MDC_EXECUTION);
      MDC.remove(ExecutionContext.MDC_JOB);
    }
  }
}
