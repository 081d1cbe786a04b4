package dev.punctual.scheduler;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.internal.engine.Engine;
import dev.punctual.scheduler.internal.engine.ExecutionLookup;
import dev.punctual.scheduler.internal.engine.ResultCodec;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.History.Standing;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads what became of runs from the stores of an engine. */
final class EngineResults implements Results {

  private final Engine engine;
  private final ExecutionLookup lookup;

  EngineResults(Engine engine) {
    this.engine = engine;
    this.lookup = engine.executions();
  }

  @Override
  public Optional<EndedExecution> find(ExecutionId id) {
    return Optional.ofNullable(lookup.look(id).ended());
  }

  @Override
  public <R> RunResult<R> result(ExecutionId id, Class<R> type) {
    Objects.requireNonNull(type, "type");
    Standing standing = lookup.look(id);
    EndedExecution ended = standing.ended();
    if (ended != null) {
      return ended(ended, type);
    }
    return standing.state() == null ? new RunResult.Unknown<>(id) : new RunResult.Pending<>(id);
  }

  @Override
  public CompletionStage<EndedExecution> whenEnded(ExecutionId id) {
    engine.requireRunning();
    return lookup.whenEnded(id).minimalCompletionStage();
  }

  @Override
  public <R> RunResult<R> await(ExecutionId id, Class<R> type, Duration longest)
      throws InterruptedException {
    requireWait(type, longest);
    engine.requireRunning();
    CompletableFuture<EndedExecution> answer = lookup.whenEnded(id);
    try {
      if (!engine.parts().time().await(answer, longest)) {
        return new RunResult.Pending<>(id);
      }
    } finally {
      lookup.forget(id, answer);
    }
    try {
      return ended(answer.join(), type);
    } catch (CompletionException failed) {
      return unended(id, failed);
    }
  }

  /** As {@link #await}, but nobody waits: the answer comes later. */
  <R> CompletionStage<RunResult<R>> awaitLater(ExecutionId id, Class<R> type, Duration longest) {
    requireWait(type, longest);
    engine.requireRunning();
    return lookup
        .whenEnded(id, longest)
        .handle((ended, failure) -> failure == null ? ended(ended, type) : unended(id, failure));
  }

  @Override
  public Optional<ExecutionId> rerun(ExecutionId ended) {
    engine.requireRunning();
    return lookup.rerun(ended);
  }

  private <R> RunResult<R> ended(EndedExecution run, Class<R> type) {
    if (run.state() != ExecutionState.SUCCEEDED) {
      return new RunResult.Failed<>(run);
    }
    if (run.result() instanceof Payload.None && run.error() != null) {
      return new RunResult.NotKept<>(run);
    }
    @Nullable R value = ResultCodec.read(engine.parts().tasks(), run.id(), run.result(), type);
    return new RunResult.Returned<>(run, value);
  }

  private static <R> RunResult<R> unended(ExecutionId id, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TimeoutException) {
      return new RunResult.Pending<>(id);
    }
    if (cause instanceof ExecutionNotFoundException) {
      return new RunResult.Unknown<>(id);
    }
    if (cause instanceof IllegalStateException over) {
      throw new IllegalStateException(over.getMessage(), over);
    }
    throw new CompletionException(cause);
  }

  private static void requireWait(Class<?> type, Duration longest) {
    Objects.requireNonNull(type, "type");
    if (longest.isNegative()) {
      throw new IllegalArgumentException(
          "a run cannot be awaited for " + longest + "; use zero or more");
    }
  }
}
