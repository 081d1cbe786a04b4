package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.ExecutionNotFoundException;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.History.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Those who wait for executions of one store to end. An end on this node is looked up at once; for
 * ends elsewhere one loop asks for all of them together, at intervals that grow to a second, and
 * only while somebody waits. Safe for any thread; nobody is told under the lock.
 */
final class Waiters {

  /** What {@link #add} takes for a wait without an end. */
  static final long NO_DEADLINE = Long.MAX_VALUE;

  private static final long SHORTEST = Duration.ofMillis(20).toNanos();
  private static final long LONGEST = Duration.ofSeconds(1).toNanos();
  private static final int BATCH = 1_000;

  private final Lane lane;
  private final GuardedLoop loop;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ExecutionId, List<Waiter>> waiting = new HashMap<>(); // guarded by lock
  private final Set<ExecutionId> touched = new HashSet<>(); // guarded by lock
  private boolean started; // guarded by lock
  private boolean closed; // guarded by lock
  private long interval = SHORTEST; // guarded by lock
  private long pollAt; // guarded by lock
  private long nextDeadline = NO_DEADLINE; // of all waits, or earlier; guarded by lock
  private volatile boolean anybody; // whether waiting has entries; written under lock

  Waiters(Lane lane) {
    this.lane = lane;
    this.loop = lane.loop("results", this::round);
  }

  private record Waiter(CompletableFuture<EndedExecution> answer, long deadline) {}

