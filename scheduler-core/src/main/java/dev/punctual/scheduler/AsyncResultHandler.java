package dev.punctual.scheduler;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Code of a task that returns something later; meanwhile it holds no thread. */
@FunctionalInterface
public interface AsyncResultHandler<P extends @Nullable Object, R extends @Nullable Object> {

  /**
   * Begins the work on a thread of the job's executor; what it throws fails the run.
   *
   * @param payload what the job was scheduled with
   * @return completes with what is kept with the history of the run
   */
  CompletionStage<R> run(P payload, ExecutionContext context) throws Exception;
}
