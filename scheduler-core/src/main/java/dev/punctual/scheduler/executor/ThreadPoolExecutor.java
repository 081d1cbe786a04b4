package dev.punctual.scheduler.executor;

import dev.punctual.scheduler.internal.executor.Guarded;
import dev.punctual.scheduler.internal.executor.Intake;
import dev.punctual.scheduler.internal.executor.RunCounts;
import dev.punctual.scheduler.internal.executor.Started;
import dev.punctual.scheduler.internal.executor.WorkerPool;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs executions in a fixed number of platform threads with a bounded queue in front of them. The
 * threads start when first needed, outlive whatever a run throws, and end after a shutdown.
 */
public final class ThreadPoolExecutor implements JobExecutor {

  /** Threads when none are asked for. */
  public static final int DEFAULT_SIZE = 10;

  /** Runs that may wait for a thread when nothing else is asked for. */
  public static final int DEFAULT_QUEUE_CAPACITY = 1_000;

  /** Most threads. */
  public static final int MAX_SIZE = 10_000;

  /** Most runs that may wait for a thread. */
  public static final int MAX_QUEUE_CAPACITY = 1_000_000;

  private final int size;
  private final int queueCapacity;
  private final FullPolicy whenFull;
  private final Intake intake;
  private final Set<Runnable> inCaller = ConcurrentHashMap.newKeySet();
  private final RunCounts counts = new RunCounts();
  private final AtomicReference<@Nullable WorkerPool> pool = new AtomicReference<>();

  private ThreadPoolExecutor(int size, int queueCapacity, FullPolicy whenFull) {
    this.size = size;
    this.queueCapacity = queueCapacity;
    this.whenFull = whenFull;
    this.intake = new Intake(size + queueCapacity);
  }

  /**
   * An executor of {@code size} threads; {@value #DEFAULT_QUEUE_CAPACITY} runs may wait for them
   * and the others wait in the store.
   *
   * @param size 1 to {@value #MAX_SIZE}
   * @throws IllegalArgumentException if {@code size} is out of range
   */
  public static ThreadPoolExecutor ofSize(int size) {
    requireRange("size", size, 1, MAX_SIZE);
    return new ThreadPoolExecutor(size, DEFAULT_QUEUE_CAPACITY, FullPolicy.WAIT);
  }

  /**
   * A new executor like this one in which {@code capacity} runs may wait for a thread.
   *
   * @param capacity 0 to {@value #MAX_QUEUE_CAPACITY}; with 0 a run is taken over only by a thread
   *     that is free
   * @throws IllegalArgumentException if {@code capacity} is out of range
   */
  public ThreadPoolExecutor withQueueCapacity(int capacity) {
    requireRange("queue capacity", capacity, 0, MAX_QUEUE_CAPACITY);
    return new ThreadPoolExecutor(size, capacity, whenFull);
  }

  /** A new executor like this one that does {@code policy} when it is full. */
  public ThreadPoolExecutor withFullPolicy(FullPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    return new ThreadPoolExecutor(size, queueCapacity, policy);
  }

  @Override
  public void start(ExecutorContext context) {
    WorkerPool made = new WorkerPool(size, intake, counts, context);
    Started.once(pool, made, context);
    if (intake.isClosed()) {
      made.shutdown();
    }
  }

  @Override
  public int idle() {
    return Math.max(0, intake.room() - queueCapacity);
  }

  @Override
  public int room() {
    int room = intake.room();
    return whenFull == FullPolicy.WAIT || intake.isClosed() ? room : Integer.MAX_VALUE;
  }

  /**
   * {@inheritDoc}
   *
   * <p>When it is full, {@link FullPolicy#CALLER_RUNS} calls the run in the calling thread and
   * returns true when it has ended.
   *
   * @throws IllegalStateException if it was not started
   */
  @Override
  public boolean submit(Runnable run) {
    if (Started.require(pool).submit(run)) {
      return true;
    }
    if (whenFull != FullPolicy.CALLER_RUNS || intake.isClosed()) {
      counts.refused();
      return false;
    }
    counts.began(0);
    inCaller.add(run);
    Guarded.runInCaller(run);
    inCaller.remove(run);
    counts.ended();
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Another thread takes the place of the one that is busy with it. At most as many threads as
   * the pool has can be replaced at a time; beyond that, and for a run in the calling thread, the
   * answer is false.
   */
  @Override
  public boolean abandon(Runnable run) {
    return !inCaller.contains(run) && Started.require(pool).abandon(run);
  }

  @Override
  public ExecutorStats stats() {
    WorkerPool started = pool.get();
    return counts.stats(started == null ? 0 : started.queued());
  }

  @Override
  public void shutdown() {
    intake.close();
    WorkerPool started = pool.get();
    if (started != null) {
      started.shutdown();
    }
  }

  /** {@inheritDoc} In one of its own threads it waits in vain. */
  @Override
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    WorkerPool started = pool.get();
    return started == null ? intake.isClosed() : started.awaitTermination(timeout);
  }

  private static void requireRange(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          name + " " + value + " is out of range; use " + low + " to " + high);
    }
  }
}
