package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FollowUp;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Judges what runs after other runs: each end is followed by exactly what its policy says. */
final class ChainRules {

  private final Findings findings;
  private final Map<String, JobModel> jobs;
  private final Map<ExecutionId, RunModel> runs;
  private final Set<ExecutionId> lines = new HashSet<>(); // what the history says of missing jobs

  /**
   * Rules of chains.
   *
   * @param jobs those in the store now
   * @param runs all runs, to which those that follow are added
   */
  ChainRules(Findings findings, Map<String, JobModel> jobs, Map<ExecutionId, RunModel> runs) {
    this.findings = findings;
    this.jobs = jobs;
    this.runs = runs;
  }

  /** A run has ended: what follows it is in the store from now on. */
  void ended(RunModel run, ExecutionState how) {
    for (FollowUp next : run.policy.followUps()) {
      if (next.when().admits(how)) {
        follow(run.id.followUpRequest(), next.jobId());
      }
    }
  }

  /** A run has ended as DEAD or CANCELLED, and the ledger cannot tell. */
  void perhapsDead(RunModel run) {
    for (FollowUp next : run.policy.followUps()) {
      if (next.when().admits(ExecutionState.DEAD)) {
        JobModel job = jobs.get(next.jobId());
        String request = run.id.followUpRequest();
        if (job == null) {
          lines.add(ExecutionId.ofRequest(next.jobId(), 0, request));
        } else {
          ExecutionId id = ExecutionId.ofRequest(next.jobId(), job.record.generation(), request);
          RunModel perhaps = new RunModel(id, job);
          perhaps.perhaps = true;
          perhaps.maySkip = true;
          runs.putIfAbsent(id, perhaps);
        }
      }
    }
  }

  private void follow(String request, String jobId) {
    JobModel job = jobs.get(jobId);
    if (job == null) {
      lines.add(ExecutionId.ofRequest(jobId, 0, request));
      return;
    }
    ExecutionId id = ExecutionId.ofRequest(jobId, job.record.generation(), request);
    RunModel next = new RunModel(id, job);
    next.maySkip = job.maySkip();
    next.mayBlock = job.unended > 0;
    if (runs.putIfAbsent(id, next) != null) {
      findings.add(Invariant.CHAINS, jobId, "followed twice: " + id);
    }
    job.unended++;
  }

  /** Whether a line of history says that there was no job to follow, as it must. */
  boolean takesLine(EndedExecution line) {
    return line.state() == ExecutionState.CANCELLED && lines.remove(line.id());
  }

  /** What the history does not say. */
  void finish() {
    for (ExecutionId id : lines) {
      findings.add(Invariant.CHAINS, id.jobId(), "no line says that there was no job: " + id);
    }
  }
}
