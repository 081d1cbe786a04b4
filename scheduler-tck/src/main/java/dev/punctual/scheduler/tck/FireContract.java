package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.tck.Bench.HOLD;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Bench.ROOM;
import static dev.punctual.scheduler.tck.Bench.STEP;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.decideUntil;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.nextFireTime;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.withTags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Carrying out decisions about due jobs. */
interface FireContract {

  @Test
  default void F1_fire_advancesTheJobAndLeasesItsExecutionInOneStep(Bench bench) {
    JobRecord job = bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    Instant fire = nextFireTime(claim);
    Instant next = fire.plusSeconds(60);
    Adjustment adjustment = new Adjustment(Adjustment.Kind.OVERLAP_FIRST, null);
    PlannedFire planned = new PlannedFire(fire, fire, fire.plus(LATER), adjustment);

    FireReply reply =
        bench
            .store
            .queue()
            .fire(
                bench.a,
                LEASE,
                List.of(
                    new FireDecision(
                        claim,
                        List.of(planned),
                        List.of(),
                        fire,
                        next,
                        next.plusSeconds(1),
                        1,
                        null)));

    FireResult result = reply.results().get(0);
    assertThat(result.applied()).isTrue();
    assertThat(result.skipped()).isEmpty();
    assertThat(result.claimed()).hasSize(1);
    ExecutionRecord execution = result.claimed().get(0);
    assertThat(execution.id()).isEqualTo(ExecutionId.ofFire("j", job.generation(), fire));
    assertThat(execution.fireTime()).isEqualTo(fire);
    assertThat(execution.dueTime()).isEqualTo(fire);
    assertThat(execution.state()).isEqualTo(CLAIMED);
    assertThat(execution.owner()).isEqualTo(bench.a.owner());
    assertThat(execution.leaseUntil()).isEqualTo(reply.storeNow().plus(LEASE));
    assertThat(execution.deadline()).isEqualTo(fire.plus(LATER));
    assertThat(execution.adjustment()).isEqualTo(adjustment);
    assertThat(execution.attempt()).isEqualTo(1);
    assertThat(execution.lost()).isZero();
    assertThat(execution.cancelRequested()).isFalse();
    bench.assertJustNow(execution.created());
    assertThat(bench.live()).containsExactly(execution);
    JobRecord advanced = bench.get("j");
    assertThat(advanced.lastFireTime()).isEqualTo(fire);
    assertThat(advanced.nextFireTime()).isEqualTo(next);
    assertThat(advanced.dueTime()).isEqualTo(next.plusSeconds(1));
    assertThat(advanced.version()).isGreaterThan(job.version());
  }

  @Test
  default void F2_fire_repeated_isStaleAndChangesNothing(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    FireDecision decision = decide(claim, 1, fires(claim, 1));
    bench.fire(bench.a, decision);
    JobRecord job = bench.get("j");
    List<ExecutionRecord> live = bench.live();

    assertThat(bench.fire(bench.a, decision)).isEqualTo(FireResult.STALE);
    assertThat(bench.get("j")).isEqualTo(job);
    assertThat(bench.live()).isEqualTo(live);
    assertThat(bench.store.leases().claimsOf(bench.a.owner())).containsExactly(live.get(0).lease());
  }

  @Test
  default void F3_fire_repeatedAfterTheRunEnded_doesNotRunItAgain(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    FireDecision decision = decide(claim, 1, fires(claim, 1));
    bench.succeed(bench.fire(bench.a, decision).claimed().get(0));

    assertThat(bench.fire(bench.a, decision)).isEqualTo(FireResult.STALE);
    assertThat(bench.live()).isEmpty();
    assertThat(bench.ended()).hasSize(1);
  }

  @Test
  default void F4_fire_whoseReplyWasLost_isFoundAmongTheClaims(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    assertThat(bench.store.leases().claimsOf(bench.a.owner())).containsExactly(run.lease());
  }

  @Test
  default void F5_fire_ofAnotherToken_isStaleAndChangesNothing(Bench bench) {
    JobRecord job = bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    MissedRange range = range(claim, Reason.COALESCED);
    for (long token : new long[] {claim.token() + 1, claim.token() - 1, 0, -1}) {
      JobClaim other = new JobClaim(claim.job(), token);
      FireDecision decision = decide(other, 1, fires(claim, 1));
      FireDecision withRange =
          new FireDecision(
              other,
              decision.fires(),
              List.of(range),
              decision.lastFireTime(),
              decision.nextFireTime(),
              decision.dueTime(),
              1,
              null);

      assertThat(bench.fire(bench.a, withRange)).isEqualTo(FireResult.STALE);
    }
    assertThat(bench.live()).isEmpty();
    assertThat(bench.missed()).isEmpty();
    assertThat(bench.get("j")).isEqualTo(job);
  }

