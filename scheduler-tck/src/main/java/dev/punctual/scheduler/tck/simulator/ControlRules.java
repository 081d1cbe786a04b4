package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.tck.simulator.RunModel.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether runs stop when they are to, and whether a new schedule leaves fires off the
 * record. What depends on time is judged by the world's clock and counts from the end of the latest
 * trouble: who stands still, or cannot reach the store, stops nothing.
 */
final class ControlRules {

  /** How long a stop may take beside all else: for calls, lost ones, and loops that back off. */
  static final Duration SLACK = Duration.ofSeconds(60);

  /** How long code may go on that was asked to stop. */
  static final Duration GRACE = Duration.ofSeconds(5);

  /** How soon a node learns that one of its runs is to stop, as it renews its leases. */
  static final Duration NEWS = Duration.ofSeconds(10);

  /** How long a trouble lasts that does not say so, and its aftermath. */
  private static final Duration LONGEST_TROUBLE = Duration.ofMinutes(5);

  /** How far apart the looks at the clock and the change of one reschedule may be. */
  static final Duration APART = Duration.ofSeconds(10);

  private final Findings findings;
  private final Map<ExecutionId, RunModel> runs;
  private final Map<LeaseRef, Long> begun = new HashMap<>();
  private final Map<ExecutionId, Long> cancelled = new HashMap<>();
  private long calmSince;

  ControlRules(Findings findings, Map<ExecutionId, RunModel> runs) {
    this.findings = findings;
    this.runs = runs;
  }

  /** Judges an event before it has any effect on the models. */
  void judge(Event event, Ledger.Line line) {
    long now = line.nanos();
    if (event instanceof Event.Trouble || event instanceof Event.Healed) {
      troubleUntil(now + LONGEST_TROUBLE.toNanos());
    } else if (event instanceof Event.SetBack setBack) {
      troubleUntil(now + LONGEST_TROUBLE.toNanos() + setBack.nanos());
    } else if (event instanceof Event.Slow slow) {
      troubleUntil(now + slow.nanos());
    } else if (event instanceof Event.Began began) {
      begun.put(began.lease(), now);
    } else if (event instanceof Event.Cancelled asked) {
      if (asked.status() == CancelStatus.REQUESTED) {
        cancelled.putIfAbsent(asked.id(), now);
      }
    } else if (event instanceof Event.Granted granted) {
      granted(granted.execution().id(), line.node());
    } else if (event instanceof Event.Completed completed) {
      if (completed.status() == CompleteStatus.DONE) {
        unleased(completed.completion().lease(), now);
      }
    } else if (event instanceof Event.Released released && released.current()) {
      unleased(released.lease(), now);
    } else if (event instanceof Event.Reaped reaped) {
      RunModel run = runs.get(reaped.execution().id());
      Lease lease = run == null ? null : run.lease;
      if (lease != null) {
        unleased(new LeaseRef(reaped.execution().id(), lease.token), now);
      }
    }
  }

  private void troubleUntil(long nanos) {
    calmSince = Math.max(calmSince, nanos);
  }

  private void granted(ExecutionId id, String node) {
    findings.require(
        !cancelled.containsKey(id),
        Invariant.CANCELLATION,
        id.jobId(),
        () -> id + ": leased to " + node + " after a user was told that it is being stopped");
  }

  private void unleased(LeaseRef ref, long now) {
    RunModel run = runs.get(ref.id());
    if (run == null || !run.holds(ref)) {
      return;
    }
    judgeTimeLimit(run, ref, now);
    judgeCancellation(run, now);
    begun.remove(ref);
  }

  private void judgeTimeLimit(RunModel run, LeaseRef ref, long now) {
    Long began = begun.get(ref);
    Duration limit = run.policy.timeout();
    if (began != null && limit != null) {
      requireStopped(Invariant.TIME_LIMIT, run, began, limit.plus(GRACE), now);
    }
  }

  private void judgeCancellation(RunModel run, long now) {
    Long asked = cancelled.get(run.id);
    if (asked != null) {
      requireStopped(Invariant.CANCELLATION, run, asked, NEWS.plus(GRACE), now);
    }
  }

  /** Clocks of nodes may be a twentieth too slow. */
  private void requireStopped(
      Invariant invariant, RunModel run, long since, Duration within, long now) {
    long from = Math.max(since, calmSince);
    long most = within.toNanos() / 100 * 106 + SLACK.toNanos();
    findings.require(
        now - from <= most,
        invariant,
        run.id.jobId(),
        () ->
            "%s: still leased %s after it was to stop within %s"
                .formatted(run.id, Duration.ofNanos(now - since), within));
  }

  /**
   * A job was given another trigger.
   *
   * @param left the first fire by the old trigger that has not run and is not on record
   * @param first the first fire by the new one
   */
  void rescheduled(
      JobRecord job, @Nullable Instant left, @Nullable Instant first, Instant storeNow, long now) {
    if (left == null || now - calmSince < APART.toNanos()) {
      return;
    }
    Instant latest = storeNow.minus(APART);
    Instant upTo = first == null || first.isAfter(latest) ? latest : first;
    findings.require(
        !left.isBefore(upTo),
        Invariant.CONSERVATION,
        job.id(),
        () -> "fire " + left + " was due when another trigger came, and is not on record");
  }

  /** Judges what is leased when the ledger ends. */
  void finish(long now) {
    for (RunModel run : runs.values()) {
      Lease lease = run.lease;
      if (lease != null) {
        judgeTimeLimit(run, new LeaseRef(run.id, lease.token), now);
        judgeCancellation(run, now);
      }
    }
  }
}
