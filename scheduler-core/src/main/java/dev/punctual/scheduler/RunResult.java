package dev.punctual.scheduler;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run, as far as its result is concerned.
 *
 * @param <R> the type that its result is read as
 */
public sealed interface RunResult<R> {

  /** The run. */
  ExecutionId id();

  /**
   * What it returned; null if that was null or its task returns nothing.
   *
   * @throws ResultUnavailableException unless this is a {@link Returned}
   */
  @Nullable R value();

  /**
   * It SUCCEEDED.
   *
   * @param run its line of history
   */
  record Returned<R>(EndedExecution run, @Nullable R value) implements RunResult<R> {
    @Override
    public ExecutionId id() {
      return run.id();
    }
  }

  /**
   * It SUCCEEDED, but what it returned was not kept; {@link EndedExecution#error} says why.
   *
   * @param run its line of history
   */
  record NotKept<R>(EndedExecution run) implements RunResult<R> {
    @Override
    public ExecutionId id() {
      return run.id();
    }

    @Override
    public @Nullable R value() {
      throw new ResultUnavailableException(id(), "SUCCEEDED, but " + run.error());
    }
  }

  /**
   * It ended without success: {@link EndedExecution#state} is DEAD, LOST, MISSED or CANCELLED.
   *
   * @param run its line of history
   */
  record Failed<R>(EndedExecution run) implements RunResult<R> {
    @Override
    public ExecutionId id() {
      return run.id();
    }

    @Override
    public @Nullable R value() {
      String error = run.error();
      throw new ResultUnavailableException(
          id(), "is " + run.state() + (error == null ? "" : ": " + error));
    }
  }

  /** It has not ended yet. */
  record Pending<R>(ExecutionId id) implements RunResult<R> {
    @Override
    public @Nullable R value() {
      throw new ResultUnavailableException(id, "has not ended yet");
    }
  }

  /** No store knows it: it never was, or the history has forgotten it. */
  record Unknown<R>(ExecutionId id) implements RunResult<R> {
    @Override
    public @Nullable R value() {
      throw new ResultUnavailableException(
          id, "is not known to any store of this scheduler: it never was, or was forgotten");
    }
  }
}
