package dev.punctual.scheduler;

/** Code of a task: does its work before it returns. */
@FunctionalInterface
public interface TaskHandler<P> {

  /**
   * Does the work on a thread of the job's executor; what it throws fails the run.
   *
   * @param payload what the job was scheduled with
   */
  void run(P payload, ExecutionContext context) throws Exception;
}
