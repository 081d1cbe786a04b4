package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.tck.simulator.RunModel.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Compares what a store holds in the end with what the ledger says it must hold. */
final class FinalRules {

  /** How late anything may be when all has been well for long. */
  private static final Duration BOUND = Duration.ofMinutes(2);

  private final Findings findings;
  private final JobRules jobs;
  private final RunRules runs;
  private final ChainRules chains;
  private final LimitRules limits;
  private final RateRules rates;
  private final Map<MissedRange, Integer> lateRanges = new HashMap<>();
  private final Set<Long> unblocked = new HashSet<>();

  FinalRules(
      Findings findings,
      JobRules jobs,
      RunRules runs,
      ChainRules chains,
      LimitRules limits,
      RateRules rates) {
    this.findings = findings;
    this.jobs = jobs;
    this.runs = runs;
    this.chains = chains;
    this.limits = limits;
    this.rates = rates;
  }

  void judge(StoreDump dump, Ledger ledger, Ledger.Line last) {
    Instant now = ledger.storeTime(last);
    jobs(dump, now);
    executions(dump, now, last.nanos());
    ranges(dump);
    chains.finish();
  }

  private void jobs(StoreDump dump, Instant now) {
    Map<String, JobModel> expected = new HashMap<>(jobs.present());
    for (JobRecord job : dump.jobs()) {
      JobModel model = expected.remove(job.id());
      if (model == null || model.record.generation() != job.generation()) {
        findings.add(Invariant.DURABILITY, job.id(), "the store has a job that is gone");
      } else if (model.record.version() != job.version()
          || model.record.state() != job.state()
          || !Objects.equals(model.record.nextFireTime(), job.nextFireTime())) {
        findings.add(
            Invariant.DURABILITY,
            job.id(),
            "the store has %s, and the ledger %s".formatted(job, model.record));
      }
      Instant due = job.dueTime();
      if (job.state() == JobState.ACTIVE && due != null && due.plus(BOUND).isBefore(now)) {
        findings.add(Invariant.LIVENESS, job.id(), "due at " + due + " and not fired by " + now);
      }
    }
    expected.keySet().forEach(id -> findings.add(Invariant.DURABILITY, id, "the store lost a job"));
  }

  private void executions(StoreDump dump, Instant now, long nanos) {
    Map<ExecutionId, RunModel> left = new HashMap<>(runs.runs());
    Set<ExecutionId> seen = new HashSet<>();
    for (EndedExecution ended : dump.ended()) {
      RunModel run = left.remove(ended.id());
      if (!seen.add(ended.id())) {
        findings.add(
            Invariant.TERMINAL_ONCE, ended.id().jobId(), "two ends of one run: " + ended.id());
      } else if (run == null) {
        if (chains.takesLine(ended)) {
          continue;
        }
        findings.add(
            Invariant.CONSERVATION, ended.id().jobId(), "nothing fired that ended: " + ended.id());
      } else {
        ended(run, ended);
      }
    }
    dump.live().stream()
        .filter(live -> live.state() != ExecutionState.BLOCKED)
        .forEach(live -> unblocked.add(live.id().generation()));
    for (ExecutionRecord live : dump.live()) {
      RunModel run = left.remove(live.id());
      if (run == null || run.end != null) {
        findings.add(
            Invariant.TERMINAL_ONCE, live.id().jobId(), "live though it has ended: " + live.id());
      } else {
        live(run, live, now, nanos);
      }
    }
    left.values().removeIf(run -> run.perhaps);
    for (RunModel lost : left.values()) {
      findings.add(Invariant.CONSERVATION, lost.id.jobId(), "lost without a trace: " + lost.id);
    }
  }

  private void ended(RunModel run, EndedExecution row) {
    if (run.end == null) {
      boolean unwanted =
          run.cancelRequested
              || run.job.supersedes
              || run.job.presence == JobModel.Presence.REMOVED;
      boolean skipped = run.maySkip && row.state() == ExecutionState.MISSED;
      boolean dead = run.deadOrCancelled && row.state() == ExecutionState.DEAD;
      findings.require(
          (row.state() == ExecutionState.CANCELLED && unwanted) || skipped || dead,
          Invariant.CONSERVATION,
          run.id.jobId(),
          () -> "ended as " + row.state() + " without a reason: " + run.id);
    } else {
      findings.require(
          run.end == row.state(),
          Invariant.TERMINAL_ONCE,
          run.id.jobId(),
          () -> "ended as " + run.end + " and is on record as " + row.state() + ": " + run.id);
    }
    if (run.end == ExecutionState.MISSED && !run.id.isManual()) {
      missed(run, row);
    }
  }

  /** A fire that became an execution and then was not run is on record as a range too. */
  private void missed(RunModel run, EndedExecution row) {
    Instant fire = row.fireTime();
    for (MissedRange.Reason reason :
        new MissedRange.Reason[] {MissedRange.Reason.GRACE, MissedRange.Reason.EXECUTOR_FULL}) {
      MissedRange range =
          new MissedRange(run.id.jobId(), run.id.generation(), fire, fire, 1, reason);
      lateRanges.merge(range, 1, Integer::sum);
    }
  }

  private void live(RunModel run, ExecutionRecord live, Instant now, long nanos) {
    String job = run.id.jobId();
    switch (live.state()) {
      case SCHEDULED ->
          findings.require(
              !live.dueTime().plus(BOUND).isBefore(now)
                  || limits.isFull(live.task(), now)
                  || rates.isUsedUp(live.task(), nanos),
              Invariant.LIVENESS,
              job,
              () -> "due at " + live.dueTime() + " and not run by " + now + ": " + run.id);
      case HELD ->
          findings.require(
              run.job.isRevoked(),
              Invariant.LIVENESS,
              job,
              () -> "held though its job is not paused: " + run.id);
      case BLOCKED ->
          findings.require(
              unblocked.contains(run.id.generation()),
              Invariant.LIVENESS,
              job,
              () -> "waits for nothing: " + run.id);
      case PARKED ->
          findings.add(Invariant.UNKNOWN_TASK, job, "parked though every task is known: " + run.id);
      default -> claimed(run, live, nanos);
    }
  }

  private void claimed(RunModel run, ExecutionRecord live, long nanos) {
    Lease lease = run.lease;
    boolean runs = lease != null && lease.token == live.token() && lease.began && !lease.ended;
    boolean fresh = lease != null && nanos - lease.since < BOUND.toNanos();
    findings.require(
        runs || fresh,
        Invariant.LIVENESS,
        run.id.jobId(),
        () -> "leased to " + live.owner() + ", which does not run it: " + run.id);
  }

  private void ranges(StoreDump dump) {
    Map<MissedRange, Integer> expected = new HashMap<>(jobs.missed());
    for (MissedRange range : dump.missed()) {
      boolean recorded = take(expected, range) || take(lateRanges, range);
      if (!recorded) {
        findings.add(Invariant.CONSERVATION, range.jobId(), "recorded twice or wrongly: " + range);
      }
    }
    expected
        .keySet()
        .forEach(
            range ->
                findings.add(
                    Invariant.CONSERVATION, range.jobId(), "skipped off the record: " + range));
  }

  private static boolean take(Map<MissedRange, Integer> ranges, MissedRange range) {
    Integer left = ranges.get(range);
    if (left == null) {
      return false;
    }
    if (left == 1) {
      ranges.remove(range);
    } else {
      ranges.put(range, left - 1);
    }
    return true;
  }
}
