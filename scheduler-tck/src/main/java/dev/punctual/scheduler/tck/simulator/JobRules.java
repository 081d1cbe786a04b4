package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.UpdateResult;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Judges what becomes of jobs and of their fires. */
final class JobRules {

  private final Findings findings;
  private final RunRules runs;
  private final ShareRules shares;
  private final ControlRules control;
  private final Map<String, JobModel> present;
  private final Map<Long, JobModel> generations = new HashMap<>();
  private final Map<MissedRange, Integer> missed = new HashMap<>();

  /**
   * Rules of jobs.
   *
   * @param present to hold the jobs that must be in the store
   */
  JobRules(
      Findings findings,
      RunRules runs,
      ShareRules shares,
      ControlRules control,
      Map<String, JobModel> present) {
    this.findings = findings;
    this.runs = runs;
    this.shares = shares;
    this.control = control;
    this.present = present;
  }

  /** The jobs that must be in the store now. */
  Map<String, JobModel> present() {
    return present;
  }

  /** The ranges that must have been recorded by now, and how often. */
  Map<MissedRange, Integer> missed() {
    return missed;
  }

  void judge(Event event, Ledger.Line line, Instant storeNow) {
    if (event instanceof Event.Put put) {
      put(put, line, storeNow);
    } else if (event instanceof Event.Changed changed) {
      change(changed, line, storeNow);
    } else if (event instanceof Event.Removed removed) {
      remove(removed);
    } else if (event instanceof Event.Fired fired) {
      fire(fired);
    } else if (event instanceof Event.Submitted submitted) {
      submit(submitted);
    } else if (event instanceof Event.Rerun rerun) {
      rerun(rerun);
    } else if (event instanceof Event.Acknowledged acknowledged) {
      acknowledge(acknowledged, line.node());
    }
  }

  private void put(Event.Put put, Ledger.Line line, Instant storeNow) {
    JobRecord stored = put.result().stored();
    JobModel there = present.get(stored.id());
    switch (put.result().status()) {
      case CREATED, REPLACED -> {
        JobModel known = generations.get(stored.generation());
        if (known != null) {
          require(
              known.isPresent() && known.record.version() == stored.version(),
              Invariant.DURABILITY,
              stored.id(),
              () -> "a job that was put before came back with another content");
          return;
        }
        boolean replaces = put.result().status() == PutResult.Status.REPLACED;
        require(
            (there != null) == replaces,
            Invariant.DURABILITY,
            stored.id(),
            () -> replaces ? "nothing was there to replace" : "another job of that id was there");
        if (there != null) {
          there.presence = JobModel.Presence.REMOVED;
        }
        JobModel job = new JobModel(stored);
        present.put(stored.id(), job);
        generations.put(stored.generation(), job);
      }
      case UPDATED -> {
        if (there == null || there.record.generation() != stored.generation()) {
          findings.add(Invariant.DURABILITY, stored.id(), "a job was updated that is not there");
          return;
        }
        if (isSameTrigger(there.record, stored)) {
          require(
              Objects.equals(there.record.nextFireTime(), stored.nextFireTime()),
              Invariant.CONSERVATION,
              stored.id(),
              () ->
                  "an update without another trigger moved the next fire from "
                      + there.record.nextFireTime()
                      + " to "
                      + stored.nextFireTime());
        } else {
          control.rescheduled(
              there.record,
              there.record.nextFireTime(),
              stored.nextFireTime(),
              storeNow,
              line.nanos());
        }
        there.become(stored);
      }
      case KEPT, CONFLICT ->
          require(
              there != null && there.record.version() == stored.version(),
              Invariant.DURABILITY,
              stored.id(),
              () -> "a job stood in the way that is not there");
    }
  }

