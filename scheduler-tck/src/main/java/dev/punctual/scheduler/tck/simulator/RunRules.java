package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.tck.simulator.RunModel.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Judges what becomes of executions, their leases, and the user code that runs under them. */
final class RunRules {

  private static final long MILLI = 1_000_000;

  private final Findings findings;
  private final Duration lookAhead;
  private final PolicyRules policies;
  private final ChainRules chains;
  private final LimitRules limits;
  private final ShareRules shares;
  private final Map<ExecutionId, RunModel> runs;
  private Instant storeNow = Instant.EPOCH;
  private long mostShift;
  private boolean healed; // before, the store may be too far away to give anything back

  RunRules(
      Findings findings,
      Duration lookAhead,
      ChainRules chains,
      LimitRules limits,
      ShareRules shares,
      Map<ExecutionId, RunModel> runs) {
    this.findings = findings;
    this.lookAhead = lookAhead;
    this.policies = new PolicyRules(findings);
    this.chains = chains;
    this.limits = limits;
    this.shares = shares;
    this.runs = runs;
  }

  Map<ExecutionId, RunModel> runs() {
    return runs;
  }

  /** A fire or a run by hand is to become an execution. */
  void plan(ExecutionId id, JobModel job) {
    RunModel run = new RunModel(id, job);
    run.mayBlock = job.unended >= job.record.policy().maxInstances();
    shares.restart(run);
    if (runs.putIfAbsent(id, run) != null) {
      findings.add(Invariant.CONSERVATION, id.jobId(), "fired twice: " + id);
    }
    job.unended++;
  }

  /** A failed run is to be run again, perhaps without its job. */
  void planAgain(ExecutionId id, JobModel job, boolean jobIsThere) {
    plan(id, job);
    Objects.requireNonNull(runs.get(id)).unlimited = !jobIsThere;
  }

  boolean isPlanned(ExecutionId id) {
    return runs.containsKey(id);
  }

  /** A run by hand was turned away. */
  void skipped(ExecutionId id) {
    end(Objects.requireNonNull(runs.get(id)), ExecutionState.MISSED);
  }

  void judge(Event event, Ledger.Line line, Instant storeTime) {
    storeNow = storeTime;
    if (event instanceof Event.Granted granted) {
      grant(granted.execution(), line);
    } else if (event instanceof Event.Late late) {
      endUnleased(late.execution());
    } else if (event instanceof Event.Renewed renewed) {
      renewed.kept().forEach(each -> renew(each, line));
      renewed.lost().forEach(this::lose);
    } else if (event instanceof Event.Completed completed) {
      complete(completed);
    } else if (event instanceof Event.Released released) {
      release(released);
    } else if (event instanceof Event.Reaped reaped) {
      reap(reaped);
    } else if (event instanceof Event.Confirmed confirmed) {
      confirm(confirmed);
    } else if (event instanceof Event.Cancelled cancelled) {
      cancel(cancelled);
    } else if (event instanceof Event.Began began) {
      begin(began.lease(), line);
    } else if (event instanceof Event.Ended ended) {
      endCode(ended, line);
    } else if (event instanceof Event.Down down) {
      leave(down, line.node());
    } else if (event instanceof Event.Healed) {
      healed = true;
    }
  }

