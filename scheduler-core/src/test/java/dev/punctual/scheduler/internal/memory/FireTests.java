package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.internal.memory.StoreFixture.decide;
import static dev.punctual.scheduler.internal.memory.StoreFixture.decideUntil;
import static dev.punctual.scheduler.internal.memory.StoreFixture.overlap;
import static dev.punctual.scheduler.store.ExecutionState.BLOCKED;
import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store promises about carrying out decisions on due jobs. */
class FireTests {

  private final StoreFixture f = new StoreFixture();

  @Test
  void fire_ofTheOldestOfManyClaims_carriesItOut() {
    for (int i = 0; i < 2_000; i++) {
      f.put(f.job("j" + i));
    }
    List<QueueRoom> room = List.of(new QueueRoom("default", 1_000));
    JobClaim oldest = f.claimJobs(f.a, room).claims().get(0);
    JobClaim latest = f.claimJobs(f.a, room).claims().get(999);

    assertThat(f.fire(f.a, StoreFixture.decide(oldest, 1, f.now())).applied()).isTrue();
    assertThat(f.fire(f.a, StoreFixture.decide(latest, 1, f.now())).applied()).isTrue();
  }

  @Test
  void fire_advancesTheJobAndLeasesItsExecutionInOneStep() {
    JobRecord job = f.put(f.job("j"));
    Instant fire = f.now();
    Adjustment adjustment = new Adjustment(Adjustment.Kind.OVERLAP_FIRST, null);
    PlannedFire planned = new PlannedFire(fire, fire, fire.plusSeconds(9), adjustment);
    FireDecision decision =
        new FireDecision(
            f.claimJob(f.a),
            List.of(planned),
            List.of(),
            fire,
            fire.plusSeconds(60),
            fire.plusSeconds(61),
            1,
            null);

    FireResult result = f.fire(f.a, decision);

    assertThat(result.applied()).isTrue();
    assertThat(result.skipped()).isEmpty();
    ExecutionRecord execution = result.claimed().get(0);
    assertThat(execution.id()).isEqualTo(ExecutionId.ofFire("j", job.generation(), fire));
    assertThat(execution.state()).isEqualTo(CLAIMED);
    assertThat(execution.owner()).isEqualTo(f.a.owner());
    assertThat(execution.leaseUntil()).isEqualTo(f.now().plus(StoreFixture.LEASE));
    assertThat(execution.deadline()).isEqualTo(fire.plusSeconds(9));
    assertThat(execution.adjustment()).isEqualTo(adjustment);
    assertThat(execution.attempt()).isEqualTo(1);
    assertThat(execution.created()).isEqualTo(f.now());
    assertThat(f.live()).containsExactly(execution);
    JobRecord advanced = f.get("j");
    assertThat(advanced.lastFireTime()).isEqualTo(fire);
    assertThat(advanced.nextFireTime()).isEqualTo(fire.plusSeconds(60));
    assertThat(advanced.dueTime()).isEqualTo(fire.plusSeconds(61));
    assertThat(advanced.version()).isGreaterThan(job.version());
  }

  @Test
  void fire_repeated_isStaleAndChangesNothing() {
    f.put(f.job("j"));
    FireDecision decision = decide(f.claimJob(f.a), 1, f.now());
    f.fire(f.a, decision);
    JobRecord job = f.get("j");
    List<ExecutionRecord> live = f.live();

    assertThat(f.fire(f.a, decision)).isEqualTo(FireResult.STALE);
    assertThat(f.get("j")).isEqualTo(job);
    assertThat(f.live()).isEqualTo(live);
    assertThat(f.store.leases().claimsOf(f.a.owner())).containsExactly(live.get(0).lease());
  }

  @Test
  void fire_ofAnotherToken_isStale() {
    f.put(f.job("j"));
    JobClaim claim = f.claimJob(f.a);
    JobClaim other = new JobClaim(claim.job(), claim.token() + 1);

    assertThat(f.fire(f.a, decide(other, 1, f.now()))).isEqualTo(FireResult.STALE);
    assertThat(f.live()).isEmpty();
  }

  @Test
  void fire_withoutANextFire_removesTheJobAndItsExecutionLivesOn() {
    f.put(f.job("j"));

    ExecutionRecord execution =
        f.fire(f.a, decideUntil(f.claimJob(f.a), 1, null, f.now())).claimed().get(0);

    assertThat(f.store.jobs().get("j")).isEmpty();
    assertThat(f.live()).containsExactly(execution);
    f.succeed(execution);
    assertThat(f.live()).isEmpty();
  }

  @Test
  void fire_withoutFires_recordsWhatWasMissedAndAdvances() {
    JobRecord job = f.put(f.job("j"));
    MissedRange range = new MissedRange("j", job.generation(), f.now(), f.now(), 1, Reason.GRACE);
    Instant next = f.now().plusSeconds(5);

    FireResult result =
        f.fire(
            f.a,
            new FireDecision(
                f.claimJob(f.a), List.of(), List.of(range), f.now(), next, next, 1, null));

    assertThat(result.applied()).isTrue();
    assertThat(f.live()).isEmpty();
    assertThat(f.missed()).containsExactly(range);
    assertThat(f.get("j").nextFireTime()).isEqualTo(next);
  }

