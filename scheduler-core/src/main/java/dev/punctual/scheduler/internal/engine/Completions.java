package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ended runs on their way to the store, gathered into batches. Where nothing is gained by waiting,
 * the thread that ends a run writes at once, for itself and for those that ended meanwhile;
 * otherwise a loop writes after the store's linger time. What cannot be written stays until it can
 * be.
 */
final class Completions {

  private static final int DURABLE_LIMIT = 64;
  private static final int IN_PROCESS_LIMIT = 10_000;

  private final Lane lane;
  private final GuardedLoop loop;
  private final long lingerNanos;
  private final int limit;
  private final Queue<Ended> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final ReentrantLock writing = new ReentrantLock();
  private final Queue<Ended> unwritten = new ArrayDeque<>(); // guarded by writing
  private volatile long oldestNanos;
  private volatile boolean failing;

  Completions(Lane lane) {
    this.lane = lane;
    this.lingerNanos = lane.store().traits().completionLinger().toNanos();
    this.limit = lane.store().traits().durable() ? DURABLE_LIMIT : IN_PROCESS_LIMIT;
    this.loop = lane.loop("complete", this::round);
  }

  GuardedLoop loop() {
    return loop;
  }

  /**
   * Whether so many outcomes wait to be written that no claims should be made; this bounds what a
   * crash can repeat.
   */
  boolean isFull() {
    return size.get() >= limit;
  }

  /** Takes the outcome of a run; its lease is kept until the outcome is written. */
  void add(Run run, Completion completion, @Nullable Throwable thrown) {
    if (size.getAndIncrement() == 0) {
      oldestNanos = lane.time().nanoTime();
    }
    queue.add(new Ended(run, completion, thrown));
    if (lingerNanos == 0 && !failing) {
      writeHere();
    } else if (size.get() == 1 || size.get() >= limit) {
      loop.wake();
    }
  }

  private void writeHere() {
    try {
      write();
    } catch (RuntimeException storeTrouble) {
      failing = true;
      loop.wake();
    }
  }

  private long round() {
    if (size.get() == 0) {
      return LoopBody.UNTIL_WOKEN;
    }
    long age = lane.time().nanoTime() - oldestNanos;
    if (lingerNanos > age && size.get() < limit && !failing) {
      return lingerNanos - age;
    }
    failing = true;
    write();
    failing = false;
    return size.get() == 0 ? LoopBody.UNTIL_WOKEN : 0;
  }

  /** Writes what waits, unless another thread is doing so and will see it. */
  private void write() {
    while (size.get() > 0 && !writing.isHeldByCurrentThread() && writing.tryLock()) {
      try {
        writeBatch(nextBatch());
      } finally {
        writing.unlock();
      }
    }
  }

  private void writeBatch(List<Ended> batch) {
    List<CompleteStatus> answers;
    try {
      answers = store(batch);
    } catch (Throwable storeTrouble) {
      unwritten.addAll(batch);
      throw storeTrouble;
    }
    int before = size.getAndAdd(-batch.size());
    settle(batch, answers);
    if (before >= limit) {
      lane.dispatcher().onRoom();
    }
  }

  /** What is tried again goes alone, so that one bad outcome never holds up the others. */
  private List<Ended> nextBatch() {
    Ended again = unwritten.poll();
    if (again != null) {
      return List.of(again);
    }
    List<Ended> batch = new ArrayList<>();
    for (Ended each = queue.poll(); each != null; each = queue.poll()) {
      batch.add(each);
      if (batch.size() == lane.settings().batch()) {
        break;
      }
    }
    return batch;
  }

  private List<CompleteStatus> store(List<Ended> batch) {
    if (batch.isEmpty()) {
      return List.of();
    }
    List<Completion> completions = new ArrayList<>(batch.size());
    for (Ended each : batch) {
      completions.add(each.completion);
    }
    List<CompleteStatus> answers =
        Lane.twice(() -> lane.store().leases().complete(lane.owner(), completions), () -> {});
    if (answers.size() != batch.size()) {
      throw new StoreException(
          "complete answered " + answers.size() + " times to " + batch.size() + " completions");
    }
    return answers;
  }

  private void settle(List<Ended> batch, List<CompleteStatus> answers) {
    List<Run> runs = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Ended each = batch.get(i);
      runs.add(each.run);
      if (lane.events().isHeard()) {
        publish(each, answers.get(i));
      }
    }
    lane.runs().remove(runs);
    lane.waiters().touch(runs);
  }

  private void publish(Ended ended, CompleteStatus answer) {
    ExecutionEvent.Run run = ended.run.info();
    Instant at = ended.completion.finished();
    if (answer == CompleteStatus.FENCED) {
      lane.events().publish(new ExecutionEvent.LeaseLost(at, run));
      return;
    }
    Outcome outcome = ended.completion.outcome();
    EventBus events = lane.events();
    if (outcome instanceof Outcome.Succeeded) {
      events.publish(new ExecutionEvent.Succeeded(at, run, times(ended)));
    } else if (outcome instanceof Outcome.Failed failed) {
      Throwable thrown = ended.thrown == null ? new StoreException("unknown") : ended.thrown;
      events.publish(new ExecutionEvent.Failed(at, run, times(ended), thrown, failed.retryAfter()));
      if (failed.retryAfter() == null) {
        events.publish(new ExecutionEvent.Dead(at, run, ExecutionEvent.Dead.Reason.ATTEMPTS));
      }
    } else if (outcome instanceof Outcome.Missed missed) {
      Duration late = Duration.between(ended.run.record().dueTime(), at);
      events.publish(new ExecutionEvent.Missed(at, run, missed.reason(), late));
    } else if (outcome instanceof Outcome.Parked parked) {
      events.publish(new ExecutionEvent.Parked(at, run, parked.problem()));
    } else {
      events.publish(new ExecutionEvent.Cancelled(at, run));
    }
  }

  private static ExecutionEvent.Times times(Ended ended) {
    Completion completion = ended.completion;
    Instant started = completion.started();
    Instant began = started == null ? completion.finished() : started;
    Duration late = Duration.between(ended.run.record().dueTime(), began);
    return new ExecutionEvent.Times(began, completion.finished(), late);
  }

  /** One run and how it ended. */
  private record Ended(Run run, Completion completion, @Nullable Throwable thrown) {}
}
