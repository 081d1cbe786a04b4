package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.engine.LeaseTerm.Moment;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passes leased executions on: to the executors at once when they are due, to the {@link Starter}
 * when they were leased ahead of their instant. While too many outcomes wait to be written, what is
 * due is held back, so that the next claim is made during the write and yet a crash repeats no more
 * than a few. Used by the dispatch loop alone, unless it says so.
 */
final class Handover {

  /** How often is looked whether an executor whose room was all kept has more. */
  private static final long RESERVED_NANOS = 10_000_000;

  private final Lane lane;
  private final Submission submission;
  private final Starter starter;
  private final Map<String, Room> left = new HashMap<>();
  private final @Nullable ClaimAhead ahead; // for a store that other nodes share
  private final Queue<Run> held = new ArrayDeque<>(); // due, not handed over
  private long heldSince; // means nothing while none is held
  private boolean stuck; // what was held back had to be given back
  private final Set<String> reserved = new HashSet<>(); // left out as their room is all kept
  private volatile boolean passedOver; // set by the loop before it asks how much room there is

  Handover(Lane lane) {
    this.lane = lane;
    this.ahead = lane.store().traits().shared() ? new ClaimAhead() : null;
    this.submission = new Submission(lane, ahead);
    this.starter = new Starter(lane, submission);
  }

  Starter starter() {
    return starter;
  }

  /**
   * How much each executor can take; nothing while outcomes cannot be written.
   *
   * @param share how much of it goes to the oldest work
   */
  List<QueueRoom> rooms(OldestShare share) {
    left.clear();
    reserved.clear();
    boolean before = passedOver;
    passedOver = true; // whoever frees room from now on says so
    stuck &= lane.completions().isFull();
    if (stuck) {
      return List.of();
    }
    int batch = lane.batch();
    List<QueueRoom> rooms = new ArrayList<>();
    for (Map.Entry<String, JobExecutor> each : lane.executors().entrySet()) {
      String queue = each.getKey();
      int room = room(queue, each.getValue(), batch);
      int unreserved = room - kept(queue);
      int free = lane.rates().ofExecutor(queue, unreserved);
      if (free > 0) {
        left.put(queue, new Room(free));
        rooms.add(new QueueRoom(queue, free, share.of(queue, free)));
      } else {
        before = true;
        if (room > 0 && unreserved <= 0) {
          reserved.add(queue);
        }
      }
    }
    passedOver = before;
    return rooms;
  }

  private int room(String queue, JobExecutor executor, int batch) {
    return ahead == null ? Math.min(executor.room(), batch) : ahead.room(queue, executor, batch);
  }

  /** How much of it belongs to runs that were leased and not handed over. */
  private int kept(String queue) {
    return starter.waiting(queue) + held(queue);
  }

  /**
   * Whether an executor that was left out, since all its room was kept for runs that were leased,
   * has more by now: it says so only when it had none.
   */
  boolean hasUnreserved() {
    return !reserved.isEmpty()
        && lane.executors().entrySet().stream()
            .filter(each -> reserved.contains(each.getKey()))
            .anyMatch(
                each -> room(each.getKey(), each.getValue(), lane.batch()) > kept(each.getKey()));
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

  /**
   * Whether a shared store has filled all the room of the last answer of {@link #rooms}; a store in
   * this process is asked again rather than counted with.
   */
  boolean isUsedUp() {
    return ahead != null && left.values().stream().allMatch(room -> room.left() <= 0);
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
    List<Run> early = new ArrayList<>(0);
    boolean holdsBack = mustHold();
    for (Run run : runs) {
      if (!run.window().isOpen(received)) {
        early.add(run);
      } else if (holdsBack) {
        hold(run, received);
      } else {
        submission.submit(run);
      }
    }
    if (!early.isEmpty()) {
      starter.add(early);
    }
    submission.settle();
  }

  private boolean mustHold() {
    passedOver = true; // whoever writes outcomes from now on says so
    return lane.completions().isFull();
  }

  private void hold(Run run, long nanos) {
    if (held.isEmpty()) {
      heldSince = nanos;
    }
    held.add(run);
  }

  private int held(String queue) {
    return (int) held.stream().filter(run -> run.record().policy().queue().equals(queue)).count();
  }

  /**
   * Hands over what was held back, unless it must still be.
   *
   * @return whether nothing is held back any more
   */
  boolean passOn() {
    if (held.isEmpty()) {
      return true;
    }
    if (mustHold()) {
      return false;
    }
    held.forEach(submission::submit);
    held.clear();
    submission.settle();
    return true;
  }

  /** Makes up for what failed since the last round, and gives back what no executor took. */
  void settle() {
    starter.startIfNeeded();
    submission.settle();
  }

  /** Whether a run could not be handed over and {@link #settle} has not seen to it; any thread. */
  boolean isUnsettled() {
    return submission.isUnsettled();
  }

  /** Gives back what has waited too long here while another node could run it. */
  void giveBackOverdue() {
    if (ahead == null) {
      return;
    }
    long now = lane.time().nanoTime();
    List<Run> overdue = ahead.overdue(now);
    if (!held.isEmpty() && now - heldSince > ClaimAhead.LONGEST_NANOS) {
      held.stream().filter(Run::revoke).forEach(overdue::add);
      held.clear();
      stuck = true;
    }
    lane.giveBack(overdue);
  }

  /** A run of a queue has ended after so long; for any thread. */
  void ended(String queue, long millis) {
    if (ahead != null) {
      ahead.note(queue, millis);
    }
  }

  /** {@code nanos}, or less if some wait for threads, are held back, or have all room kept. */
  long orSooner(long nanos) {
    if (ahead == null) {
      return nanos;
    }
    long sooner = Math.min(ahead.orSooner(nanos), reserved.isEmpty() ? nanos : RESERVED_NANOS);
    return held.isEmpty()
        ? sooner
        : Math.min(sooner, heldSince + ClaimAhead.LONGEST_NANOS + 1 - lane.time().nanoTime());
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
