package dev.punctual.scheduler;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Code of a task: begins its work and says later how it ended; meanwhile it holds no thread. */
@FunctionalInterface
public interface AsyncTaskHandler<P extends @Nullable Object> {

  /**
   * Begins the work on a thread of the job's executor; what it throws fails the run.
   *
   * @param payload what the job was scheduled with
   * @return completes when the work has ended; null when it has ended already. Only a {@linkplain
   *     Task#returningAsync task that returns something} has the value kept
   */
  @Nullable CompletionStage<?> run(P payload, ExecutionContext context) throws Exception;
}
