package dev.punctual.scheduler;

import org.jspecify.annotations.Nullable;

/** Code of a task that returns something. */
@FunctionalInterface
public interface ResultHandler<P extends @Nullable Object, R extends @Nullable Object> {

  /**
   * Does the work on a thread of the job's executor; what it throws fails the run.
   *
   * @param payload what the job was scheduled with
   * @return what is kept with the history of the run
   */
  R run(P payload, ExecutionContext context) throws Exception;
}
