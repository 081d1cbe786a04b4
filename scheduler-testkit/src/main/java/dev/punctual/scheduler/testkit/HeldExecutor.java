package dev.punctual.scheduler.testkit;

import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.ExecutorStats;
import dev.punctual.scheduler.executor.JobExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what it is given until a test lets it run: jobs that take long, a pool that is full, runs
 * that overlap. A held run counts as a live one of its job; it begins and ends where the test
 * releases it, on the test's thread. What follows from that is done when the time moves next. Code
 * of a released run may move the time itself, and so last as long as it likes.
 *
 * <p>Safe for any thread.
 */
public final class HeldExecutor implements JobExecutor {

  private static final int PLENTY = 1_000_000;

  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Runnable> held = new ArrayDeque<>(); // guarded by lock
  private @Nullable ExecutorContext context; // guarded by lock
  private boolean shutDown; // guarded by lock
  private int active; // guarded by lock
  private long completed; // guarded by lock
  private long refused; // guarded by lock

  private HeldExecutor(int capacity) {
    this.capacity = capacity;
  }

  /** One that takes as many runs as come. */
  public static HeldExecutor create() {
    return new HeldExecutor(PLENTY);
  }

  /**
   * One that is full when it holds so many runs.
   *
   * @param capacity 1 to 1,000,000
   */
  public static HeldExecutor ofCapacity(int capacity) {
    if (capacity < 1 || capacity > PLENTY) {
      throw new IllegalArgumentException(
          "capacity " + capacity + " is out of range; use 1 to " + PLENTY);
    }
    return new HeldExecutor(capacity);
  }

  /** How many runs are held now. */
  public int held() {
    return counted(held::size);
  }

  /**
   * Lets the run go that is held longest, and returns when it has ended. One that was revoked while
   * it was held, as when its job was removed, ends without running.
   *
   * @throws AssertionError if none is held
   */
  public void release() {
    if (!releaseOne()) {
      throw new AssertionError(
          "no run is held; has the time been moved to the fire, and does the job name this"
              + " executor?");
    }
  }

  /**
   * Lets the runs go that are held, longest first, until none is.
   *
   * @return how many there were
   */
  public int releaseAll() {
    int count = 0;
    while (releaseOne()) {
      count++;
    }
    return count;
  }

  private boolean releaseOne() {
    Runnable run = next();
    if (run == null) {
      return false;
    }
    try {
      run.run();
    } finally {
      ended();
    }
    return true;
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      Runnable run = held.poll();
      active += run == null ? 0 : 1;
      return run;
    } finally {
      lock.unlock();
    }
  }

  private void ended() {
    ExecutorContext lent;
    lock.lock();
    try {
      active--;
      completed++;
      lent = shutDown ? null : context;
    } finally {
      lock.unlock();
    }
    if (lent != null) {
      lent.roomFreed();
    }
  }

  @Override
  public void start(ExecutorContext lent) {
    lock.lock();
    try {
      if (context != null) {
        throw new IllegalStateException(
            "this executor was started before; make one for each scheduler");
      }
      context = lent;
    } finally {
      lock.unlock();
    }
  }

  /** As many as {@link #room}: a test may let each begin at once. */
  @Override
  public int idle() {
    return room();
  }

  /** How many more it would hold. */
  @Override
  public int room() {
    return counted(() -> shutDown ? 0 : capacity - held.size() - active);
  }

  /**
   * Holds {@code run}.
   *
   * @return false if it is full or was shut down
   */
  @Override
  public boolean submit(Runnable run) {
    lock.lock();
    try {
      if (shutDown || held.size() + active >= capacity) {
        refused++;
        return false;
      }
      return held.add(run);
    } finally {
      lock.unlock();
    }
  }

  /** What it did so far; times in the queue are not measured and are zero. */
  @Override
  public ExecutorStats stats() {
    lock.lock();
    try {
      return new ExecutorStats(
          active, held.size(), completed, refused, Duration.ZERO, Duration.ZERO);
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; what is held may still be released. */
  @Override
  public void shutdown() {
    lock.lock();
    try {
      shutDown = true;
    } finally {
      lock.unlock();
    }
  }

  /** Only looks: it has no threads, and whether the last run is released is up to the test. */
  @Override
  public boolean awaitTermination(Duration timeout) {
    lock.lock();
    try {
      return shutDown && held.isEmpty() && active == 0;
    } finally {
      lock.unlock();
    }
  }

  private int counted(IntSupplier count) {
    lock.lock();
    try {
      return count.getAsInt();
    } finally {
      lock.unlock();
    }
  }
}
