package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.internal.time.TimeSource.Loop;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls that may block, one after another in the order in which they were given, on a thread
 * of its own. After {@link #close} the thread lasts only as long as calls wait.
 */
public final class CallQueue {

  /** Most calls that may wait. */
  public static final int CAPACITY = 65_536;

  private final String name;
  private final TimeSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Runnable> waiting = new ArrayDeque<>(); // guarded by lock
  private @Nullable Loop loop; // guarded by lock
  private boolean closed; // guarded by lock

  /**
   * A queue whose thread begins with its first call.
   *
   * @param name the name of the thread
   */
  public CallQueue(String name, TimeSource time) {
    this.name = name;
    this.time = time;
  }

  /**
   * Makes a call later. What depends on the answer runs on the thread of this queue.
   *
   * @return its answer or what it threw; a {@link RejectedExecutionException} if {@value #CAPACITY}
   *     calls wait already
   */
  public <T extends @Nullable Object> CompletionStage<T> add(Supplier<T> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    lock.lock();
    try {
      if (waiting.size() >= CAPACITY) {
        return CompletableFuture.failedStage(
            new RejectedExecutionException(
                CAPACITY + " calls of the scheduler wait already; await some before making more"));
      }
      waiting.add(() -> make(call, answer));
      Loop running = loop;
      if (running == null) {
        loop = time.startLoop(name, this::round);
      } else {
        running.wake();
      }
    } finally {
      lock.unlock();
    }
    return answer.minimalCompletionStage();
  }

  /** Makes a call later that answers nothing; see {@link #add}. */
  public CompletionStage<@Nullable Void> run(Runnable call) {
    return this.<@Nullable Void>add(
        () -> {
          call.run();
          return null;
        });
  }

  /** Ends the thread when no call waits any more. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      Loop running = loop;
      if (running != null) {
        running.wake();
      }
    } finally {
      lock.unlock();
    }
  }

  private long round() {
    for (Runnable call = next(); call != null; call = next()) {
      call.run();
    }
    return LoopBody.UNTIL_WOKEN;
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      Runnable call = waiting.poll();
      Loop running = loop;
      if (call == null && closed && running != null) {
        running.stop();
        loop = null;
      }
      return call;
    } finally {
      lock.unlock();
    }
  }

  private static <T extends @Nullable Object> void make(
      Supplier<T> call, CompletableFuture<T> answer) {
    try {
      answer.complete(call.get());
    } catch (Throwable refused) {
      answer.completeExceptionally(refused);
    }
  }
}
