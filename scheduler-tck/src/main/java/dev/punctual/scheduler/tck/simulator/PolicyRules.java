package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.tck.simulator.RunModel.Lease;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Judges whether runs are treated as their policies say: attempts, guarantees, losses. */
final class PolicyRules {

  private final Findings findings;

  PolicyRules(Findings findings) {
    this.findings = findings;
  }

  void granted(RunModel run, ExecutionRecord record) {
    run.policy = record.policy().run();
    if (record.attempt() != run.attempt) {
      add(
          Invariant.RETRIES,
          run,
          "leased for attempt %d, which is number %d".formatted(record.attempt(), run.attempt));
    }
    if (record.attempt() > run.policy.retry().maxAttempts()) {
      add(Invariant.RETRIES, run, "leased for more attempts than its policy allows");
    }
    Instant retry = run.retryDue;
    if (retry != null && !retry.equals(record.dueTime())) {
      add(
          Invariant.RETRIES,
          run,
          "to be tried again at " + retry + ", and is due at " + record.dueTime());
    }
    if (record.lost() != run.lost) {
      add(
          Invariant.GUARANTEE,
          run,
          "has lost %d leases, and says %d".formatted(run.lost, record.lost()));
    }
    if (run.guarantee() == Guarantee.AT_MOST_ONCE && run.began) {
      add(Invariant.GUARANTEE, run, "leased again though it has begun, at most once");
    }
  }

  /** The store has said whether a run may start. */
  void confirmed(RunModel run, Event.Confirmed event, Instant storeNow) {
    Lease lease = run.lease;
    boolean current = lease != null && lease.token == event.lease().token();
    if (!event.may() || lease == null) {
      if (event.may()) {
        add(Invariant.GUARANTEE, run, "may start without a lease");
      }
      return;
    }
    if (!current || !lease.until.isAfter(storeNow)) {
      add(Invariant.GUARANTEE, run, "may start under a lease that is not current");
    }
    if (run.isRevoked() || run.cancelRequested) {
      add(Invariant.GUARANTEE, run, "may start though a user has said otherwise");
    }
    lease.confirmed = true;
  }

  void began(RunModel run, Lease lease) {
    if (run.guarantee() != Guarantee.AT_LEAST_ONCE && !lease.confirmed) {
      add(Invariant.GUARANTEE, run, "began without having been confirmed");
    }
    if (run.guarantee() == Guarantee.AT_MOST_ONCE && run.began) {
      add(Invariant.GUARANTEE, run, "began again, though it is to begin at most once");
    }
    run.began = true;
  }

  void released(RunModel run, Lease lease) {
    boolean stopped = lease.end == Work.End.STOPPED;
    if (lease.began && !stopped) {
      add(Invariant.ONE_LEASE, run, "given back after user code had begun under it");
    }
    if (lease.began && run.guarantee() == Guarantee.AT_MOST_ONCE) {
      add(Invariant.GUARANTEE, run, "given back though it has begun, at most once");
    }
  }

  /** A run was taken away from its node. */
  void reaped(RunModel run, @Nullable Lease lease, Event.Reaped event) {
    ExecutionRecord record = event.execution();
    boolean recorded = lease != null && lease.confirmed;
    boolean once = run.guarantee() == Guarantee.AT_MOST_ONCE && recorded;
    run.lost++;
    ExecutionState state = record.state();
    if (record.lost() != run.lost) {
      add(
          Invariant.GUARANTEE,
          run,
          "lost lease number " + run.lost + ", and says " + record.lost());
    }
    if (once != (state == ExecutionState.LOST)) {
      add(
          Invariant.GUARANTEE,
          run,
          "became %s, and its start %s".formatted(state, recorded ? "is recorded" : "is not"));
    }
    boolean tooMany = run.lost > event.maxLost();
    if (state == ExecutionState.DEAD && !tooMany) {
      add(Invariant.GUARANTEE, run, "DEAD after " + run.lost + " losses");
    }
    if (tooMany && !state.isTerminal()) {
      add(Invariant.GUARANTEE, run, "goes on after " + run.lost + " losses");
    }
  }

  /** How a completion that took effect ends its run; null when it does not, or may not. */
  @Nullable ExecutionState completed(RunModel run, Completion completion, Instant storeNow) {
    Outcome outcome = completion.outcome();
    if (outcome instanceof Outcome.Succeeded) {
      return ExecutionState.SUCCEEDED;
    } else if (outcome instanceof Outcome.Missed) {
      return ExecutionState.MISSED;
    } else if (outcome instanceof Outcome.Cancelled) {
      return ExecutionState.CANCELLED;
    } else if (outcome instanceof Outcome.Failed failed) {
      return failed(run, failed, storeNow);
    }
    return null;
  }

  private @Nullable ExecutionState failed(RunModel run, Outcome.Failed failed, Instant storeNow) {
    RunPolicy policy = run.policy;
    RetryPolicy retry = policy.retry();
    boolean aborted = retry.abortOn().stream().anyMatch(failed.error()::startsWith);
    boolean last =
        run.attempt >= retry.maxAttempts()
            || aborted
            || policy.guarantee() == Guarantee.AT_MOST_ONCE;
    Duration delay = failed.retryAfter();
    boolean unwanted = run.cancelRequested || run.job.supersedes;
    if (delay == null) {
      if (!last && !unwanted) {
        add(Invariant.RETRIES, run, "DEAD after attempt " + run.attempt + " for no reason");
      }
      return ExecutionState.DEAD;
    }
    if (last) {
      add(Invariant.RETRIES, run, "tried again after attempt " + run.attempt);
    }
    if (delay.compareTo(retry.delayBound(run.attempt)) > 0) {
      add(Invariant.RETRIES, run, "tried again after " + delay + ", which is too long");
    }
    if (run.cancelRequested) {
      return ExecutionState.CANCELLED;
    }
    boolean removed = !run.unlimited && run.job.presence == JobModel.Presence.REMOVED;
    if (removed && !run.job.supersedes) {
      return ExecutionState.DEAD;
    }
    run.deadOrCancelled = removed;
    run.attempt++;
    run.retryDue = storeNow.plusMillis(delay.toMillis());
    return null;
  }

  /**
   * User code began. A node counts from the grant to the due time by a clock of its own, which may
   * be a twentieth too fast.
   *
   * @param seen the time by the store's clock as it was when the lease was given: that it was set
   *     since is not known
   */
  void punctual(RunModel run, Lease lease, Instant seen, Duration lookAhead) {
    Instant due = lease.record.dueTime();
    Duration ahead = Duration.between(lease.given, due);
    Duration longest = ahead.compareTo(lookAhead) > 0 ? ahead : lookAhead;
    Instant earliest = due.minus(longest.dividedBy(20)).minusMillis(1);
    if (seen.isBefore(earliest)) {
      add(Invariant.PUNCTUALITY, run, "began at " + seen + ", due " + due);
    }
    Instant deadline = lease.record.deadline();
    if (deadline != null && seen.isAfter(deadline.plus(lease.length))) {
      add(Invariant.PUNCTUALITY, run, "began at " + seen + " long after its deadline " + deadline);
    }
  }

  private void add(Invariant invariant, RunModel run, String what) {
    findings.add(invariant, run.id.jobId(), run.id + ": " + what);
  }
}
