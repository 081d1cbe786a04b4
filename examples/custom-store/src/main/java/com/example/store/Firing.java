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
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes executions of the fires that were decided. */
final class Firing {

  private final Content content;

  Firing(Content content) {
    this.content = content;
  }

  /** Advances a job and inserts its executions, or does nothing because the decision is stale. */
  FireResult fire(Node node, Quota quota, Duration lease, FireDecision decision) {
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
    List<KeptRun> skipped = content.runs.overlap.admit(job, asked);
    asked.removeAll(skipped);
    List<ExecutionRecord> claimed = lease(node, quota, lease, asked, decision.claimLimit());
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
        planned.add(new KeptRun(id, job, job.record, fire, content.now()));
      }
    }
    return planned;
  }

  /** Leases the first that may run now; a late one is left for claimDue to judge. */
  private List<ExecutionRecord> lease(
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
}
