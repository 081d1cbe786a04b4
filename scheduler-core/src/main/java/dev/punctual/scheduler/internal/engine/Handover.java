package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.engine.LeaseTerm.Moment;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Passes leased executions on to the executors: at once when they are due, at their instant when
 * they were leased ahead of it. Used by the dispatch loop alone.
 */
final class Handover {

  private final Lane lane;
  private final PriorityQueue<Run> early =
      new PriorityQueue<>(Comparator.comparingLong(run -> run.window().opensNanos()));
  private final Map<String, Integer> left = new HashMap<>();
  private volatile boolean partial;

  Handover(Lane lane) {
    this.lane = lane;
  }

  /**
   * How much each executor can take; nothing while too many outcomes wait to be written.
   *
   * @param share how much of it goes to the oldest work
   */
  List<QueueRoom> rooms(OldestShare share) {
    left.clear();
    partial = false;
    if (lane.completions().isFull()) {
      return List.of();
    }
    boolean shared = lane.store().traits().shared();
    int batch = lane.settings().batch();
    List<QueueRoom> rooms = new ArrayList<>();
    for (Map.Entry<String, JobExecutor> each : lane.executors().entrySet()) {
      int room = shared ? each.getValue().idle() : each.getValue().room();
      int free = Math.min(room, batch) - reserved(each.getKey());
      free = lane.rates().ofExecutor(each.getKey(), free);
      if (free > 0) {
        left.put(each.getKey(), free);
        rooms.add(new QueueRoom(each.getKey(), free, share.of(each.getKey(), free)));
      } else {
        partial = true;
      }
    }
    return rooms;
  }

  /** Whether an executor could take nothing when {@link #rooms} was called last. Any thread. */
  boolean isPartial() {
    return partial;
  }

  private int reserved(String queue) {
    int count = 0;
    for (Run run : early) {
      count += run.record().policy().queue().equals(queue) ? 1 : 0;
    }
    return count;
  }

  /** How much of the last answer of {@link #rooms} is left for a queue. */
  int reserve(String queue) {
    return left.getOrDefault(queue, 0);
  }

  /** Counts {@code taken} off what is left for a queue. */
  void taken(String queue, int taken) {
    left.merge(queue, -taken, Integer::sum);
  }

  /** Registers leases and hands over those that are due. */
  void accept(List<ExecutionRecord> claimed, Moment sent, Instant storeNow) {
    if (claimed.isEmpty()) {
      return;
    }
    lane.rates().take(claimed);
    List<Run> runs = new ArrayList<>(claimed.size());
    Duration length = lane.settings().lease().minus(lane.settings().margin());
    Moment received = Moment.now(lane.time());
    for (ExecutionRecord record : claimed) {
      StartWindow window = StartWindow.of(record, storeNow, received.nanos());
      LeaseTerm term = LeaseTerm.from(sent, StartWindow.untilDue(record, storeNow), length);
      runs.add(new Run(lane, record, window, term));
    }
    lane.giveBack(lane.runs().register(runs));
    for (Run run : runs) {
      if (run.window().isOpen(lane.time())) {
        submit(run);
      } else {
        early.add(run);
      }
    }
  }

  /** Hands over the executions whose instant has come. */
  void startDue() {
    Run head = early.peek();
    while (head != null && head.window().isOpen(lane.time())) {
      early.poll();
      submit(head);
      head = early.peek();
    }
  }

  /** {@code nanos}, or less if an execution's instant comes sooner. */
  long orSooner(long nanos) {
    Run head = early.peek();
    return head == null
        ? nanos
        : Math.min(nanos, head.window().opensNanos() - lane.time().nanoTime());
  }

  private void submit(Run run) {
    if (!run.isWaiting()) {
      return;
    }
    String queue = run.record().policy().queue();
    @Nullable JobExecutor executor = lane.executors().get(queue);
    if (executor != null && lane.events().isHeard()) {
      lane.events().publish(new ExecutionEvent.Submitted(lane.time().instant(), run.info()));
    }
    boolean taken = executor != null && executor.submit(run);
    if (!taken && run.revoke()) {
      refused(run, executor == null || !executor.equals(lane.executors().get(queue)));
    }
  }

  /** A run for an executor that was removed goes back to the store and waits there. */
  private void refused(Run run, boolean removed) {
    if (removed) {
      lane.giveBack(List.of(run));
    } else {
      Outcome missed = new Outcome.Missed(MissedRange.Reason.EXECUTOR_FULL);
      lane.completions().add(run, run.completion(missed), null);
    }
  }
}
