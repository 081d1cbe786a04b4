package dev.punctual.scheduler.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Time that moves when a test says so. Loops run as steps on the thread that moves it, in the order
 * of their due times, and those due together in the order in which they became due, so a run with
 * one seed is repeated exactly.
 *
 * <p>Waking a loop, reading the clocks and scheduling are safe from any thread. One thread at a
 * time moves the time: {@link #advance} refuses a second one, and the thread that is inside a step
 * already. {@link #await} is what blocking calls do, so it is allowed in both cases: inside a step
 * it moves the time on, and beside another thread it waits for that one to bring the event about.
 */
public final class VirtualTime implements TimeSource {

  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock moving = new ReentrantLock(); // taken before lock
  private final Random random;
  private final ZoneId zone;
  private final PriorityQueue<VirtualStep> steps = new PriorityQueue<>(); // guarded by lock
  private long sequence; // guarded by lock
  private volatile long nanos; // written under moving
  private volatile Instant wallAtZero; // written under lock
  private long wallSteps; // guarded by lock

  private VirtualTime(Instant start, ZoneId zone, long seed) {
    this.wallAtZero = start;
    this.zone = zone;
    this.random = new Random(seed);
  }

  /** Virtual time that stands at {@code start} in UTC. */
  public static VirtualTime startingAt(Instant start, long seed) {
    return startingAt(start, ZoneOffset.UTC, seed);
  }

  /** Virtual time that stands at {@code start} on a machine of that zone. */
  public static VirtualTime startingAt(Instant start, ZoneId zone, long seed) {
    return new VirtualTime(start, zone, seed);
  }

  /**
   * Moves time forward, running every step at its own instant. What a scheduled action throws comes
   * out here, with time standing at that action's instant.
   *
   * @param duration zero or more
   * @throws IllegalArgumentException if it is negative or reaches too far
   * @throws IllegalStateException inside a step, or while another thread moves the time
   */
  public void advance(Duration duration) {
    advanceUntil(new CompletableFuture<>(), duration);
  }

  /**
   * Moves time forward until {@code event} is complete, and no further; otherwise the same as
   * {@link #advance}.
   *
   * @return whether it is complete
   */
  public boolean advanceUntil(CompletableFuture<?> event, Duration longest) {
    if (moving.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "time is moved from inside what it runs, such as a job or a listener; move it from the"
              + " test, and let a job that takes long end by a future");
    }
    long target = after(longest);
    if (!moving.tryLock()) {
      throw new IllegalStateException(
          "another thread moves the time; let one thread at a time do that");
    }
    try {
      while (!event.isDone() && runNext(target)) {}
      if (!event.isDone()) {
        nanos = Math.max(nanos, target);
      }
      return event.isDone();
    } finally {
      moving.unlock();
    }
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
      wallSteps++;
      VirtualStep[] inOrder = steps.toArray(new VirtualStep[0]);
      Arrays.sort(inOrder);
      for (VirtualStep each : inOrder) {
        if (each instanceof VirtualLoop loop) {
          loop.wake();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs {@code action} once, {@code delay} from now.
   *
   * @param delay zero or more
   */
  public void schedule(Duration delay, Runnable action) {
    VirtualStep step = new VirtualStep();
    step.action = action;
    lock.lock();
    try {
      requeue(step, after(delay));
    } finally {
      lock.unlock();
    }
  }

  private long after(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "time cannot go by "
              + duration
              + "; use zero or more, and step the clock to set it back");
    }
    long now = nanos;
    Duration room = Duration.ofNanos(Long.MAX_VALUE - 1 - now);
    if (duration.compareTo(room) > 0) {
      throw new IllegalArgumentException(
          "time cannot go by " + duration + "; " + room.toDays() + " days are left");
    }
    return now + duration.toNanos();
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

  /**
   * Moves time forward until {@code event} is complete, for {@code timeout} at most. While another
   * thread moves the time, waits for what that brings about.
   */
  @Override
  public boolean await(CompletableFuture<?> event, Duration timeout) throws InterruptedException {
    long now = nanos;
    long most = SystemTime.saturatedNanos(timeout);
    long target = most > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + most;
    while (!event.isDone() && nanos <= target) {
      if (moving.tryLock(1, TimeUnit.MILLISECONDS)) {
        try {
          moveUntil(target, event);
        } finally {
          moving.unlock();
        }
        break;
      }
    }
    return event.isDone();
  }

  @Override
  public boolean goesByItself() {
    return false;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public ZoneId zone() {
    return zone;
  }

  private void moveUntil(long target, CompletableFuture<?> event) throws InterruptedException {
    while (!event.isDone()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!runNext(target)) {
        nanos = target == Long.MAX_VALUE ? nanos : Math.max(nanos, target);
        return;
      }
    }
  }

  /** Runs the next step that is due until {@code target}, if there is one. */
  private boolean runNext(long target) {
    VirtualStep step = takeNext(target);
    if (step == null) {
      return false;
    }
    step.run();
    return true;
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

  /** How often the wall clock was set; asked under the lock. */
  long wallSteps() {
    return wallSteps;
  }

  ReentrantLock lock() {
    return lock;
  }
}
