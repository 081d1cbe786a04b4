package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.ExecutionEvent.CancelRequested.Reason;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How long the runs of a lane may go on: those that reach their time limit are asked to stop, and
 * those that were asked and did not stop in time are abandoned. Safe for any thread.
 *
 * <p>Its loop begins with the first such run, sleeps until the earliest deadline, and is woken only
 * for one before that.
 */
final class Deadlines {

  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Lane lane;
  private final GuardedLoop loop;
  private final Map<Run, Deadline> byRun = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Deadline, Run> ordered = new ConcurrentSkipListMap<>();
  private final AtomicLong sequence = new AtomicLong();
  private final ReentrantLock starting = new ReentrantLock();
  private volatile boolean started; // changed under starting
  private boolean stopped; // guarded by starting

  /** What the loop sleeps for; null while it works, or sleeps until it is woken. */
  private volatile @Nullable Deadline awaited;

  /**
   * What the loop was woken for. It sleeps until then even if that run is over, so that short runs
   * one after another do not wake it each time.
   */
  private volatile @Nullable Deadline waker;

  Deadlines(Lane lane) {
    this.lane = lane;
    this.loop = lane.loop("deadlines", this::round);
  }

  /** Has a run be asked to stop when it is not over after {@code limit}. */
  void limit(Run run, Duration limit) {
    put(run, limit, false);
  }

  /** Has a run that was asked to stop be abandoned when it is not over after the grace time. */
  void grace(Run run) {
    put(run, lane.settings().stopGrace(), true);
  }

  /** The run is over. */
  void forget(Run run) {
    Deadline deadline = byRun.remove(run);
    if (deadline != null) {
      ordered.remove(deadline);
    }
  }

  /** Ends the loop for good. */
  void stop() {
    starting.lock();
    try {
      stopped = true;
      loop.stop();
    } finally {
      starting.unlock();
    }
  }

  /** The loop; null as long as there was no run for it. */
  @Nullable GuardedLoop loop() {
    return started ? loop : null;
  }

  private void put(Run run, Duration after, boolean last) {
    long nanos = after.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : after.toNanos();
    long at = lane.time().nanoTime() + nanos;
    Deadline deadline = new Deadline(at, sequence.incrementAndGet(), last);
    Deadline before = byRun.put(run, deadline);
    if (before != null) {
      ordered.remove(before);
    }
    ordered.put(deadline, run);
    start();
    Deadline next = awaited;
    if (next == null || deadline.compareTo(next) < 0) {
      waker = deadline;
      loop.wake();
    }
  }

  private void start() {
    if (started) {
      return;
    }
    starting.lock();
    try {
      if (!started && !stopped) {
        loop.start();
        started = true;
      }
    } finally {
      starting.unlock();
    }
  }

  private long round() {
    awaited = null;
    Deadline next = waker;
    waker = null;
    long now = lane.time().nanoTime();
    Map.Entry<Deadline, Run> head = ordered.firstEntry();
    while (head != null && head.getKey().at - now <= 0) {
      ordered.remove(head.getKey());
      if (byRun.remove(head.getValue(), head.getKey())) {
        reached(head.getValue(), head.getKey().last);
      }
      head = ordered.firstEntry();
    }
    if (head != null) {
      next = head.getKey();
    } else if (next == null || next.at - now <= 0) {
      return LoopBody.UNTIL_WOKEN;
    }
    awaited = next;
    return next.at - now;
  }

  private void reached(Run run, boolean last) {
    if (last) {
      lane.abandoned().giveUp(run);
    } else {
      run.stop(Reason.TIMEOUT);
    }
  }

  /**
   * When something happens to a run.
   *
   * @param at elapsed time
   * @param order tells those of one instant apart
   * @param last whether it is abandoned then, else it is asked to stop
   */
  private record Deadline(long at, long order, boolean last) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      int byTime = Long.compare(at - other.at, 0);
      return byTime == 0 ? Long.compare(order, other.order) : byTime;
    }
  }
}
