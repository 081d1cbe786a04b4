package dev.punctual.scheduler;

/** Code that a job of this process runs and that wants to know about its run. */
@FunctionalInterface
public interface ContextBody {

  /** Does the work on a thread of the job's executor; what it throws fails the run. */
  void run(ExecutionContext context) throws Exception;
}
