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
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ended runs on their way to the store, gathered into batches. Where nothing is gained by waiting,
 * the thread that ends a run writes at once, for itself and for those that ended meanwhile; only
 * while many others are about to end it leaves that to the last of a batch or, a moment later, to a
 * loop. Otherwise a loop writes after the store's linger time. What cannot be written stays until
 * it can be.
 */
final class Completions {

  private static final int DURABLE_LIMIT = 64;
  private static final int IN_PROCESS_LIMIT = 10_000;

  /** How many outcomes are gathered while at least as many other runs are under way. */
  private static final int GATHERED = 64;

  private static final long GATHER_NANOS = 1_000_000;

  private final Lane lane;
  private final GuardedLoop loop;
  private final boolean lingers;
  private final long lingerNanos;
  private final int limit;
  private final AtomicReference<@Nullable Ended> newest = new AtomicReference<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final Queue<Ended> next = new ArrayDeque<>(); // guarded by writing
  private final Queue<Ended> unwritten = new ArrayDeque<>(); // guarded by writing
  private final AtomicInteger taken = new AtomicInteger(); // off the stack, not settled
  private volatile int sent; // of those taken, what the store is being told; changed under writing
  private final AtomicBoolean looped = new AtomicBoolean(); // the loop looks by itself
  private volatile long oldestNanos;
  private volatile boolean failing;

  Completions(Lane lane) {
    this.lane = lane;
    long linger = lane.store().traits().completionLinger().toNanos();
    this.lingers = linger > 0;
    this.lingerNanos = lingers ? linger : GATHER_NANOS;
    this.limit = lane.store().traits().durable() ? DURABLE_LIMIT : IN_PROCESS_LIMIT;
    this.loop = lane.loop("complete", this::round);
  }

  GuardedLoop loop() {
    return loop;
  }

  /**
   * Whether so many outcomes wait to be written that no more runs should begin; this and the size
   * of the one batch that is being written bound what a crash can repeat.
   */
  boolean isFull() {
    int told = sent; // read first: the size still counts it
    return size() - told >= limit;
  }

  private int size() {
    return Ended.depth(newest.get()) + taken.get();
  }

  /** Takes the outcome of a run; its lease is kept until the outcome is written. */
  void add(Run run, Completion completion, @Nullable Throwable thrown) {
    Ended ended = new Ended(run, completion, thrown);
    @Nullable Ended before;
    do {
      before = newest.get();
      ended.follow(before);
    } while (!newest.compareAndSet(before, ended));
    if (before == null) {
      oldestNanos = lane.time().nanoTime();
    }
    if (!lingers && !failing && !isGathering(ended.depth)) {
      writeHere();
    } else if (ended.depth >= limit) {
      loop.wake();
    } else if (!looped.get() && looped.compareAndSet(false, true)) {
      loop.wake();
    }
  }

  /** Whether enough other runs are under way that one of them will complete a batch soon. */
  private boolean isGathering(int waiting) {
    return waiting < GATHERED && lane.runs().size() - waiting >= GATHERED;
  }

  private void writeHere() {
    try {
      write();
    } catch (RuntimeException storeTrouble) {
      tryLater();
    } catch (Error broken) {
      tryLater();
      throw broken;
    }
  }

  private void tryLater() {
    failing = true;
    loop.wake();
  }

  private long round() {
    looped.set(false);
    if (size() == 0) {
      return LoopBody.UNTIL_WOKEN;
    }
    looped.set(true);
    long age = lane.time().nanoTime() - oldestNanos;
    if (lingerNanos > age && size() < limit && !failing) {
      return lingerNanos - age;
    }
    try {
      write();
    } catch (RuntimeException | Error storeTrouble) {
      failing = true;
      throw storeTrouble;
    }
    failing = false;
    return lingers && size() > 0 ? 0 : lingerNanos;
  }

  /** Writes what waits, unless another thread is doing so and will see it. */
  private void write() {
    while (size() > 0 && !writing.isHeldByCurrentThread() && writing.tryLock()) {
      try {
        writeBatch(nextBatch());
      } finally {
        writing.unlock();
      }
    }
  }

  private void writeBatch(List<Ended> batch) {
    List<CompleteStatus> answers;
    boolean wasFull = size() * 2 >= limit; // some were counted twice for a moment
    sent = batch.size();
    if (wasFull) {
      lane.dispatcher().onRoom();
    }
    try {
      answers = store(batch);
    } catch (Throwable storeTrouble) {
      unwritten.addAll(batch);
      sent = 0;
      throw storeTrouble;
    }
    taken.addAndGet(-batch.size());
    sent = 0;
    settle(batch, answers);
  }

  /** What is tried again goes alone, so that one bad outcome never holds up the others. */
  private List<Ended> nextBatch() {
    Ended again = unwritten.poll();
    if (again != null) {
      return List.of(again);
    }
    if (next.isEmpty()) {
      takeAll();
    }
    int count = Math.min(next.size(), lane.batch());
    List<Ended> batch = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batch.add(next.remove());
    }
    return batch;
  }

  private void takeAll() {
    int before = taken.get();
    Ended last;
    do {
      last = newest.get();
      taken.set(before + Ended.depth(last)); // counted twice rather than not at all
    } while (!newest.compareAndSet(last, null));
    Ended.addOldestFirst(last, next);
  }

  private List<CompleteStatus> store(List<Ended> batch) {
    if (batch.isEmpty()) {
      return List.of();
    }
    List<CompleteStatus> answers =
        lane.reassertion()
            .settle(
                batch,
                this::complete,
                ended -> ended.run,
                answer -> answer != CompleteStatus.FENCED);
    return answers;
  }

  private List<CompleteStatus> complete(List<Ended> batch) {
    List<Completion> completions = new ArrayList<>(batch.size());
    for (Ended each : batch) {
      completions.add(each.completion);
    }
    List<CompleteStatus> answers =
        Twice.call(() -> lane.store().leases().complete(lane.owner(), completions));
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
      noteLength(each);
      if (lane.events().isHeard()) {
        publish(each, answers.get(i));
      }
    }
    lane.runs().remove(runs);
    lane.waiters().touch(runs);
  }

  private void noteLength(Ended ended) {
    Instant started = ended.completion.started();
    if (started != null) {
      long millis = ended.completion.finished().toEpochMilli() - started.toEpochMilli();
      lane.dispatcher().ended(ended.run.record().policy().queue(), Math.max(0, millis));
    }
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

  /** One run and how it ended, on a stack of those that ended before and are not written. */
  private static final class Ended {
    final Run run;
    final Completion completion;
    final @Nullable Throwable thrown;
    private @Nullable Ended before;
    private int depth = 1;

    Ended(Run run, Completion completion, @Nullable Throwable thrown) {
      this.run = run;
      this.completion = completion;
      this.thrown = thrown;
    }

    void follow(@Nullable Ended other) {
      before = other;
      depth = depth(other) + 1;
    }

    static int depth(@Nullable Ended newest) {
      return newest == null ? 0 : newest.depth;
    }

    static void addOldestFirst(@Nullable Ended newest, Queue<Ended> out) {
      Ended[] all = new Ended[depth(newest)];
      int at = all.length;
      for (Ended each = newest; each != null; each = each.before) {
        all[--at] = each;
      }
      Collections.addAll(out, all);
    }
  }
}
