package com.example.store;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
<<<<<<< HEAD
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.trigger.Adjustment;
=======
import dev.punctual.scheduler.store.Node;
>>>>>>> toy2
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
<<<<<<< HEAD
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes executions: of the fires that were decided, and of the runs that users ask for. */
final class Firing {

  private final Content content;
  private final Overlap overlap;

  Firing(Content content) {
    this.content = content;
    this.overlap = new Overlap(content.runs);
  }

  /** Advances a job and inserts its executions, or does nothing because the decision is stale. */
  FireResult fire(String owner, Duration lease, FireDecision decision) {
=======
import org.jspecify.annotations.Nullable;

/** Makes executions of the fires that were decided. */
final class Firing {

  private final Content content;

  Firing(Content content) {
    this.content = content;
  }

  /** Advances a job and inserts its executions, or does nothing because the decision is stale. */
  FireResult fire(Node node, Quota quota, Duration lease, FireDecision decision) {
>>>>>>> toy2
    @Nullable KeptJob job = current(decision.claim());
    if (job == null) {
      return FireResult.STALE;
    }
    if (decision.problem() != null) {
      pause(job, decision.problem());
      return new FireResult(true, List.of(), List.of());
    }
    decision.missed().forEach(content::recordMissed);
    List<KeptRun> asked = planned(job, decision.fires());
<<<<<<< HEAD
    List<KeptRun> skipped = overlap.admit(job, asked);
    asked.removeAll(skipped);
    List<ExecutionRecord> claimed = lease(owner, lease, asked, decision.claimLimit());
=======
    List<KeptRun> skipped = content.runs.overlap.admit(job, asked);
    asked.removeAll(skipped);
    List<ExecutionRecord> claimed = lease(node, quota, lease, asked, decision.claimLimit());
>>>>>>> toy2
    asked.forEach(content.runs::offer);
    advance(job, decision);
    return new FireResult(true, claimed, record(job.record, skipped));
  }

  /** The job of a claim; null when the claim was taken over or the job is another by now. */
  private @Nullable KeptJob current(JobClaim claim) {
    @Nullable KeptJob job = content.jobs.get(claim.job().id());
    return job != null
            && job.isClaimedWith(claim.token())
            && job.record.generation() == claim.job().generation()
            && job.record.version() == claim.job().version()
        ? job
        : null;
  }

  private void pause(KeptJob job, String problem) {
    job.become(job.record.withState(JobState.PAUSED, problem));
    for (KeptRun run : job.runs) {
      if (run.state == ExecutionState.SCHEDULED) {
        content.runs.ready(run);
      }
    }
  }

  /** The executions to insert; a fire that lives already has the same id and is left alone. */
  private List<KeptRun> planned(KeptJob job, List<PlannedFire> fires) {
    List<KeptRun> planned = new ArrayList<>();
    for (PlannedFire fire : fires) {
      ExecutionId id =
          ExecutionId.ofFire(job.record.id(), job.record.generation(), fire.fireTime());
      if (!content.runs.live.containsKey(id)) {
<<<<<<< HEAD
        planned.add(new KeptRun(id, job, fire, content.now()));
=======
        planned.add(new KeptRun(id, job, job.record, fire, content.now()));
>>>>>>> toy2
      }
    }
    return planned;
  }

  /** Leases the first that may run now; a late one is left for claimDue to judge. */
  private List<ExecutionRecord> lease(
<<<<<<< HEAD
      String owner, Duration lease, List<KeptRun> runs, int claimLimit) {
    List<KeptRun> leased =
        runs.stream()
            .filter(run -> run.state == ExecutionState.SCHEDULED && !run.isLate(content.now()))
            .limit(claimLimit)
            .toList();
    leased.forEach(run -> content.runs.lease(run, owner, lease));
    return leased.stream().map(KeptRun::record).toList();
=======
      Node node, Quota quota, Duration lease, List<KeptRun> runs, int claimLimit) {
    List<ExecutionRecord> leased = new ArrayList<>();
    for (KeptRun run : runs) {
      if (leased.size() < claimLimit
          && run.state == ExecutionState.SCHEDULED
          && !run.isLate(content.now())
          && quota.admits(run.source.task())) {
        content.runs.lease(run, node.owner(), lease);
        quota.take(run.source.task());
        leased.add(run.record());
      }
    }
    return leased;
>>>>>>> toy2
  }

  private void advance(KeptJob job, FireDecision decision) {
    if (decision.nextFireTime() == null) {
      content.jobs.remove(job.record.id());
      job.row = KeptJob.Row.FINISHED;
      return;
    }
    @Nullable Instant last = decision.lastFireTime();
    job.become(
        job.record.withFires(
            last == null ? job.record.lastFireTime() : last,
            decision.nextFireTime(),
            decision.dueTime()));
    content.wake(decision.dueTime());
  }

  /** Fires that the overlap limit turned away are one range. */
  private List<MissedRange> record(JobRecord job, List<KeptRun> skipped) {
    if (skipped.isEmpty()) {
      return List.of();
    }
    MissedRange range =
        new MissedRange(
            job.id(),
            job.generation(),
            skipped.get(0).fireTime,
            skipped.get(skipped.size() - 1).fireTime,
            skipped.size(),
            MissedRange.Reason.MAX_INSTANCES);
    content.recordMissed(range);
    return List.of(range);
  }
<<<<<<< HEAD

  /** Inserts a run that a user asked for, unless the same request did so before. */
  SubmitResult submit(String jobId, String requestId) {
    @Nullable KeptJob job = content.jobs.get(jobId);
    if (job == null) {
      return new SubmitResult(SubmitResult.Status.NOT_FOUND, null);
    }
    ExecutionId id = ExecutionId.ofRequest(jobId, job.record.generation(), requestId);
    Runs runs = content.runs;
    if (!runs.live.containsKey(id) && runs.requests.get(id) == null) {
      Instant now = content.now();
      PlannedFire fire = new PlannedFire(now, now, null, Adjustment.NONE);
      KeptRun run = new KeptRun(id, job, fire, now);
      if (overlap.admit(job, List.of(run)).isEmpty()) {
        runs.offer(run);
      } else {
        runs.requests.put(id, SubmitResult.Status.SKIPPED);
        runs.end(run, runs.row(run, ExecutionState.MISSED));
      }
    }
    return new SubmitResult(status(id), id);
  }

  private SubmitResult.Status status(ExecutionId id) {
    @Nullable KeptRun run = content.runs.live.get(id);
    if (run == null) {
      return Objects.requireNonNull(content.runs.requests.get(id));
    }
    return run.state == ExecutionState.BLOCKED || run.state == ExecutionState.HELD
        ? SubmitResult.Status.WAITING
        : SubmitResult.Status.SUBMITTED;
  }
=======
>>>>>>> toy2
}
