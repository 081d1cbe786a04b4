package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.executor.JobExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * How many runs of a shared store are claimed beyond the threads that are free for them: as many as
 * the executor is expected to begin while the store answers the next claim, so that short runs do
 * not wait for the store and long ones do not wait here while another node could run them. What
 * waits longer than expected is given back. Used by the dispatch loop, but for {@link #note} and
 * {@link #submitted}.
 */
final class ClaimAhead {

  /** How long a run that was claimed ahead is to wait for its thread. */
  private static final double EXPECTED_MILLIS = 20;

  /** How long it may wait at most, and how long it may seem to until the store is asked again. */
  static final long LONGEST_NANOS = 250_000_000;

  private static final long LOOK_NANOS = 4_000_000;

  /** How many batches one claim may bring while runs are short. */
  private static final int CLAIMED_BATCHES = 2;

  /** How many batches may wait then, so that a large one is claimed while others begin. */
  private static final int WAITING_BATCHES = 4;

  /** No store is asked for more at once. */
  private static final int LARGEST_CLAIM = 1_000;

  /** Runs that take longer raise the expectation at once, shorter ones lower it slowly. */
  private static final double RISE = 0.25;

  private static final double FALL = 0.03;

  private final Map<String, Double> meanMillis = new ConcurrentHashMap<>();
  private final Map<String, Line> lines = new ConcurrentHashMap<>();

  /** The runs of one executor that have been handed over and wait. */
  private static final class Line {
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private JobExecutor executor;
    private int slots;

    Line(JobExecutor executor) {
      this.executor = executor;
    }

    void forgetStarted() {
      Waiting head = waiting.peek();
      while (head != null && !head.run.isWaiting()) {
        waiting.remove();
        head = waiting.peek();
      }
    }

    /** Whether the first has waited for longer than {@link #LONGEST_NANOS}. */
    boolean isOverdue(long nanos) {
      forgetStarted();
      Waiting head = waiting.peek();
      return head != null && nanos - head.sinceNanos > LONGEST_NANOS;
    }
  }

  private record Waiting(Run run, long sinceNanos) {}

  /** A run of a queue has ended after so long; for any thread. */
  void note(String queue, long millis) {
    meanMillis.merge(
        queue, (double) millis, (mean, one) -> mean + (one - mean) * (one > mean ? RISE : FALL));
  }

  /**
   * How many runs may be claimed for an executor now.
   *
   * @param batch the most that are claimed at once unless runs are short
   */
  int room(String queue, JobExecutor executor, int batch) {
    int idle = executor.idle();
    int room = executor.room();
    if (room == idle || room == Integer.MAX_VALUE) {
      return Math.min(idle, batch); // it keeps nothing waiting, or does not say how much
    }
    Line line = lines.computeIfAbsent(queue, ignored -> new Line(executor));
    if (!line.executor.equals(executor)) {
      line.executor = executor;
      line.slots = 0;
    }
    line.slots = Math.max(line.slots, idle);
    line.forgetStarted();
    int ahead = ahead(queue, line, batch);
    int waiting = idle > 0 ? 0 : line.waiting.size();
    int more = 2 * waiting > ahead ? 0 : ahead - waiting;
    int most = more > 0 ? Math.max(batch, Math.min(CLAIMED_BATCHES * batch, LARGEST_CLAIM)) : batch;
    return Math.min(Math.min(room, idle + more), most);
  }

  private int ahead(String queue, Line line, int batch) {
    Double mean = meanMillis.get(queue);
    return mean == null
        ? 0
        : (int)
            Math.min(WAITING_BATCHES * batch, line.slots * EXPECTED_MILLIS / Math.max(mean, 1e-3));
  }

  /** A run is handed over; for any thread. */
  void submitted(String queue, Run run, long nanos) {
    Line line = lines.get(queue);
    if (line != null) {
      line.waiting.add(new Waiting(run, nanos));
    }
  }

  /** {@code nanos}, or less if something waits, so that threads do not run out of work. */
  long orSooner(long nanos) {
    for (Line line : lines.values()) {
      line.forgetStarted();
      if (!line.waiting.isEmpty()) {
        return Math.min(nanos, LOOK_NANOS);
      }
    }
    return nanos;
  }

  /** Revokes what has waited too long, with all that waits behind it. */
  List<Run> overdue(long nanos) {
    List<Run> overdue = new ArrayList<>();
    lines.forEach(
        (queue, line) -> {
          if (line.isOverdue(nanos)) {
            note(queue, (long) (line.slots * 4 * EXPECTED_MILLIS / RISE)); // claims none ahead
            for (Waiting each = line.waiting.poll(); each != null; each = line.waiting.poll()) {
              if (each.run.revoke()) {
                overdue.add(each.run);
              }
            }
          }
        });
    return overdue;
  }
}
