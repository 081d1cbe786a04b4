package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.ExecutionNotFoundException;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.History.Standing;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds executions by id, whichever store has them, and waits for their end. Any thread. */
public final class ExecutionLookup {

  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Engine engine;

  ExecutionLookup(Engine engine) {
    this.engine = engine;
  }

  /** Where an execution stands in the first store that knows it. */
  public Standing look(ExecutionId id) {
    return engine
        .lanes()
        .map(lane -> look(lane, id))
        .filter(standing -> standing.state() != null)
        .findFirst()
        .orElse(new Standing(id, null, null));
  }

  private static Standing look(Lane lane, ExecutionId id) {
    return lane.store().history().look(List.of(id)).get(0);
  }

  /**
   * The line of history of an execution once it has ended.
   *
   * @param longest how long to wait until the answer fails with a {@link
   *     java.util.concurrent.TimeoutException}
   */
  public CompletableFuture<EndedExecution> whenEnded(ExecutionId id, Duration longest) {
    for (Lane lane : engine.lanes().toList()) {
      Standing standing = look(lane, id);
      EndedExecution ended = standing.ended();
      if (ended != null) {
        return CompletableFuture.completedFuture(ended);
      }
      if (standing.state() != null) {
        return lane.waiters().add(id, deadline(longest));
      }
    }
    return CompletableFuture.failedFuture(new ExecutionNotFoundException(id));
  }

  /** As {@link #whenEnded(ExecutionId, Duration)} without an end of the wait. */
  public CompletableFuture<EndedExecution> whenEnded(ExecutionId id) {
    return whenEnded(id, LONGEST);
  }

  /** Ends a wait that nobody is interested in any more. */
  public void forget(ExecutionId id, CompletableFuture<EndedExecution> answer) {
    engine.lanes().forEach(lane -> lane.waiters().remove(id, answer));
  }

  /** Runs a failed execution again; empty when the limit of live runs turned that away. */
  public Optional<ExecutionId> rerun(ExecutionId ended) {
    String requestId = Ids.next(engine.parts().time());
    for (Lane lane : engine.lanes().toList()) {
      SubmitResult result = Twice.call(() -> lane.store().queue().rerun(ended, requestId));
      switch (result.status()) {
        case SUBMITTED, WAITING -> {
          return Optional.ofNullable(result.id());
        }
        case SKIPPED -> {
          return Optional.empty();
        }
        case NOT_FOUND -> {}
      }
    }
    throw new ExecutionNotFoundException(ended, "did not end DEAD or LOST");
  }

  /** How many waits there are. */
  public int waiting() {
    return engine.lanes().mapToInt(lane -> lane.waiters().size()).sum();
  }

  private long deadline(Duration longest) {
    return longest.compareTo(LONGEST) >= 0
        ? Waiters.NO_DEADLINE
        : engine.parts().time().nanoTime() + longest.toNanos();
  }
}