  @Test
  default void F6_fire_ofAnOlderVersion_isStale(Bench bench) {
    JobRecord old = bench.put(bench.job("j"));
    bench.update(withTags(old, "changed"));
    JobClaim claim = bench.claimJob(bench.a);
    JobClaim mixed = new JobClaim(old, claim.token());

    assertThat(bench.fire(bench.a, decide(mixed, 1, fires(mixed, 1)))).isEqualTo(FireResult.STALE);
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void F7_fire_withoutANextFire_removesTheJobAndItsExecutionLivesOn(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);

    ExecutionRecord execution =
        bench.fire(bench.a, decideUntil(claim, 1, null, fires(claim, 1))).claimed().get(0);

    assertThat(bench.store.jobs().get("j")).isEmpty();
    assertThat(bench.live()).containsExactly(execution);
    assertThat(bench.succeed(execution)).isEqualTo(DONE);
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void F8_fire_ofAnEndedJob_canStillBeRetried(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    ExecutionRecord run =
        bench.fire(bench.a, decideUntil(claim, 1, null, fires(claim, 1))).claimed().get(0);

    bench.complete(run.lease(), new Outcome.Failed("boom", Duration.ZERO));

    assertThat(bench.claimOne(bench.b).attempt()).isEqualTo(2);
  }

  @Test
  default void F9_fire_withoutFires_recordsWhatWasMissedAndAdvances(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    MissedRange range = range(claim, Reason.GRACE);
    Instant next = bench.now().plus(LATER);

    FireResult result =
        bench.fire(
            bench.a,
            new FireDecision(claim, List.of(), List.of(range), range.last(), next, next, 1, null));

    assertThat(result).isEqualTo(new FireResult(true, List.of(), List.of()));
    assertThat(bench.live()).isEmpty();
    assertThat(bench.missed()).containsExactly(range);
    assertThat(bench.get("j").nextFireTime()).isEqualTo(next);
    assertThat(bench.get("j").lastFireTime()).isEqualTo(range.last());
  }

  @Test
  default void F10_fire_thatCoversNoFire_keepsTheLastOne(Bench bench) {
    bench.put(bench.job("j"));
    bench.succeed(bench.fireOnce(bench.a));
    Instant last = bench.get("j").lastFireTime();
    bench.pass(STEP);
    Instant next = bench.now().plus(LATER);

    bench.fire(
        bench.a,
        new FireDecision(bench.claimJob(bench.a), List.of(), List.of(), null, next, next, 1, null));

    assertThat(bench.get("j").lastFireTime()).isEqualTo(last);
  }

  @Test
  default void F11_fire_withAProblem_pausesTheJobInItsPlace(Bench bench) {
    JobRecord job = bench.put(bench.job("j", overlap(2, Overflow.SKIP)));
    bench.submit("j", "run");

    FireResult result =
        bench.fire(bench.a, FireDecision.paused(bench.claimJob(bench.a), "it broke"));

    assertThat(result.applied()).isTrue();
    assertThat(bench.get("j").state()).isEqualTo(JobState.PAUSED);
    assertThat(bench.get("j").problem()).isEqualTo("it broke");
    assertThat(bench.get("j").nextFireTime()).isEqualTo(job.nextFireTime());
    assertThat(bench.liveStates("j")).containsExactly(HELD);
    assertThat(bench.claimJobs(bench.a)).isEmpty();
  }

  @Test
  default void F12_fire_leasesNoMoreThanTheClaimLimit(Bench bench) {
    bench.put(bench.job("j", overlap(5, Overflow.SKIP)));
    JobClaim claim = bench.claimJob(bench.a);

    FireResult result = bench.fire(bench.a, decide(claim, 2, fires(claim, 4)));

    assertThat(result.claimed()).hasSize(2);
    assertThat(bench.liveStates("j")).containsExactly(CLAIMED, CLAIMED, SCHEDULED, SCHEDULED);
    assertThat(bench.claimDue(bench.b).claimed()).hasSize(2);
  }

  @Test
  default void F13_fire_pastTheDeadline_isLeftForTheClaimToJudge(Bench bench) {
    bench.put(bench.job("j", TASK, JobPolicy.DEFAULT, bench.now().minusSeconds(90)));
    JobClaim claim = bench.claimJob(bench.a);
    Instant past = nextFireTime(claim);
    PlannedFire late = new PlannedFire(past, past, past.plusSeconds(1), Adjustment.NONE);
    Instant next = bench.now().plus(LATER);

    FireResult result =
        bench.fire(
            bench.a, new FireDecision(claim, List.of(late), List.of(), past, next, next, 1, null));

    assertThat(result.claimed()).isEmpty();
    assertThat(bench.claimDue(bench.a).missed()).hasSize(1);
    assertThat(bench.missed()).extracting(MissedRange::reason).containsExactly(Reason.GRACE);
  }

  @Test
  default void F14_fire_aheadOfTime_countsTheLeaseFromDue(Bench bench) {
    Instant due = bench.now().plusMillis(1_900);
    bench.put(bench.job("j", TASK, JobPolicy.DEFAULT, due));
    JobClaim claim =
        bench
            .store
            .queue()
            .claimJobs("r", bench.a, ROOM, HOLD, Duration.ofSeconds(2))
            .claims()
            .get(0);

    FireReply reply = bench.store.queue().fire(bench.a, LEASE, List.of(decide(claim, 1, due)));

    Instant from = reply.storeNow().isAfter(due) ? reply.storeNow() : due;
    assertThat(reply.results().get(0).claimed().get(0).leaseUntil()).isEqualTo(from.plus(LEASE));
  }

  @Test
  default void F15_fire_ofAFireThatIsLive_insertsItOnce(Bench bench) {
    bench.put(bench.job("j", overlap(3, Overflow.SKIP)));
    JobClaim claim = bench.claimJob(bench.a);
    Instant fire = nextFireTime(claim);
    bench.fire(bench.a, decideUntil(claim, 1, fire.plusMillis(1), fire));

    FireResult result =
        bench.fire(bench.a, decideUntil(bench.claimJob(bench.a), 1, bench.now().plus(LATER), fire));

    assertThat(result).isEqualTo(new FireResult(true, List.of(), List.of()));
    assertThat(bench.live()).hasSize(1);
    assertThat(bench.missed()).isEmpty();
  }

  @Test
  default void F16_fire_ofManyDecisions_answersEach(Bench bench) {
    bench.put(bench.job("a"));
    bench.put(bench.job("b"));
    List<JobClaim> claims = bench.claimJobs(bench.a);
    JobClaim wrong = new JobClaim(claims.get(0).job(), -1);

    List<FireResult> results =
        bench
            .store
            .queue()
            .fire(
                bench.a,
                LEASE,
                List.of(
                    decide(wrong, 1, fires(wrong, 1)),
                    decide(claims.get(1), 1, fires(claims.get(1), 1))))
            .results();

    assertThat(results).extracting(FireResult::applied).containsExactly(false, true);
    assertThat(bench.liveStates("a")).isEmpty();
    assertThat(bench.liveStates("b")).containsExactly(CLAIMED);
  }

  @Test
  default void F17_fire_ofOneClaimTwiceInABatch_countsOnce(Bench bench) {
    bench.put(bench.job("j", overlap(9, Overflow.SKIP)));
    JobClaim claim = bench.claimJob(bench.a);
    FireDecision decision = decide(claim, 1, fires(claim, 1));

    assertThat(bench.store.queue().fire(bench.a, LEASE, List.of(decision, decision)).results())
        .extracting(FireResult::applied)
        .containsExactly(true, false);
    assertThat(bench.live()).hasSize(1);
  }

  @Test
  default void F18_fire_endsTheClaim(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    bench.fire(bench.a, decideUntil(claim, 1, bench.now().minusMillis(1), fires(claim, 1)));

    assertThat(bench.claimJobs(bench.b)).hasSize(1);
  }

  @Test
  default void F19_fire_everyNominalFire_isAnExecutionOrARecordedMiss(Bench bench) {
    bench.put(bench.job("j", overlap(2, Overflow.QUEUE_ONE)));
    JobClaim first = bench.claimJob(bench.a);
    bench.fire(bench.a, decide(first, 1, fires(first, 2)));
    bench.pass(STEP);
    JobClaim second = bench.claimJob(bench.a);
    Instant[] fires = fires(second, 5);
    MissedRange coalesced =
        new MissedRange("j", second.job().generation(), fires[0], fires[1], 2, Reason.COALESCED);
    FireDecision decision = decide(second, 9, fires[2], fires[3], fires[4]);

    FireResult result =
        bench.fire(
            bench.a,
            new FireDecision(
                second,
                decision.fires(),
                List.of(coalesced),
                fires[4],
                decision.nextFireTime(),
                decision.dueTime(),
                9,
                null));

    assertThat(result.skipped()).extracting(MissedRange::count).containsExactly(2L);
    assertThat(bench.live()).hasSize(3);
    assertThat(bench.missed().stream().mapToLong(MissedRange::count).sum() + bench.live().size())
        .as("two fires, then five")
        .isEqualTo(7);
  }

  private static MissedRange range(JobClaim claim, MissedRange.Reason reason) {
    Instant fire = nextFireTime(claim);
    return new MissedRange(
        claim.job().id(), claim.job().generation(), fire, fire.plusMillis(4), 5, reason);
  }
}