  private void change(Event.Changed changed, Ledger.Line line, Instant storeNow) {
    String node = line.node();
    JobRecord given = changed.change().job();
    JobRecord stored = changed.result().stored();
    JobModel job = present.get(given.id());
    if (changed.result().status() != UpdateResult.Status.UPDATED || stored == null) {
      require(
          (stored == null) == (job == null),
          Invariant.DURABILITY,
          given.id(),
          () -> "the store does not know whether the job is there");
      return;
    }
    if (job == null || job.record.generation() != given.generation()) {
      findings.add(Invariant.DURABILITY, given.id(), "a job was changed that is not there");
      return;
    }
    require(
        given.version() == job.record.version(),
        Invariant.REVOCATION,
        given.id(),
        () ->
            "a change of version %d took effect on version %d"
                .formatted(given.version(), job.record.version()));
    Instant next =
        FireTiling.next(
            findings, job.record, job.record.nextFireTime(), List.of(), changed.change().missed());
    count(changed.change().missed());
    if (!keepsTrigger(job.record, stored)) {
      control.rescheduled(job.record, next, stored.nextFireTime(), storeNow, line.nanos());
      job.reschedulingAt = node;
    } else if (!node.equals(job.reschedulingAt)) {
      job.reschedulingAt = null;
      require(
          Objects.equals(next, stored.nextFireTime()),
          Invariant.CONSERVATION,
          given.id(),
          () ->
              "the next fire is %s after the change, and %s by the trigger"
                  .formatted(stored.nextFireTime(), next));
    }
    become(job, stored);
  }

  private void remove(Event.Removed removed) {
    JobModel job = present.remove(removed.job());
    require(
        removed.found() == (job != null),
        Invariant.DURABILITY,
        removed.job(),
        () -> removed.found() ? "a job was removed that is not there" : "the store lost the job");
    if (job != null) {
      job.presence = JobModel.Presence.REMOVED;
    }
  }

  private void fire(Event.Fired fired) {
    FireDecision decision = fired.decision();
    JobRecord claimed = decision.claim().job();
    if (!fired.result().applied()) {
      return;
    }
    JobModel job = present.get(claimed.id());
    if (job == null
        || job.record.generation() != claimed.generation()
        || job.record.version() != claimed.version()) {
      findings.add(
          Invariant.REVOCATION,
          claimed.id(),
          "a decision about version " + claimed.version() + " took effect later than a change");
      return;
    }
    if (decision.problem() != null) {
      JobRecord paused = job.record.withState(JobState.PAUSED, decision.problem());
      job.become(paused.withVersion(claimed.version() + 1));
      return;
    }
    advance(job, fired);
  }

  private void advance(JobModel job, Event.Fired fired) {
    shares.fired(job);
    FireDecision decision = fired.decision();
    Instant next =
        FireTiling.next(
            findings,
            job.record,
            FireTiling.begin(job.record),
            decision.fires(),
            decision.missed());
    require(
        Objects.equals(next, decision.nextFireTime()),
        Invariant.CONSERVATION,
        job.record.id(),
        () ->
            "the next fire is %s, and %s by the trigger".formatted(decision.nextFireTime(), next));
    count(decision.missed());
    count(fired.result().skipped());
    plan(job, decision.fires(), fired.result().skipped());
    if (decision.nextFireTime() == null) {
      present.remove(job.record.id());
      job.presence = JobModel.Presence.FINISHED;
    } else {
      Instant last = decision.lastFireTime();
      JobRecord moved =
          job.record.withFires(
              last == null ? job.record.lastFireTime() : last,
              decision.nextFireTime(),
              decision.dueTime());
      become(job, moved.withVersion(job.record.version() + 1));
    }
  }

  private void plan(JobModel job, List<PlannedFire> fires, List<MissedRange> skipped) {
    long left = skipped.stream().mapToLong(MissedRange::count).sum();
    List<PlannedFire> run = new ArrayList<>();
    for (PlannedFire fire : fires) {
      if (skipped.stream().noneMatch(range -> covers(range, fire.fireTime()))) {
        run.add(fire);
      }
    }
    require(
        fires.size() - run.size() == left,
        Invariant.CONSERVATION,
        job.record.id(),
        () ->
            left + " fires were skipped of " + fires.size() + ", and " + run.size() + " were not");
    for (PlannedFire fire : run) {
      runs.plan(ExecutionId.ofFire(job.record.id(), job.record.generation(), fire.fireTime()), job);
    }
  }