  /**
   * Waits for the end of an execution. The answer fails with a {@link TimeoutException} at the
   * deadline, with an {@link ExecutionNotFoundException} when the store has forgotten it, and with
   * an {@link IllegalStateException} when this node leaves the store.
   *
   * @param deadline in nanoseconds of the time source, or {@link #NO_DEADLINE}
   */
  CompletableFuture<EndedExecution> add(ExecutionId id, long deadline) {
    CompletableFuture<EndedExecution> answer = new CompletableFuture<>();
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(left(id));
      }
      waiting.computeIfAbsent(id, key -> new ArrayList<>(1)).add(new Waiter(answer, deadline));
      anybody = true;
      nextDeadline = earlier(nextDeadline, deadline);
      interval = SHORTEST;
      pollAt = lane.time().nanoTime();
      if (!started) {
        loop.start();
        started = true;
      }
    } finally {
      lock.unlock();
    }
    loop.wake();
    return answer;
  }

  /** Ends a wait early. */
  @SuppressWarnings("UndefinedEquals") // it is this very future that is looked for
  void remove(ExecutionId id, CompletableFuture<EndedExecution> answer) {
    lock.lock();
    try {
      List<Waiter> waiters = waiting.get(id);
      if (waiters != null) {
        waiters.removeIf(waiter -> waiter.answer.equals(answer));
        forgetIfEmpty(id, waiters);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many waits there are. */
  int size() {
    lock.lock();
    try {
      return waiting.values().stream().mapToInt(List::size).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Runs have ended just now; the store knows. */
  void touch(List<Run> runs) {
    if (anybody) {
      runs.forEach(run -> touch(run.executionId()));
    }
  }

  /** An execution may have ended just now; the store knows. */
  void touch(ExecutionId id) {
    if (!anybody) {
      return;
    }
    lock.lock();
    try {
      if (!waiting.containsKey(id)) {
        return;
      }
      touched.add(id);
    } finally {
      lock.unlock();
    }
    loop.wake();
  }

  /** Looks once more and then ends all waits; call it while the store is open. */
  void close() {
    List<ExecutionId> all;
    lock.lock();
    try {
      closed = true;
      all = List.copyOf(waiting.keySet());
    } finally {
      lock.unlock();
    }
    loop.stop();
    try {
      look(all);
    } catch (RuntimeException storeTrouble) {
      // Whoever still waits is told below that the wait is over.
    }
    for (ExecutionId id : all) {
      take(id).forEach(waiter -> waiter.answer.completeExceptionally(left(id)));
    }
  }

  private long round() {
    expire();
    look(toLookAt());
    lock.lock();
    try {
      return waiting.isEmpty() ? LoopBody.UNTIL_WOKEN : nanosUntilNext();
    } finally {
      lock.unlock();
    }
  }

  /** Everything when it is time to ask, else what may have ended here. */
  private List<ExecutionId> toLookAt() {
    lock.lock();
    try {
      long now = lane.time().nanoTime();
      boolean poll = now - pollAt >= 0;
      if (poll) {
        pollAt = now + interval;
        interval = Math.min(interval * 2, LONGEST);
      }
      List<ExecutionId> ids = List.copyOf(poll ? waiting.keySet() : touched);
      touched.clear();
      return ids;
    } finally {
      lock.unlock();
    }
  }

  private void look(List<ExecutionId> ids) {
    for (int from = 0; from < ids.size(); from += BATCH) {
      List<ExecutionId> some = ids.subList(from, Math.min(ids.size(), from + BATCH));
      Twice.call(() -> lane.store().history().look(some)).forEach(this::settle);
    }
  }

  private void settle(Standing standing) {
    EndedExecution ended = standing.ended();
    if (ended != null) {
      take(standing.id()).forEach(waiter -> waiter.answer.complete(ended));
    } else if (standing.state() == null) {
      ExecutionNotFoundException forgotten = new ExecutionNotFoundException(standing.id());
      take(standing.id()).forEach(waiter -> waiter.answer.completeExceptionally(forgotten));
    }
  }

  private void expire() {
    List<Waiter> late = new ArrayList<>(0);
    lock.lock();
    try {
      long now = lane.time().nanoTime();
      if (isOver(nextDeadline, now)) {
        takeLate(now, late);
      }
    } finally {
      lock.unlock();
    }
    for (Waiter waiter : late) {
      waiter.answer.completeExceptionally(new TimeoutException("it has not ended in time"));
    }
  }

  private void takeLate(long now, List<Waiter> late) {
    nextDeadline = NO_DEADLINE;
    for (List<Waiter> waiters : waiting.values()) {
      waiters.stream().filter(waiter -> isOver(waiter.deadline, now)).forEach(late::add);
      waiters.removeIf(waiter -> isOver(waiter.deadline, now));
      for (Waiter waiter : waiters) {
        nextDeadline = earlier(nextDeadline, waiter.deadline);
      }
    }
    waiting.values().removeIf(List::isEmpty);
    anybody = !waiting.isEmpty();
  }

  private long nanosUntilNext() {
    long now = lane.time().nanoTime();
    long poll = pollAt - now;
    return nextDeadline == NO_DEADLINE ? poll : Math.min(poll, nextDeadline - now);
  }

  private List<Waiter> take(ExecutionId id) {
    lock.lock();
    try {
      List<Waiter> waiters = waiting.remove(id);
      anybody = !waiting.isEmpty();
      return waiters == null ? List.of() : waiters;
    } finally {
      lock.unlock();
    }
  }

  private void forgetIfEmpty(ExecutionId id, List<Waiter> waiters) {
    if (waiters.isEmpty()) {
      waiting.remove(id);
      anybody = !waiting.isEmpty();
    }
  }

  private IllegalStateException left(ExecutionId id) {
    return new IllegalStateException(
        "this scheduler left the store '"
            + lane.name()
            + "' before execution '"
            + id
            + "' had ended; it may go on elsewhere, and the history of the store will tell");
  }

  private static boolean isOver(long deadline, long now) {
    return deadline != NO_DEADLINE && deadline - now <= 0;
  }

  private static long earlier(long one, long other) {
    if (one == NO_DEADLINE || other == NO_DEADLINE) {
      return one == NO_DEADLINE ? other : one;
    }
    return one - other < 0 ? one : other;
  }
}
