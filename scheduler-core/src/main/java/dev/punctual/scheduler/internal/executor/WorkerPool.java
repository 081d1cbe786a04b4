package dev.punctual.scheduler.internal.executor;

import dev.punctual.scheduler.executor.ExecutorContext;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that serve one queue until it is empty.
 *
 * <p>At most one thread is on its way to the queue at a time: whoever adds a run calls a thread
 * only if none is, and a thread that arrives calls the next if it leaves runs behind. So a batch of
 * short runs wakes a thread or two, and a batch of long runs wakes one for each.
 */
public final class WorkerPool {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  private final int size;
  private final Intake intake;
  private final RunCounts counts;
  private final ExecutorContext context;
  private final ConcurrentLinkedQueue<Queued> queue = new ConcurrentLinkedQueue<>();
  private final ThreadPoolExecutor threads;
  private final Runnable server = this::serve;

  /** How many threads serve the queue or were called to. */
  private final AtomicInteger serving = new AtomicInteger();

  /** Runs that go on in threads whose places others have taken. */
  private final Stubborn stubborn;

  /** Held while the number of threads is changed. */
  private final ReentrantLock resizing = new ReentrantLock();

  /** Whether a thread was called that has not looked at the queue yet. */
  private final AtomicBoolean underway = new AtomicBoolean();

  /** Whether the latest attempt to start a thread failed, which is logged once. */
  private volatile boolean shortOfThreads;

  /** A pool of at most {@code size} threads, none yet, for the runs that {@code intake} admits. */
  public WorkerPool(int size, Intake intake, RunCounts counts, ExecutorContext context) {
    this.size = size;
    this.stubborn = new Stubborn(size);
    this.intake = intake;
    this.counts = counts;
    this.context = context;
    this.threads =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.NANOSECONDS,
            new LinkedBlockingQueue<>(),
            context.threads(),
            // Refused means shut down, so the queue is empty and serving it does nothing.
            (late, pool) -> late.run());
  }

  /** Takes a run over; false if it is full, shut down or without any thread to run it. */
  public boolean submit(Runnable run) {
    Queued queued = new Queued(run, context.nanoTime().getAsLong());
    if (!intake.tryEnter()) {
      return false;
    }
    queue.add(queued);
    if (!callThread() && serving.get() == 0 && queue.remove(queued)) {
      leave();
      return false;
    }
    return true;
  }

  /** Has another thread take the place of the one that is busy with {@code run}. */
  public boolean abandon(Runnable run) {
    if (!stubborn.tryAdd(run)) {
      return false;
    }
    resize(1);
    serving.decrementAndGet();
    counts.ended();
    leave();
    if (!queue.isEmpty()) {
      callThread();
    }
    return true;
  }

  private void resize(int change) {
    resizing.lock();
    try {
      int wanted = threads.getCorePoolSize() + change;
      if (change > 0) {
        threads.setMaximumPoolSize(wanted);
      }
      threads.setCorePoolSize(wanted);
      threads.setMaximumPoolSize(wanted);
    } finally {
      resizing.unlock();
    }
  }

  /** How many runs wait; takes time in proportion. */
  public int queued() {
    return queue.size();
  }

  /** Takes nothing more over; the threads end when the last run has. */
  public void shutdown() {
    intake.close();
    endIfDrained();
  }

  /** Waits until it was shut down and its threads have ended. */
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    return threads.awaitTermination(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
  }

  /** Calls a thread if there is a spare one and none is under way; false if it cannot start. */
  private boolean callThread() {
    while (serving.get() < size && underway.compareAndSet(false, true)) {
      if (serving.getAndIncrement() < size) {
        return tryServe();
      }
      serving.decrementAndGet();
      underway.set(false);
      // Whoever added a run meanwhile relied on a thread being under way.
      if (queue.isEmpty()) {
        break;
      }
    }
    return true;
  }

  private boolean tryServe() {
    try {
      threads.execute(server);
      shortOfThreads = false;
      return true;
    } catch (Throwable noThread) {
      serving.decrementAndGet();
      underway.set(false);
      if (!shortOfThreads) {
        shortOfThreads = true;
        LOG.error("executor '{}' cannot start a thread", context.name(), noThread);
      }
      return false;
    }
  }

  private void serve() {
    boolean replaced = false;
    try {
      underway.set(false);
      Queued next = queue.poll();
      if (next != null && !queue.isEmpty()) {
        callThread();
      }
      while (next != null && !replaced) {
        replaced = !run(next);
        next = replaced ? null : queue.poll();
      }
    } finally {
      if (replaced) {
        resize(-1);
      } else {
        serving.decrementAndGet();
      }
      // Whoever added a run before this thread was off the count saw no need to call another.
      if (!queue.isEmpty()) {
        callThread();
      }
    }
  }

  /** Runs one; false if another thread has taken the place of this one meanwhile. */
  private boolean run(Queued next) {
    counts.began(context.nanoTime().getAsLong() - next.since);
    Guarded.run(next.run);
    if (stubborn.remove(next.run)) {
      return false;
    }
    counts.ended();
    leave();
    return true;
  }

  private void leave() {
    int before = intake.leave();
    if (before == size || before == intake.limit()) {
      Guarded.run(context.onRoom());
    } else {
      endIfDrained();
    }
  }

  private void endIfDrained() {
    if (intake.isDrained()) {
      threads.shutdown();
    }
  }

  /** A run and when it was handed over. */
  private record Queued(Runnable run, long since) {}
}
