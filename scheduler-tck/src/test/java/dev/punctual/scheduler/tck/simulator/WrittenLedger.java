package dev.punctual.scheduler.tck.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.UpdateResult;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ledger written by hand, with what the store holds at its end. It has one job, which fires every
 * minute; leases last thirty seconds.
 */
final class WrittenLedger {

  static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  static final Duration LEASE = Duration.ofSeconds(30);
  static final String JOB = "job";

  private static final IntervalTrigger EVERY_MINUTE = IntervalTrigger.every(Duration.ofMinutes(1));

  final Ledger ledger = new Ledger(START);
  final List<JobRecord> jobs = new ArrayList<>();
  final List<ExecutionRecord> live = new ArrayList<>();
  final List<EndedExecution> ended = new ArrayList<>();
  final List<MissedRange> missed = new ArrayList<>();
  JobRecord job =
      new JobRecord(
          JOB,
          7,
          JOB,
          "t0",
          Payload.none(),
          EVERY_MINUTE,
          JobPolicy.DEFAULT,
          Set.of(),
          JobState.ACTIVE,
          minute(1),
          minute(1),
          null,
          1,
          START,
          null);
  long shift;
  final Map<Integer, Integer> attempts = new HashMap<>();
  final Map<Integer, Integer> losses = new HashMap<>();
  private long seconds;

  static Instant minute(int number) {
    return START.plus(Duration.ofMinutes(number));
  }

  /** Writes at a time after the start. */
  WrittenLedger at(long secondsAfterStart) {
    seconds = secondsAfterStart;
    return this;
  }

  WrittenLedger note(String node, Event event) {
    ledger.add(seconds * 1_000_000_000, shift, node, event);
    return this;
  }

  /** The store takes the job. */
  WrittenLedger put() {
    return note(
        "n1", new Event.Put(ConflictPolicy.FAIL, new PutResult(PutResult.Status.CREATED, job)));
  }

  /** The store takes another trigger for the job, whose first fire is in a minute. */
  WrittenLedger rescheduled(String node, Trigger trigger) {
    Instant first = storeNow().plusSeconds(60);
    JobRecord given =
        job.withDefinition(JOB, trigger, job.policy(), job.tags()).withFires(null, first, first);
    job = given.withVersion(job.version() + 1);
    UpdateResult result = new UpdateResult(UpdateResult.Status.UPDATED, job);
    return note(node, new Event.Changed(new JobChange(given, List.of()), result));
  }

  /** The store fires what is due, which is then next minute's turn. */
  WrittenLedger fire(int minute, MissedRange... skipped) {
    return fire(decision(List.of(fireOf(minute)), List.of(skipped), minute(minute + 1)), true);
  }

  WrittenLedger fire(FireDecision decision, boolean applied) {
    note("n1", new Event.Fired(decision, new FireResult(applied, List.of(), List.of())));
    if (applied) {
      job =
          job.withFires(decision.lastFireTime(), decision.nextFireTime(), decision.nextFireTime())
              .withVersion(job.version() + 1);
    }
    return this;
  }

  FireDecision decision(List<PlannedFire> fires, List<MissedRange> ranges, @Nullable Instant next) {
    Instant last = fires.isEmpty() ? ranges.get(0).last() : fires.get(0).fireTime();
    return new FireDecision(new JobClaim(job, 1), fires, ranges, last, next, next, 0, null);
  }

  static PlannedFire fireOf(int minute) {
    return new PlannedFire(minute(minute), minute(minute), null, Adjustment.NONE);
  }

  MissedRange range(int first, int last, long count) {
    return new MissedRange(
        JOB, 7, minute(first), minute(last), count, MissedRange.Reason.COALESCED);
  }

  static ExecutionId id(int minute) {
    return ExecutionId.ofFire(JOB, 7, minute(minute));
  }

  static LeaseRef lease(int minute, long token) {
    return new LeaseRef(id(minute), token);
  }

  Instant storeNow() {
    return START.plusSeconds(seconds).plusMillis(shift);
  }

  ExecutionRecord execution(int minute, long token, ExecutionState state) {
    Instant until = storeNow().plus(LEASE);
    return new ExecutionRecord(
        id(minute),
        job.task(),
        Payload.none(),
        job.policy(),
        Set.of(),
        minute(minute),
        minute(minute),
        null,
        Adjustment.NONE,
        state,
        "owner",
        token,
        until,
        attempts.getOrDefault(minute, 1),
        losses.getOrDefault(minute, 0),
        false,
        START);
  }

  WrittenLedger grant(String node, int minute, long token) {
    return note(node, new Event.Granted(execution(minute, token, ExecutionState.CLAIMED)));
  }

