package dev.punctual.scheduler.internal.engine;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the runs that were leased ahead of their time and has each submitted at its instant. It
 * never calls the store, so that a slow answer makes none of them late. Safe for any thread; its
 * loop begins with the first such run.
 */
final class Starter {

  private final Lane lane;
  private final Submission submission;
  private final GuardedLoop loop;
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Run> early =
      new PriorityQueue<>(
          Comparator.comparingLong(run -> run.window().opensNanos())); // guarded by lock
  private final Map<String, Level> levels = new HashMap<>(); // by queue; guarded by lock
  private volatile boolean started; // changed under lock
  private boolean stopped; // guarded by lock
  private boolean half; // of some queue has begun in this round; used by the loop alone

  /** How many runs of a queue are kept, and how many were when some were added last. */
  private static final class Level {
    private int now;
    private int before;
  }

  Starter(Lane lane, Submission submission) {
    this.lane = lane;
    this.submission = submission;
    this.loop = lane.loop("start", this::round);
  }

  /** The loop; null as long as there was no run for it. */
  @Nullable GuardedLoop loop() {
    return started ? loop : null;
  }

  /** Ends the loop for good. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      loop.stop();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps runs until their instant. */
  void add(List<Run> runs) {
    boolean isSooner;
    lock.lock();
    try {
      Run head = early.peek();
      early.addAll(runs);
      for (Run run : runs) {
        Level level = levels.computeIfAbsent(queue(run), any -> new Level());
        level.now++;
        level.before = level.now;
      }
      isSooner = head != early.peek();
      startIfNeeded();
    } finally {
      lock.unlock();
    }
    if (isSooner) {
      loop.wake();
    }
  }

  /** Starts the loop if there are runs for it, also if there was no thread for it before. */
  void startIfNeeded() {
    lock.lock();
    try {
      if (!started && !stopped && !early.isEmpty()) {
        loop.start();
        started = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many runs of a queue wait for their instant. */
  int waiting(String queue) {
    int count = 0;
    lock.lock();
    try {
      for (Run run : early) {
        count += run.isWaiting() && queue(run).equals(queue) ? 1 : 0;
      }
    } finally {
      lock.unlock();
    }
    return count;
  }

  private static String queue(Run run) {
    return run.record().policy().queue();
  }

  private long round() {
    half = false;
    Run run = nextOpen();
    if (run != null) {
      do {
        submission.submit(run);
        run = nextOpen();
      } while (run != null);
      lane.dispatcher().onStarted(half);
    }
    return nanosUntilNext();
  }

  private @Nullable Run nextOpen() {
    lock.lock();
    try {
      Run head = early.peek();
      if (head == null || !head.window().isOpen(lane.time().nanoTime())) {
        return null;
      }
      Level level = levels.computeIfAbsent(queue(head), any -> new Level());
      level.now--;
      half |= level.now * 2 <= level.before;
      return early.poll();
    } finally {
      lock.unlock();
    }
  }

  private long nanosUntilNext() {
    lock.lock();
    try {
      Run head = early.peek();
      return head == null ? Long.MAX_VALUE : head.window().opensNanos() - lane.time().nanoTime();
    } finally {
      lock.unlock();
    }
  }
}