  @Test
  void fire_withAProblem_pausesTheJobInItsPlace() {
    f.put(f.job("j", overlap(2, Overflow.SKIP)));
    f.store.queue().submit("j", "run");

    FireResult result = f.fire(f.a, FireDecision.paused(f.claimJob(f.a), "it broke"));

    assertThat(result.applied()).isTrue();
    assertThat(f.get("j").state()).isEqualTo(JobState.PAUSED);
    assertThat(f.get("j").problem()).isEqualTo("it broke");
    assertThat(f.get("j").nextFireTime()).isEqualTo(f.now());
    assertThat(f.liveStates("j")).containsExactly(HELD);
    assertThat(f.claimJobs(f.a)).isEmpty();
  }

  @Test
  void fire_leasesNoMoreThanTheClaimLimit() {
    f.put(f.job("j", overlap(5, Overflow.SKIP)));

    FireResult result = f.fire(f.a, decide(f.claimJob(f.a), 2, times(4)));

    assertThat(result.claimed()).hasSize(2);
    assertThat(f.liveStates("j")).containsExactly(CLAIMED, CLAIMED, SCHEDULED, SCHEDULED);
  }

  @Test
  void fire_pastTheDeadline_isLeftForTheClaimToJudge() {
    f.put(f.job("j"));
    Instant past = f.now().minusSeconds(5);
    PlannedFire late = new PlannedFire(past, past, past.plusSeconds(1), Adjustment.NONE);
    Instant next = f.now().plusSeconds(1);

    FireResult result =
        f.fire(
            f.a,
            new FireDecision(f.claimJob(f.a), List.of(late), List.of(), past, next, next, 1, null));

    assertThat(result.claimed()).isEmpty();
    assertThat(f.claimDue(f.a).missed()).hasSize(1);
  }

  @Test
  void fire_aheadOfTime_countsTheLeaseFromDue() {
    Instant due = f.now().plusMillis(800);
    f.put(f.job("j", StoreFixture.TASK, overlap(1, Overflow.SKIP), due));
    JobClaim claim =
        f.store
            .queue()
            .claimJobs("r", f.a, StoreFixture.ROOM, StoreFixture.HOLD, Duration.ofSeconds(1))
            .claims()
            .get(0);

    ExecutionRecord execution = f.fire(f.a, decide(claim, 1, due)).claimed().get(0);

    assertThat(execution.leaseUntil()).isEqualTo(due.plus(StoreFixture.LEASE));
  }

