package dev.punctual.scheduler.executor;

import dev.punctual.scheduler.internal.executor.Started;
import dev.punctual.scheduler.internal.executor.UnqueuedRuns;
import dev.punctual.scheduler.internal.executor.VirtualThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs each execution in a virtual thread of its own; needs Java 21. No run waits for a thread:
 * with a limit, what goes beyond it waits in the store.
 */
public final class VirtualThreadExecutor implements JobExecutor {

  private final UnqueuedRuns runs;
  private final AtomicReference<@Nullable Executor> threads = new AtomicReference<>();

  private VirtualThreadExecutor(int limit) {
    VirtualThreads.require();
    this.runs = new UnqueuedRuns(limit);
  }

  /**
   * An executor of any number of runs at once.
   *
   * @throws UnsupportedOperationException if this Java has no virtual threads
   */
  public static VirtualThreadExecutor create() {
    return new VirtualThreadExecutor(Integer.MAX_VALUE);
  }

  /**
   * An executor of at most {@code limit} runs at once.
   *
   * @param limit 1 or more; {@link Integer#MAX_VALUE} is no limit
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws UnsupportedOperationException if this Java has no virtual threads
   */
  public static VirtualThreadExecutor ofLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + " is out of range; use 1 or more");
    }
    return new VirtualThreadExecutor(limit);
  }

  @Override
  public void start(ExecutorContext context) {
    runs.start(context);
    threads.set(VirtualThreads.starter(context.name() + "-"));
  }

  @Override
  public int idle() {
    return runs.room();
  }

  @Override
  public int room() {
    return runs.room();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if it was not started
   */
  @Override
  public boolean submit(Runnable run) {
    Executor starter = Started.require(threads);
    if (!runs.begin()) {
      return false;
    }
    try {
      starter.execute(() -> runs.runAndEnd(run));
    } catch (Throwable noThread) {
      runs.end();
      throw noThread;
    }
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * <p>As many runs as the limit admits may go on in this way; beyond that the answer is false.
   */
  @Override
  public boolean abandon(Runnable run) {
    return runs.abandon(run);
  }

  @Override
  public ExecutorStats stats() {
    return runs.stats();
  }

  @Override
  public void shutdown() {
    runs.shutdown();
  }

  /** {@inheritDoc} In one of its own threads it waits in vain. */
  @Override
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    return runs.awaitTermination(timeout);
  }
}
