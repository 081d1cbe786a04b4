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
  private final Map<String, Room> left = new HashMap<>();
  private final @Nullable ClaimAhead ahead; // for a store that other nodes share
  private volatile boolean passedOver; // set by the loop before it asks how much room there is
  private @Nullable Throwable broken; // what an executor threw in this round

  Handover(Lane lane) {
    this.lane = lane;
    this.ahead = lane.store().traits().shared() ? new ClaimAhead() : null;
  }

  /**
   * How much each executor can take; nothing while too many outcomes wait to be written.
   *
   * @param share how much of it goes to the oldest work
   */
  List<QueueRoom> rooms(OldestShare share) {
    left.clear();
    boolean before = passedOver;
    passedOver = true; // whoever frees room from now on says so
    if (lane.completions().isFull()) {
      return List.of();
    }
    int batch = lane.batch();
    List<QueueRoom> rooms = new ArrayList<>();
    for (Map.Entry<String, JobExecutor> each : lane.executors().entrySet()) {
      int room =
          ahead == null
              ? each.getValue().room()
              : ahead.room(each.getKey(), each.getValue(), batch);
      int free = Math.min(room, batch) - reserved(each.getKey());
      free = lane.rates().ofExecutor(each.getKey(), free);
      if (free > 0) {
        left.put(each.getKey(), new Room(free));
        rooms.add(new QueueRoom(each.getKey(), free, share.of(each.getKey(), free)));
      } else {
        before = true;
      }
    }
    passedOver = before;
    return rooms;
  }

  /** Whether {@link #rooms} has left out an executor, or may be about to; for any thread. */
  boolean mayPassOver() {
    return passedOver;
  }

  /** Whether {@link #rooms} left out an executor that was full, since this was asked last. */
  boolean wasPassedOver() {
    boolean answer = passedOver;
    passedOver = false;
    return answer;
  }

  private int reserved(String queue) {
    int count = 0;
    for (Run run : early) {
      count += run.record().policy().queue().equals(queue) ? 1 : 0;
    }
    return count;
  }

  /** What is left for a queue of the last answer of {@link #rooms}. */
  Room left(String queue) {
    Room room = left.get(queue);
    return room == null ? new Room(0) : room;
  }

  /** Registers leases and hands over those that are due. */
  void accept(List<ExecutionRecord> claimed, Moment sent, Instant storeNow) {
    if (claimed.isEmpty()) {
      return;
    }
    lane.rates().take(claimed);
    List<Run> runs = new ArrayList<>(claimed.size());
    Duration length = lane.settings().lease().minus(lane.settings().margin());
    long received = lane.time().nanoTime();
    StartWindow openNow = StartWindow.from(received);
    LeaseTerm fromNow = LeaseTerm.from(sent, Duration.ZERO, length);
    for (ExecutionRecord record : claimed) {
      if (record.deadline() == null && !record.dueTime().isAfter(storeNow)) {
        runs.add(new Run(lane, record, openNow, fromNow));
      } else {
        StartWindow window = StartWindow.of(record, storeNow, received);
        LeaseTerm term = LeaseTerm.from(sent, StartWindow.untilDue(record, storeNow), length);
        runs.add(new Run(lane, record, window, term));
      }
    }
    lane.giveBack(lane.runs().register(runs));
    for (Run run : runs) {
      if (run.window().isOpen(received)) {
        submit(run);
      } else {
        early.add(run);
      }
    }
    startDue();
  }

  /** Hands over the executions whose instant has come. */
  void startDue() {
    Run head = early.peek();
    while (head != null && head.window().isOpen(lane.time().nanoTime())) {
      early.poll();
      submit(head);
      head = early.peek();
    }
    tellBroken();
  }

  /** Gives back what has waited too long for a thread while another node could run it. */
  void giveBackOverdue() {
    if (ahead != null) {
      lane.giveBack(ahead.overdue(lane.time().nanoTime()));
    }
  }

  /** A run of a queue has ended after so long; for any thread. */
  void ended(String queue, long millis) {
    if (ahead != null) {
      ahead.note(queue, millis);
    }
  }

  /** {@code nanos}, or less if an execution's instant comes sooner or some wait for threads. */
  long orSooner(long nanos) {
    long sooner = ahead == null ? nanos : ahead.orSooner(nanos);
    Run head = early.peek();
    return head == null
        ? sooner
        : Math.min(sooner, head.window().opensNanos() - lane.time().nanoTime());
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
    if (executor == null) {
      giveBack(run);
      return;
    }
    if (ahead != null) {
      ahead.submitted(queue, run, lane.time().nanoTime());
    }
    try {
      if (!executor.submit(run) && run.revoke()) {
        refused(run, !executor.equals(lane.executors().get(queue)));
      }
    } catch (RuntimeException | Error thrown) {
      broken = thrown;
      giveBack(run);
    }
  }

  private void giveBack(Run run) {
    if (run.revoke()) {
      lane.giveBack(List.of(run));
    }
  }

  /** Fails the round, whose other runs are handed over, if an executor threw. */
  private void tellBroken() {
    Throwable thrown = broken;
    if (thrown != null) {
      broken = null;
      throw new IllegalStateException("an executor threw when it was given a run", thrown);
    }
  }

  /** A run whose executor was removed or shut down goes back to the store and waits there. */
  private void refused(Run run, boolean removed) {
    if (removed || !lane.isDispatching()) {
      lane.giveBack(List.of(run));
    } else {
      Outcome missed = new Outcome.Missed(MissedRange.Reason.EXECUTOR_FULL);
      lane.completions().add(run, run.completion(missed), null);
    }
  }

  /** How much an executor can still take in this round. */
  static final class Room {
    private int left;

    private Room(int left) {
      this.left = left;
    }

    int left() {
      return left;
    }

    void take(int count) {
      left -= count;
    }
  }
}