  @Test
  void fire_ofAFireThatIsLive_insertsItOnce() {
    f.put(f.job("j", overlap(3, Overflow.SKIP)));
    Instant fire = f.now();
    f.fire(f.a, decideUntil(f.claimJob(f.a), 1, fire, fire));

    FireResult result = f.fire(f.a, decide(f.claimJob(f.a), 1, fire));

    assertThat(result).isEqualTo(new FireResult(true, List.of(), List.of()));
    assertThat(f.live()).hasSize(1);
    assertThat(f.missed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Overflow.class)
  void fire_ofABatchThatFindsRoom_isLetInAsAWhole(Overflow overflow) {
    f.put(f.job("j", overlap(2, overflow)));

    FireResult result = f.fire(f.a, decide(f.claimJob(f.a), 9, times(5)));

    assertThat(result.claimed()).hasSize(2);
    assertThat(result.skipped()).isEmpty();
    assertThat(f.liveStates("j")).containsExactly(CLAIMED, CLAIMED, BLOCKED, BLOCKED, BLOCKED);
  }

  @Test
  void fire_ofABatch_runsOneAfterAnother() {
    f.put(f.job("j"));
    Instant[] times = times(3);
    ExecutionRecord running =
        f.fire(f.a, decideUntil(f.claimJob(f.a), 9, null, times)).claimed().get(0);
    f.pass(Duration.ofMillis(times.length));

    for (int i = 0; i < times.length; i++) {
      assertThat(running.fireTime()).isEqualTo(times[i]);
      assertThat(f.claimDue(f.a).claimed()).isEmpty();
      f.succeed(running);
      List<ExecutionRecord> next = f.claimDue(f.a).claimed();
      assertThat(next).hasSize(i == times.length - 1 ? 0 : 1);
      running = next.isEmpty() ? running : next.get(0);
    }
  }

  @Test
  void fire_withoutRoom_whenSkip_isRecordedAsOneRange() {
    JobRecord job = f.job("j");
    f.running(f.a, job);
    f.pass(Duration.ofSeconds(1));
    Instant[] times = times(3);

    FireResult result = f.fire(f.a, decide(f.claimJob(f.a), 9, times));

    MissedRange range =
        new MissedRange("j", job.generation(), times[0], times[2], 3, Reason.MAX_INSTANCES);
    assertThat(result).isEqualTo(new FireResult(true, List.of(), List.of(range)));
    assertThat(f.missed()).containsExactly(range);
    assertThat(f.liveStates("j")).containsExactly(CLAIMED);
  }

  @Test
  void fire_withoutRoom_whenQueueOne_letsOneWait() {
    f.running(f.a, f.job("j", overlap(1, Overflow.QUEUE_ONE)));

    FireResult first = fireNext(2);
    FireResult second = fireNext(1);

    assertThat(first.skipped()).extracting(MissedRange::count).containsExactly(1L);
    assertThat(second.skipped()).extracting(MissedRange::count).containsExactly(1L);
    assertThat(f.liveStates("j")).containsExactly(CLAIMED, BLOCKED);
    assertThat(f.missed()).hasSize(2);
  }

  @Test
  void fire_withoutRoom_whenQueueAll_letsAllWaitUpToABound() {
    f.running(f.a, f.job("j", overlap(1, Overflow.QUEUE_ALL)));

    for (int i = 0; i < 3; i++) {
      assertThat(fireNext(40).skipped()).isEmpty();
    }
    long skipped = 0;
    for (int i = 0; i < 60; i++) {
      skipped += fireNext(40).skipped().stream().mapToLong(MissedRange::count).sum();
    }

    assertThat(skipped).isPositive();
    assertThat(f.live()).hasSizeGreaterThanOrEqualTo(100).hasSizeLessThanOrEqualTo(1_001);
    assertThat(f.missed().stream().mapToLong(MissedRange::count).sum()).isEqualTo(skipped);
  }

  @Test
  void fire_withoutRoom_whenCancelRunning_asksTheRunningOneToStopAndWaits() {
    ExecutionRecord running = f.running(f.a, f.job("j", overlap(1, Overflow.CANCEL_RUNNING)));

    FireResult result = fireNext(1);

    assertThat(result.skipped()).isEmpty();
    assertThat(f.live(running.id()).cancelRequested()).isTrue();
    assertThat(f.liveStates("j")).containsExactly(CLAIMED, BLOCKED);
    f.succeed(running);
    assertThat(f.claimDue(f.a).claimed()).hasSize(1);
  }

  @Test
  void fire_withoutRoom_whenCancelRunning_takesTheTurnOfOneThatStillWaits() {
    f.running(f.a, f.job("j", overlap(1, Overflow.CANCEL_RUNNING)));
    fireNext(1);
    Instant latest = f.now().plusSeconds(1);
    fireNext(1);

    assertThat(f.liveStates("j")).containsExactly(CLAIMED, BLOCKED);
    assertThat(f.live().get(1).fireTime()).isEqualTo(latest);
    assertThat(f.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  void fire_ofAnEndedJobsLastBatch_keepsToItsOwnLimit() {
    f.put(f.job("j"));
    ExecutionRecord running =
        f.fire(f.a, decideUntil(f.claimJob(f.a), 9, null, times(2))).claimed().get(0);
    assertThat(f.liveStates("j")).containsExactly(CLAIMED, BLOCKED);

    f.succeed(running);

    assertThat(f.liveStates("j")).containsExactly(SCHEDULED);
  }

  @Test
  void fire_ofAReplacedJob_isNotLimitedByExecutionsOfTheOldOne() {
    JobRecord old = f.job("j");
    f.put(old);
    f.fire(f.a, decideUntil(f.claimJob(f.a), 1, null, f.now()));
    f.put(f.job("j"));

    assertThat(f.fire(f.a, decide(f.claimJob(f.a), 1, f.now())).claimed()).hasSize(1);
    assertThat(f.liveStates("j")).containsExactly(CLAIMED, CLAIMED);
  }

  @Test
  void fire_ofManyDecisions_answersEach() {
    f.put(f.job("a"));
    f.put(f.job("b"));
    List<JobClaim> claims = f.claimJobs(f.a);
    JobClaim wrong = new JobClaim(claims.get(0).job(), -1);

    List<FireResult> results =
        f.store
            .queue()
            .fire(
                f.a,
                StoreFixture.LEASE,
                List.of(decide(wrong, 1, f.now()), decide(claims.get(1), 1, f.now())))
            .results();

    assertThat(results).extracting(FireResult::applied).containsExactly(false, true);
  }

  @Test
  void fire_tokensOfLeases_neverRepeat() {
    ExecutionRecord first = f.running(f.a, f.job("j"));
    f.store.leases().release(f.a.owner(), List.of(first.lease()));

    ExecutionRecord second = f.claimDue(f.b).claimed().get(0);

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.token()).isGreaterThan(first.token());
  }

  private Instant[] times(int count) {
    Instant[] times = new Instant[count];
    for (int i = 0; i < count; i++) {
      times[i] = f.now().plusMillis(i);
    }
    return times;
  }

  /** Lets a second pass and fires the job once more. */
  private FireResult fireNext(int count) {
    f.pass(Duration.ofSeconds(1));
    return f.fireUnclaimed(f.a, count);
  }
}
