package dev.punctual.scheduler.internal.executor;

import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.ExecutorStats;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that share one queue. They start when first needed and stay until the pool is shut down.
 *
 * <p>At most one thread is on its way to the queue at a time: whoever adds a run wakes a thread
 * only if none is, and the woken one wakes the next if it leaves runs behind. So a batch of short
 * runs costs a wake-up or two, and of long runs one each.
 */
public final class WorkerPool {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  private final ExecutorContext context;
  private final Intake intake;
  private final ConcurrentLinkedQueue<Queued> queue = new ConcurrentLinkedQueue<>();
  private final AtomicReferenceArray<@Nullable Worker> workers;
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger live = new AtomicInteger();
  private final IdleStack idle;

  /** Whether a thread was woken or started and has not yet looked at the queue. */
  private final AtomicBoolean underway = new AtomicBoolean();

  /** Whether the latest attempt to start a thread failed; said once. */
  private volatile boolean shortOfThreads;

  private final CountDownLatch terminated = new CountDownLatch(1);

  /**
   * A pool without threads yet, of at most {@code size}, for the runs that {@code intake} admits.
   */
  public WorkerPool(int size, Intake intake, ExecutorContext context) {
    this.context = context;
    this.intake = intake;
    this.workers = new AtomicReferenceArray<>(size);
    this.idle = new IdleStack(size);
  }

  /** Takes a run over; false if it is full, shut down or cannot get a first thread. */
  public boolean submit(Runnable run) {
    Queued queued = new Queued(run, context.nanoTime().getAsLong());
    if (!intake.tryEnter()) {
      return false;
    }
    queue.add(queued);
    if (!wakeIfNoneUnderway() && live.get() == 0 && queue.remove(queued)) {
      intake.leave();
      endIfDrained();
      return false;
    }
    return true;
  }

  /** Takes nothing more over; the threads end when the queue is empty. */
  public void shutdown() {
    intake.close();
    endIfDrained();
  }

  /** Waits until it was shut down and all threads have ended; does not wait for its own caller. */
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    if (isOwnThread()) {
      return false;
    }
    return terminated.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
  }

  /** What the threads and, in addition, the callers did so far. */
  public ExecutorStats stats(ExecutorStats callers) {
    long completed = callers.completed();
    long waited = 0;
    long longest = 0;
    for (int i = 0; i < workers.length(); i++) {
      Worker worker = workers.get(i);
      if (worker != null) {
        completed += worker.completed.get();
        waited += worker.waited.get();
        longest = Math.max(longest, worker.longest.get());
      }
    }
    int queued = queue.size();
    return new ExecutorStats(
        Math.max(0, intake.inside() - queued) + callers.active(),
        queued,
        completed,
        callers.refused(),
        Duration.ofNanos(waited),
        Duration.ofNanos(longest));
  }

  private boolean isOwnThread() {
    for (int i = 0; i < workers.length(); i++) {
      Worker worker = workers.get(i);
      if (worker != null && worker.thread == Thread.currentThread()) {
        return true;
      }
    }
    return false;
  }

  /** Answers false if a thread was needed and could not be started. */
  private boolean wakeIfNoneUnderway() {
    while (hasSpare() && underway.compareAndSet(false, true)) {
      int number = idle.pop();
      if (number != IdleStack.NONE) {
        Objects.requireNonNull(workers.get(number)).unpark();
        return true;
      }
      int fresh = nextToStart();
      if (fresh >= 0) {
        return start(fresh);
      }
      // Somebody else took the last spare thread. One that parked meanwhile may have been skipped.
      underway.set(false);
      if (queue.isEmpty()) {
        return true;
      }
    }
    return true;
  }

  private boolean hasSpare() {
    return !idle.isEmpty() || started.get() < workers.length();
  }

  private int nextToStart() {
    int seen = started.get();
    return seen < workers.length() && started.compareAndSet(seen, seen + 1) ? seen : -1;
  }

  private boolean start(int number) {
    live.incrementAndGet();
    try {
      Worker worker = new Worker(number);
      workers.set(number, worker);
      Objects.requireNonNull(context.threads().newThread(worker), "thread").start();
      shortOfThreads = false;
      return true;
    } catch (Throwable failure) {
      if (!shortOfThreads) {
        LOG.error("executor '{}' cannot start thread {}", context.name(), number + 1, failure);
      }
      shortOfThreads = true;
      started.decrementAndGet();
      live.decrementAndGet();
      underway.set(false);
      return false;
    }
  }

  private void endIfDrained() {
    if (!intake.isDrained()) {
      return;
    }
    for (int number = idle.pop(); number != IdleStack.NONE; number = idle.pop()) {
      Objects.requireNonNull(workers.get(number)).unpark();
    }
    if (live.get() == 0) {
      terminated.countDown();
    }
  }

  /** A run and when it was handed over. */
  private record Queued(Runnable run, long since) {}

  /** One thread. Its counts are written by itself alone. */
  private final class Worker implements Runnable {

    private final int number;
    private volatile @Nullable Thread thread;
    private volatile boolean parked;
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong waited = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    Worker(int number) {
      this.number = number;
    }

    @Override
    public void run() {
      thread = Thread.currentThread();
      boolean woken = true;
      while (true) {
        if (woken) {
          underway.set(false);
        }
        if (runNext(woken)) {
          woken = false;
        } else if (intake.isDrained()) {
          break;
        } else {
          park();
          woken = true;
        }
      }
      if (live.decrementAndGet() == 0) {
        terminated.countDown();
      }
    }

    private boolean runNext(boolean woken) {
      Queued next = queue.poll();
      if (next == null) {
        return false;
      }
      if (woken && !queue.isEmpty()) {
        wakeIfNoneUnderway();
      }
      count(context.nanoTime().getAsLong() - next.since);
      Guarded.run(next.run);
      completed.setRelease(completed.getPlain() + 1);
      if (intake.leave()) {
        Guarded.run(context.onRoom());
      } else {
        endIfDrained();
      }
      return true;
    }

    private void count(long nanos) {
      waited.setRelease(waited.getPlain() + nanos);
      if (nanos > longest.getPlain()) {
        longest.setRelease(nanos);
      }
    }

    /**
     * Waits to be woken. A run that was added, or a shutdown, before it was seen idle still counts.
     */
    private void park() {
      parked = true;
      idle.push(number);
      if (!queue.isEmpty()) {
        wakeIfNoneUnderway();
      }
      endIfDrained();
      while (parked) {
        LockSupport.park(WorkerPool.this);
        Thread.interrupted();
      }
    }

    private void unpark() {
      parked = false;
      LockSupport.unpark(thread);
    }
  }
}