  private void grant(ExecutionRecord record, Ledger.Line line) {
    RunModel run = find(record.id());
    if (run == null) {
      return;
    }
    String job = record.id().jobId();
    Lease held = run.lease;
    if (held != null) {
      add(
          Invariant.ONE_LEASE,
          run,
          "leased to " + line.node() + " while " + held.node + " has it until " + held.until);
    }
    if (run.end != null) {
      add(Invariant.TERMINAL_ONCE, run, "leased after it had ended as " + run.end);
    }
    if (record.token() <= run.lastToken) {
      add(
          Invariant.TOKENS_INCREASE,
          run,
          "token " + record.token() + " comes after token " + run.lastToken);
    }
    policies.granted(run, record);
    if (run.isRevoked()) {
      add(
          Invariant.REVOCATION,
          run,
          "leased to " + line.node() + " while its job is " + run.job.record.state());
    }
    mostShift = Math.max(mostShift, line.shift()); // a clock set back after a job was claimed
    Instant latest = storeNow.plusMillis(mostShift - line.shift()).plus(lookAhead);
    if (record.dueTime().isAfter(latest)) {
      add(Invariant.PUNCTUALITY, run, "leased at " + storeNow + ", due at " + record.dueTime());
    }
    Instant deadline = record.deadline();
    if (deadline != null && deadline.isBefore(storeNow)) {
      add(Invariant.PUNCTUALITY, run, "leased at " + storeNow + " after its deadline " + deadline);
    }
    Instant until = record.leaseUntil();
    Lease lease =
        new Lease(line.node(), record, until == null ? storeNow : until, storeNow, line.nanos());
    extend(lease, line);
    lease.givenShift = line.shift();
    run.lastToken = record.token();
    run.lease = lease;
    run.leases.put(record.token(), lease);
    limits.granted(run, record.task(), storeNow);
    shares.granted(run, record, storeNow);
    if (held == null && !run.unlimited && ++run.job.leases > run.job.mostInstances) {
      findings.add(
          Invariant.MAX_INSTANCES,
          job,
          run.job.leases + " leases at once, and the limit is " + run.job.mostInstances);
    }
  }

  private void renew(LeaseRef ref, Ledger.Line line) {
    RunModel run = find(ref.id());
    Lease lease = run == null ? null : run.lease;
    if (lease == null || lease.token != ref.token()) {
      findings.add(
          Invariant.FENCED, ref.id().jobId(), "renewed without being current: " + text(ref));
      return;
    }
    lease.until = storeNow.plus(lease.length);
    extend(lease, line);
  }

  private void lose(LeaseRef ref) {
    RunModel run = find(ref.id());
    if (run != null && run.holds(ref)) {
      add(Invariant.ONE_LEASE, run, "told lost though current: " + text(ref));
    }
  }

  private void complete(Event.Completed completed) {
    Completion completion = completed.completion();
    LeaseRef ref = completion.lease();
    RunModel run = find(ref.id());
    if (run == null) {
      return;
    }
    boolean done = completed.status() == CompleteStatus.DONE;
    if (done != run.holds(ref)) {
      add(
          Invariant.FENCED,
          run,
          done
              ? "a completion with the stale token " + ref.token() + " took effect"
              : "a completion with the current token " + ref.token() + " was refused");
    }
    if (!done) {
      return;
    }
    unlease(run);
    ExecutionState how = policies.completed(run, completion, storeNow);
    if (how != null) {
      end(run, how);
    } else if (run.deadOrCancelled) {
      chains.perhapsDead(run);
    }
  }

  private void confirm(Event.Confirmed confirmed) {
    RunModel run = find(confirmed.lease().id());
    if (run != null) {
      policies.confirmed(run, confirmed, storeNow);
    }
  }

  private void release(Event.Released released) {
    RunModel run = find(released.lease().id());
    if (run == null) {
      return;
    }
    if (released.current() != run.holds(released.lease())) {
      add(
          Invariant.FENCED,
          run,
          "giving back " + text(released.lease()) + " answered " + released.current());
    }
    Lease lease = run.lease;
    if (released.current() && lease != null) {
      policies.released(run, lease);
      unlease(run);
    }
  }

  private void reap(Event.Reaped reaped) {
    ExecutionRecord record = reaped.execution();
    RunModel run = find(record.id());
    if (run == null) {
      return;
    }
    Lease lease = run.lease;
    if (lease == null) {
      add(Invariant.FENCED, run, "a lease was taken away that did not exist");
    } else if (lease.until.isAfter(storeNow)) {
      add(
          Invariant.ONE_LEASE,
          run,
          "taken away at "
              + storeNow
              + " from "
              + lease.node
              + ", which had it until "
              + lease.until);
    }
    if (record.token() <= run.lastToken) {
      add(Invariant.TOKENS_INCREASE, run, "kept its token when its lease was taken away");
    }
    run.lastToken = record.token();
    policies.reaped(run, lease, reaped);
    unlease(run);
    if (record.state().isTerminal()) {
      end(run, record.state());
    }
  }

  private void cancel(Event.Cancelled cancelled) {
    RunModel run = runs.get(cancelled.id());
    if (run != null) {
      run.cancelRequested = true;
      if (cancelled.status() == CancelStatus.CANCELLED) {
        end(run, ExecutionState.CANCELLED);
      }
    }
  }

