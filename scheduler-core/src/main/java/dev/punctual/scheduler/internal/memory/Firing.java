package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out decisions about claimed jobs. Called with the store's lock held. */
final class Firing {

  private final State state;
  private final ExecutionClaiming claiming;

  Firing(State state, ExecutionClaiming claiming) {
    this.state = state;
    this.claiming = claiming;
  }

  FireResult fire(String owner, Quota quota, Duration lease, Instant until, FireDecision decision) {
    JobClaim claim = decision.claim();
    @Nullable JobEntry job = state.jobs.claimed(claim.job().id(), claim.token());
    if (job == null || !isCurrent(job, claim)) {
      return FireResult.STALE;
    }
    @Nullable String problem = decision.problem();
    if (problem != null) {
      JobRecord paused = job.record.withState(JobState.PAUSED, problem);
      state.jobs.change(job, Records.updated(job.record, paused));
      state.executions.hold(job);
      return new FireResult(true, List.of(), List.of());
    }
    for (MissedRange range : decision.missed()) {
      state.logs.recordMissed(range, state.millis());
    }
    FireResult result = insert(job, owner, quota, lease, until, decision);
    if (decision.nextFireTime() == null) {
      state.jobs.drop(job, JobEntry.Presence.FINISHED);
    } else {
      state.jobs.change(job, Records.advanced(job.record, decision));
    }
    return result;
  }

  private FireResult insert(
      JobEntry job,
      String owner,
      Quota quota,
      Duration lease,
      Instant until,
      FireDecision decision) {
    List<ExecutionEntry> planned = plan(job, decision.fires());
    if (planned.isEmpty()) {
      return new FireResult(true, List.of(), List.of());
    }
    Overlap overlap = Overlap.judge(state.executions, job, planned.size());
    if (planned.size() == 1 && overlap.start() == 1) {
      return new FireResult(
          true, start(planned.get(0), owner, quota, lease, until, decision), List.of());
    }
    List<ExecutionRecord> claimed = new ArrayList<>();
    int at = 0;
    for (; at < overlap.start(); at++) {
      ExecutionEntry next = planned.get(at);
      if (claimed.size() < decision.claimLimit()
          && !claiming.isLate(next)
          && quota.admits(next.task())) {
        quota.take(next.task());
        state.executions.insertLeased(next, owner, claiming.leaseEnd(next.dueTime, lease, until));
        claimed.add(next.toRecord());
      } else {
        state.executions.insertReady(next);
      }
    }
    for (int end = at + overlap.block(); at < end; at++) {
      state.executions.insertBlocked(planned.get(at));
    }
    return new FireResult(true, claimed, skip(planned.subList(at, planned.size())));
  }

  private List<ExecutionRecord> start(
      ExecutionEntry only,
      String owner,
      Quota quota,
      Duration lease,
      Instant until,
      FireDecision decision) {
    if (decision.claimLimit() == 0 || claiming.isLate(only) || !quota.admits(only.task())) {
      state.executions.insertReady(only);
      return List.of();
    }
    quota.take(only.task());
    state.executions.insertLeased(only, owner, claiming.leaseEnd(only.dueTime, lease, until));
    return List.of(only.toRecord());
  }

  /** The executions of the fires that are not live yet. */
  private List<ExecutionEntry> plan(JobEntry job, List<PlannedFire> fires) {
    if (fires.size() == 1) {
      ExecutionEntry only = plan(job, fires.get(0));
      return state.executions.isLive(only) ? List.of() : List.of(only);
    }
    List<ExecutionEntry> planned = new ArrayList<>(fires.size());
    for (PlannedFire fire : fires) {
      ExecutionEntry execution = plan(job, fire);
      if (!state.executions.isLive(execution)) {
        planned.add(execution);
      }
    }
    return planned;
  }

  private ExecutionEntry plan(JobEntry job, PlannedFire fire) {
    JobRecord record = job.record;
    return new ExecutionEntry(
        ExecutionId.ofFire(record.id(), record.generation(), fire.fireTime()),
        job,
        fire.fireTime(),
        fire.dueTime(),
        fire.deadline(),
        fire.adjustment(),
        state.now());
  }

  private List<MissedRange> skip(List<ExecutionEntry> skipped) {
    if (skipped.isEmpty()) {
      return List.of();
    }
    ExecutionEntry first = skipped.get(0);
    ExecutionEntry last = skipped.get(skipped.size() - 1);
    MissedRange range =
        new MissedRange(
            first.id.jobId(),
            first.id.generation(),
            first.fireTime,
            last.fireTime,
            skipped.size(),
            MissedRange.Reason.MAX_INSTANCES);
    state.logs.recordMissed(range, state.millis());
    return List.of(range);
  }

  private static boolean isCurrent(JobEntry job, JobClaim claim) {
    return job.claimToken == claim.token()
        && job.record.generation() == claim.job().generation()
        && job.record.version() == claim.job().version();
  }
}