  private void submit(Event.Submitted submitted) {
    ExecutionId id = submitted.result().id();
    JobModel job = present.get(submitted.job());
    if (id == null || job == null) {
      require(
          id == null && job == null,
          Invariant.DURABILITY,
          submitted.job(),
          () -> "the store does not know whether the job is there");
    } else if (!runs.isPlanned(id)) {
      runs.plan(id, job);
      if (submitted.result().status() == SubmitResult.Status.SKIPPED) {
        runs.skipped(id);
      }
    }
  }

  private void rerun(Event.Rerun rerun) {
    ExecutionId id = rerun.result().id();
    RunModel failed = runs.runs().get(rerun.ended());
    ExecutionState end = failed == null ? null : failed.end;
    boolean isFailed = isFailure(end);
    if (failed == null || !failed.deadOrCancelled) {
      require(
          (id != null) == isFailed,
          Invariant.CONSERVATION,
          rerun.job(),
          () -> "a run that ended as %s is run again: %s".formatted(end, rerun.result()));
    }
    JobModel job = generations.get(rerun.ended().generation());
    if (id == null || job == null || runs.isPlanned(id)) {
      return;
    }
    runs.planAgain(id, job, job.isPresent());
    if (rerun.result().status() == SubmitResult.Status.SKIPPED) {
      runs.skipped(id);
    }
  }

  private static boolean isFailure(@Nullable ExecutionState end) {
    return end == ExecutionState.DEAD || end == ExecutionState.LOST;
  }

  private void acknowledge(Event.Acknowledged said, String node) {
    if (said.operation().startsWith("pause")) {
      JobModel job = present.get(said.job());
      if (job != null && job.isRevoked()) {
        job.quietAt.add(node);
      }
    } else if (said.operation().startsWith("reschedule")) {
      JobModel job = present.get(said.job());
      if (job != null && node.equals(job.reschedulingAt)) {
        job.reschedulingAt = null;
      }
    } else if (said.operation().startsWith("remove")) {
      generations.values().stream()
          .filter(job -> job.presence == JobModel.Presence.REMOVED)
          .filter(job -> said.job().isEmpty() || said.job().equals(job.record.id()))
          .forEach(job -> job.quietAt.add(node));
    }
  }

  private void become(JobModel job, JobRecord stored) {
    Instant last = stored.lastFireTime();
    Instant next = stored.nextFireTime();
    require(
        last == null || next == null || next.isAfter(last),
        Invariant.ADVANCE,
        stored.id(),
        () -> "the next fire " + next + " is not later than the last, " + last);
    boolean wasRevoked = job.isRevoked();
    job.become(stored);
    if (wasRevoked && !job.isRevoked()) {
      shares.restart(job);
    }
  }

  private void count(List<MissedRange> ranges) {
    ranges.forEach(this::count);
  }

  /** A range that must be on record from now on. */
  void count(MissedRange range) {
    missed.merge(range, 1, Integer::sum);
  }

  private static boolean covers(MissedRange range, Instant fire) {
    return !fire.isBefore(range.first()) && !fire.isAfter(range.last());
  }

  /**
   * Whether a change is none of the trigger: whoever reschedules may give an equal one. Of the one
   * that fires at once there is a single object; it is given anew when the fire moves.
   */
  @SuppressWarnings("ReferenceEquality")
  private static boolean keepsTrigger(JobRecord one, JobRecord other) {
    return one.trigger() == other.trigger()
        && (one.trigger() != DateTrigger.now()
            || Objects.equals(one.nextFireTime(), other.nextFireTime()));
  }

  private static boolean isSameTrigger(JobRecord one, JobRecord other) {
    return one.trigger().text().equals(other.trigger().text());
  }

  private void require(boolean holds, Invariant invariant, String job, Supplier<String> what) {
    findings.require(holds, invariant, job, what);
  }
}