  private void begin(LeaseRef ref, Ledger.Line line) {
    RunModel run = find(ref.id());
    Lease lease = run == null ? null : run.leases.get(ref.token());
    if (run == null || lease == null) {
      findings.add(Invariant.ONE_LEASE, ref.id().jobId(), "began without a lease: " + text(ref));
      return;
    }
    if (lease.began) {
      add(Invariant.ONE_LEASE, run, "began twice under one lease");
    }
    lease.began = true;
    policies.began(run, lease);
    if (run.end == ExecutionState.CANCELLED && line.shift() == lease.shift) {
      add(Invariant.REVOCATION, run, "began after it was said to be CANCELLED");
    }
    if (!lease.node.equals(line.node())) {
      add(Invariant.ONE_LEASE, run, "began on " + line.node() + ", leased to " + lease.node);
    }
    if (line.nanos() >= lease.untilNanos) {
      add(
          Invariant.ONE_LEASE,
          run,
          "began on %s %d ms after its lease had run out"
              .formatted(line.node(), (line.nanos() - lease.untilNanos) / MILLI));
    }
    if (run.lease != lease && line.shift() == lease.shift) {
      add(Invariant.ONE_LEASE, run, "began on " + line.node() + " under a lease that was gone");
    }
    policies.punctual(run, lease, storeNow.plusMillis(lease.givenShift - line.shift()), lookAhead);
    if (!run.unlimited && run.job.quietAt.contains(line.node())) {
      add(
          Invariant.REVOCATION,
          run,
          "began on " + line.node() + ", where its job was paused or removed before");
    }
  }

  private void endCode(Event.Ended ended, Ledger.Line line) {
    RunModel run = find(ended.lease().id());
    Lease lease = run == null ? null : run.leases.get(ended.lease().token());
    if (run == null || lease == null || !lease.began || lease.ended) {
      findings.add(
          Invariant.ONE_LEASE, ended.job(), "ended without having begun: " + text(ended.lease()));
      return;
    }
    lease.ended = true;
    lease.end = ended.how();
    if (ended.held() && line.nanos() >= lease.untilNanos) {
      add(Invariant.ONE_LEASE, run, line.node() + " believes in a lease that has run out");
    }
  }

  private void leave(Event.Down down, String node) {
    if (down.abandoned() > 0 || !healed) {
      return;
    }
    for (RunModel run : runs.values()) {
      Lease lease = run.lease;
      if (lease != null && lease.node.equals(node)) {
        add(Invariant.CLEAN_SHUTDOWN, run, node + " ended in order and left its lease behind");
      }
    }
  }

  private void endUnleased(ExecutionRecord record) {
    RunModel run = find(record.id());
    if (run != null) {
      if (run.lease != null) {
        add(Invariant.FENCED, run, "ended as too late while it was leased");
      }
      end(run, ExecutionState.MISSED);
    }
  }

  private void end(RunModel run, ExecutionState how) {
    if (run.end != null) {
      add(Invariant.TERMINAL_ONCE, run, "ended as " + run.end + " and then as " + how);
    }
    if (run.end == null) {
      run.job.unended--;
      chains.ended(run, how);
    }
    run.end = how;
  }

  private void unlease(RunModel run) {
    if (run.lease != null) {
      run.lease = null;
      limits.unleased(run);
      shares.restart(run);
      if (!run.unlimited) {
        run.job.leases--;
      }
    }
  }

  private void extend(Lease lease, Ledger.Line line) {
    lease.shift = line.shift();
    lease.untilNanos =
        line.nanos() - line.nanos() % MILLI + Duration.between(storeNow, lease.until).toNanos();
  }

  private @Nullable RunModel find(ExecutionId id) {
    RunModel run = runs.get(id);
    if (run == null) {
      findings.add(Invariant.CONSERVATION, id.jobId(), "nothing fired that became " + id);
    }
    return run;
  }

  private void add(Invariant invariant, RunModel run, String what) {
    findings.add(invariant, run.id.jobId(), run.id + ": " + what);
  }

  private static String text(LeaseRef lease) {
    return EventText.lease(lease);
  }
}
