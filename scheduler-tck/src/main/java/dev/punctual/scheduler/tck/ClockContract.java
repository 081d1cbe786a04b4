package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.FENCED;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Bench.STEP;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store promises when its clock steps, and that no other clock counts. */
interface ClockContract {

  @Test
  default void T1_clock_steppingBack_firesNothingEarly(Bench bench) {
    JobRecord job = bench.put(bench.job("j"));
    bench.pass(LATER.negated());

    assertThat(bench.claimJobs(bench.a)).isEmpty();
    assertThat(bench.store.queue().nextDue(bench.a).due()).isEqualTo(job.dueTime());
    bench.pass(LATER);
    assertThat(bench.claimJobs(bench.a)).hasSize(1);
    assertThat(bench.claimJobs(bench.b)).isEmpty();
  }

  @Test
  default void T2_clock_steppingBack_leasesNothingEarly(Bench bench) {
    bench.put(bench.job("j"));
    bench.fireUnclaimed(bench.a, 1);
    bench.pass(LATER.negated());

    assertThat(bench.claimDue(bench.a).claimed()).isEmpty();
    bench.pass(LATER);
    assertThat(bench.claimDue(bench.a).claimed()).hasSize(1);
  }

  @Test
  default void T3_clock_steppingBack_keepsLeasesAndClaims(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.put(bench.job("k"));
    JobClaim claim = bench.claimJob(bench.a);
    bench.pass(LATER.negated());

    assertThat(bench.store.leases().reap(10, 3)).isEmpty();
    assertThat(bench.start(run)).isTrue();
    RenewReply reply = bench.store.leases().renew(bench.a.owner(), LEASE, List.of(run.lease()));
    assertThat(reply.lost()).isEmpty();
    assertThat(bench.live(run.id()).leaseUntil()).isEqualTo(reply.storeNow().plus(LEASE));
    assertThat(bench.fire(bench.a, decide(claim, 1, fires(claim, 1))).applied()).isTrue();
    assertThat(bench.succeed(run)).isEqualTo(DONE);
  }

  @Test
  default void T4_clock_steppingBack_stillGivesHigherTokens(Bench bench) {
    bench.put(bench.job("j", TASK, JobPolicy.DEFAULT, bench.now().minus(LATER.multipliedBy(2))));
    ExecutionRecord run = bench.fireOnce(bench.a);
    bench.release(run);
    bench.pass(LATER.negated());
    ExecutionRecord again = bench.claimOne(bench.b);

    assertThat(again.token()).isGreaterThan(run.token());
    assertThat(bench.succeed(run)).isEqualTo(FENCED);
  }

  @Test
  default void T5_clock_steppingBack_purgesNothingEarly(Bench bench) {
    bench.succeed(bench.running(bench.a, bench.job("j")));
    bench.pass(LATER.negated());

    assertThat(bench.store.history().purge(Duration.ofMinutes(1), 1_000, 1_000)).isZero();
    assertThat(bench.ended()).hasSize(1);
  }

  @Test
  default void T6_clock_steppingBack_forgetsNoNode(Bench bench) {
    bench.store.members().tick(bench.a, Duration.ofMinutes(5));
    bench.pass(LATER.negated());

    assertThat(bench.store.members().tick(bench.b, Duration.ofMinutes(5)).liveNodes()).isEqualTo(2);
  }

  @Test
  default void T7_clock_leapingForward_takesALeaseOnce(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.pass(Duration.ofDays(1));

    assertThat(bench.store.leases().reap(10, 3)).hasSize(1);
    ExecutionRecord taken = bench.claimOne(bench.b);
    assertThat(bench.store.leases().reap(10, 3)).isEmpty();
    assertThat(bench.succeed(run)).isEqualTo(FENCED);
    assertThat(bench.succeed(taken)).isEqualTo(DONE);
  }

  @Test
  default void T8_clock_leapingForward_hidesNoFire(Bench bench) {
    JobRecord job = bench.put(bench.laterJob("j", JobPolicy.DEFAULT));
    bench.pass(Duration.ofDays(30));

    JobClaim claim = bench.claimJob(bench.a);

    assertThat(claim.job()).isEqualTo(job);
    assertThat(bench.claimJobs(bench.b)).isEmpty();
  }

  @Test
  default void T9_clock_leapingForwardAndBack_keepsTheLaterClaim(Bench bench) {
    bench.put(bench.job("j"));
    bench.claimJob(bench.a);
    bench.pass(Duration.ofDays(1));
    JobClaim second = bench.claimJob(bench.b);
    bench.pass(Duration.ofDays(-1));

    assertThat(bench.claimJobs(bench.a)).isEmpty();
    assertThat(bench.fire(bench.b, decide(second, 1, fires(second, 1))).applied()).isTrue();
  }

  @Test
  default void T10_clock_ofANode_countsForNothing(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    Instant wrong = bench.now().plus(Duration.ofDays(365));
    Completion completion =
        new Completion(run.lease(), new Outcome.Failed("boom", STEP), wrong, wrong);

    bench.store.leases().complete("n", List.of(completion));

    bench.assertJustNow(bench.live(run.id()).dueTime().minus(STEP));
  }

  @Test
  default void T11_clock_ofANode_isKeptInTheHistory(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    Instant started = Instant.parse("1999-12-31T23:59:59.999Z");
    Instant finished = Instant.parse("2099-12-31T23:59:59.999Z");

    bench
        .store
        .leases()
        .complete("n", List.of(new Completion(run.lease(), Outcome.SUCCEEDED, started, finished)));

    assertThat(bench.ended().get(0).started()).isEqualTo(started);
    assertThat(bench.ended().get(0).finished()).isEqualTo(finished);
    assertThat(bench.store.history().purge(Duration.ofDays(1), 1_000, 1_000)).isZero();
  }

  @Test
  default void T12_now_isTheTimeOfReplies(Bench bench) {
    Instant before = bench.store.queue().nextDue(bench.a).storeNow();
    Instant now = bench.store.now();
    Instant after = bench.store.queue().nextDue(bench.a).storeNow();

    assertThat(now).isBetween(before.minusSeconds(1), after.plusSeconds(1));
    assertThat(after).isAfterOrEqualTo(before);
  }
}
