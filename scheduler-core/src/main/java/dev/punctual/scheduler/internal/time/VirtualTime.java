package dev.punctual.scheduler.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Time that moves when a test says so. Loops run as steps on the thread that moves it, in the order
 * of their due times, and those due together in the order in which they became due, so a run with
 * one seed is repeated exactly.
 *
 * <p>Waking a loop, reading the clocks and scheduling are safe from any thread; one thread at a
 * time moves the time.
 */
public final class VirtualTime implements TimeSource {

  private final ReentrantLock lock = new ReentrantLock();
  private final Random random;
  private final PriorityQueue<VirtualStep> steps = new PriorityQueue<>(); // guarded by lock
  private long sequence; // guarded by lock
  private volatile long nanos;
  private volatile Instant wallAtZero;

  private VirtualTime(Instant start, long seed) {
    this.wallAtZero = start;
    this.random = new Random(seed);
  }

  /** Virtual time that stands at {@code start}. */
  public static VirtualTime startingAt(Instant start, long seed) {
    return new VirtualTime(start, seed);
  }

  /** Moves time forward, running every step at its own instant. */
  public void advance(Duration duration) {
    runUntil(nanos + duration.toNanos(), null);
  }

  /** Runs what is due now without moving time. */
  public void runReady() {
    advance(Duration.ZERO);
  }

  /** Sets the wall clock forward or back; elapsed time stands still. */
  public void stepWall(Duration step) {
    lock.lock();
    try {
      wallAtZero = wallAtZero.plus(step);
      for (VirtualStep each : steps.toArray(new VirtualStep[0])) {
        if (each instanceof VirtualLoop loop) {
          requeue(loop, nanos);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Runs {@code action} once, {@code delay} from now. */
  public void schedule(Duration delay, Runnable action) {
    lock.lock();
    try {
      VirtualStep step = new VirtualStep();
      step.action = action;
      requeue(step, nanos + delay.toNanos());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Instant instant() {
    return wallAtZero.plusNanos(nanos);
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Loop startLoop(String name, LoopBody body) {
    VirtualLoop loop = new VirtualLoop(this, body);
    lock.lock();
    try {
      requeue(loop, nanos);
    } finally {
      lock.unlock();
    }
    return loop;
  }

  @Override
  public ThreadFactory threads(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return body -> {
      Thread thread = new Thread(body, prefix + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Moves time forward until {@code event} is complete, for {@code timeout} at most. */
  @Override
  public boolean await(CompletableFuture<?> event, Duration timeout) {
    long most = SystemTime.saturatedNanos(timeout);
    runUntil(most > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : nanos + most, event);
    return event.isDone();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  private void runUntil(long target, @Nullable CompletableFuture<?> event) {
    while (event == null || !event.isDone()) {
      VirtualStep step = takeNext(target);
      if (step == null) {
        nanos = target == Long.MAX_VALUE ? nanos : Math.max(nanos, target);
        return;
      }
      step.run();
    }
  }

  private @Nullable VirtualStep takeNext(long target) {
    lock.lock();
    try {
      VirtualStep head = steps.peek();
      if (head == null || head.at > target || head.at == Long.MAX_VALUE) {
        return null;
      }
      steps.poll();
      nanos = Math.max(nanos, head.at);
      return head;
    } finally {
      lock.unlock();
    }
  }

  /** Puts a step at its new time; a step that is running is put back when its round ends. */
  void requeue(VirtualStep step, long at) {
    lock.lock();
    try {
      steps.remove(step);
      step.at = at;
      step.order = sequence++;
      steps.add(step);
    } finally {
      lock.unlock();
    }
  }

  ReentrantLock lock() {
    return lock;
  }
}