  WrittenLedger begin(String node, int minute, long token) {
    return note(node, new Event.Began(lease(minute, token)));
  }

  WrittenLedger end(String node, int minute, long token, boolean held) {
    return note(node, new Event.Ended(lease(minute, token), Work.End.RETURNED, held));
  }

  WrittenLedger complete(String node, int minute, long token, CompleteStatus status) {
    Completion completion =
        new Completion(lease(minute, token), Outcome.SUCCEEDED, storeNow(), storeNow());
    return note(node, new Event.Completed(completion, status));
  }

  /** The store is told that a run failed; null when it is not tried again. */
  WrittenLedger fail(String node, int minute, long token, @Nullable Duration retryAfter) {
    Outcome failed = new Outcome.Failed("java.lang.IllegalStateException", retryAfter);
    Completion completion = new Completion(lease(minute, token), failed, storeNow(), storeNow());
    return note(node, new Event.Completed(completion, CompleteStatus.DONE));
  }

  WrittenLedger reap(String node, int minute, long token) {
    losses.merge(minute, 1, Integer::sum);
    return note(node, new Event.Reaped(execution(minute, token, ExecutionState.SCHEDULED), 3));
  }

  WrittenLedger release(String node, int minute, long token, boolean current) {
    return note(node, new Event.Released(lease(minute, token), current));
  }

  /** A whole run in order, with its row of history. */
  WrittenLedger run(int minute, long token) {
    grant("n1", minute, token).begin("n1", minute, token).end("n1", minute, token, true);
    return complete("n1", minute, token, CompleteStatus.DONE)
        .recorded(minute, ExecutionState.SUCCEEDED);
  }

  WrittenLedger recorded(int minute, ExecutionState state) {
    ended.add(
        new EndedExecution(
            id(minute),
            job.task(),
            state,
            1,
            "n1",
            minute(minute),
            storeNow(),
            storeNow(),
            null,
            Payload.none(),
            null,
            Payload.none(),
            Set.of()));
    return this;
  }

  /** The job is of another task. */
  WrittenLedger ofTask(String task) {
    job = job.withRun(task, Payload.none(), job.policy());
    return this;
  }

  /** The job has another policy. */
  WrittenLedger withPolicy(JobPolicy policy) {
    job = job.withDefinition(JOB, job.trigger(), policy, job.tags());
    return this;
  }

  /** A run in order that somebody asked for by hand; it is due at once. */
  WrittenLedger manual(ExecutionId id, JobPolicy policy, long token) {
    LeaseRef lease = new LeaseRef(id, token);
    Instant now = storeNow();
    ExecutionRecord leased =
        new ExecutionRecord(
            id,
            job.task(),
            Payload.none(),
            policy,
            Set.of(),
            now,
            now,
            null,
            Adjustment.NONE,
            ExecutionState.CLAIMED,
            "owner",
            token,
            now.plus(LEASE),
            1,
            0,
            false,
            START);
    note("n1", new Event.Granted(leased)).note("n1", new Event.Began(lease));
    note("n1", new Event.Ended(lease, Work.End.RETURNED, true));
    Completion completion = new Completion(lease, Outcome.SUCCEEDED, now, now);
    note("n1", new Event.Completed(completion, CompleteStatus.DONE));
    return line(id, ExecutionState.SUCCEEDED);
  }

  /** A row of history. */
  WrittenLedger line(ExecutionId id, ExecutionState state) {
    Instant now = storeNow();
    ended.add(
        new EndedExecution(
            id,
            job.task(),
            state,
            1,
            "n1",
            now,
            now,
            now,
            null,
            Payload.none(),
            null,
            Payload.none(),
            Set.of()));
    return this;
  }

  /** What the checker says, if the store still has the job as it was left. */
  List<Violation> judged() {
    jobs.add(job);
    return judgedAsIs();
  }

  /** That the checker finds something wrong with the job. */
  void assertFinds(Invariant invariant, String what) {
    assertFinds(judged(), invariant, what);
  }

  /** That something wrong with the job was found. */
  static void assertFinds(List<Violation> found, Invariant invariant, String what) {
    assertThat(found)
        .anySatisfy(
            each -> {
              assertThat(each.invariant()).isEqualTo(invariant);
              assertThat(each.what()).contains(what);
              assertThat(each.subject()).isEqualTo(JOB);
            });
  }

  /** What the checker says about the ledger and the rows given. */
  List<Violation> judgedAsIs() {
    return Checker.check(ledger, new StoreDump(jobs, live, ended, missed), Duration.ZERO);
  }
}
