package dev.punctual.scheduler;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What became of single runs: what they returned, waiting for them, and running failed ones again.
 * Runs are found in all stores, and it does not matter which node runs them. All methods may be
 * called from any thread and block for the stores.
 */
public interface Results {

  /** The history of a run; empty while it has not ended, and when the history has forgotten it. */
  Optional<EndedExecution> find(ExecutionId id);

  /**
   * What a run returned, if it has ended.
   *
   * @param type what to read the value as; for a store of this process the value's own class
   * @throws dev.punctual.scheduler.codec.PayloadException if the value is of another type or cannot
   *     be read here
   */
  <R> RunResult<R> result(ExecutionId id, Class<R> type);

  /**
   * Completes with the history of a run when it has ended. What depends on the stage may run on a
   * thread of the scheduler, so it must not wait for others there.
   *
   * @return fails with {@link ExecutionNotFoundException} when no store knows the run, or its
   *     history is forgotten before anybody saw it, and with {@link IllegalStateException} when the
   *     scheduler is shut down first
   * @throws IllegalStateException if the scheduler was not started or is shut down
   */
  CompletionStage<EndedExecution> whenEnded(ExecutionId id);

  /**
   * Waits until a run has ended and answers what it returned; {@link RunResult.Pending} if that
   * took longer than allowed. Called from inside a job it holds the job's thread.
   *
   * @param type what to read the value as; for a store of this process the value's own class
   * @param longest zero or more
   * @throws InterruptedException if the caller is interrupted
   * @throws IllegalStateException if the scheduler was not started, or is shut down before the run
   *     has ended
   * @throws dev.punctual.scheduler.codec.PayloadException if the value is of another type or cannot
   *     be read here
   */
  <R> RunResult<R> await(ExecutionId id, Class<R> type, Duration longest)
      throws InterruptedException;

  /**
   * Runs a DEAD or LOST execution again at once: with its task, payload and policy of then, as a
   * run of the same job, whose limit of live runs it obeys. It works even if the job is gone.
   *
   * @param ended as the history has it; see {@link RunLog#endedExecutions(String,
   *     dev.punctual.scheduler.store.HistoryFilter, String, int)}
   * @return the new run; empty when the job's limit of live runs turned it away, which is recorded
   * @throws ExecutionNotFoundException if no history has it, or it did not end DEAD or LOST
   * @throws IllegalStateException if the scheduler was not started or is shut down
   */
  Optional<ExecutionId> rerun(ExecutionId ended);
}
