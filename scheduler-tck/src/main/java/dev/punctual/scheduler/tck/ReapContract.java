package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.DEAD;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.LOST;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.FENCED;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Overflow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Taking leases away that ran out. */
interface ReapContract {

  @Test
  default void L28_reap_takesLeasesThatRanOut(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.pass(LEASE.minusSeconds(20));
    assertThat(bench.store.leases().reap(10, 3)).isEmpty();
    bench.pass(Duration.ofSeconds(21));

    List<ExecutionRecord> reaped = bench.store.leases().reap(10, 3);

    assertThat(reaped).containsExactly(bench.live(run.id()));
    assertThat(reaped.get(0).state()).isEqualTo(SCHEDULED);
    assertThat(reaped.get(0).token()).isGreaterThan(run.token());
    assertThat(reaped.get(0).lost()).isEqualTo(1);
    assertThat(reaped.get(0).attempt()).isEqualTo(1);
    assertThat(bench.store.leases().reap(10, 3)).isEmpty();
    assertThat(bench.store.leases().claimsOf(bench.a.owner())).isEmpty();
    assertThat(bench.claimDue(bench.b).claimed()).hasSize(1);
  }

  @Test
  default void L29_reap_fencesTheOneWhoLostTheLease(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.pass(LEASE.plusSeconds(1));
    bench.store.leases().reap(10, 3);
    ExecutionRecord reaped = bench.live(run.id());

    assertThat(bench.succeed(run)).isEqualTo(FENCED);
    assertThat(bench.start(run)).isFalse();
    assertThat(bench.release(run)).isFalse();
    assertThat(bench.store.leases().renew(bench.a.owner(), LEASE, List.of(run.lease())).lost())
        .containsExactly(run.lease());
    assertThat(bench.live(run.id())).isEqualTo(reaped);
  }

  @Test
  default void L30_reap_beforeTheMillisecondAfter_leavesALease(Bench bench) {
    bench.needs(StoreCapability.STILL_CLOCK);
    bench.running(bench.a, bench.job("j"));
    bench.pass(LEASE.minusMillis(1));
    assertThat(bench.store.leases().reap(10, 3)).isEmpty();
    bench.pass(Duration.ofMillis(2));
    assertThat(bench.store.leases().reap(10, 3)).hasSize(1);
  }

  @Test
  default void L31_reap_afterTooManyLosses_isDead(Bench bench) {
    bench.put(bench.job("j", overlap(1, Overflow.QUEUE_ONE)));
    bench.submit("j", "crasher");
    bench.submit("j", "next");
    for (int i = 0; i <= 3; i++) {
      assertThat(bench.claimOne(bench.a).lost()).isEqualTo(i);
      bench.pass(LEASE.plusSeconds(1));
      bench.store.leases().reap(10, 3);
    }

    assertThat(bench.endedStates()).containsExactly(DEAD);
    assertThat(bench.ended().get(0).error()).isNotBlank();
    assertThat(bench.liveStates("j")).containsExactly(SCHEDULED);
  }

  @Test
  default void L32_reap_withoutAllowedLosses_isDeadAtOnce(Bench bench) {
    bench.running(bench.a, bench.job("j"));
    bench.pass(LEASE.plusSeconds(1));

    assertThat(bench.store.leases().reap(10, 0))
        .extracting(ExecutionRecord::state)
        .containsExactly(DEAD);
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void L33_reap_ofAConfirmedStartThatMayHappenOnce_isLost(Bench bench) {
    ExecutionRecord run =
        bench.running(bench.a, bench.job("j", Jobs.guaranteed(Guarantee.AT_MOST_ONCE)));
    bench.start(run);
    bench.pass(LEASE.plusSeconds(1));

    assertThat(bench.store.leases().reap(10, 3))
        .extracting(ExecutionRecord::state)
        .containsExactly(LOST);

    EndedExecution ended = bench.ended().get(0);
    assertThat(ended.state()).isEqualTo(LOST);
    assertThat(ended.started()).isNotNull();
    assertThat(ended.node()).isEqualTo(bench.a.owner());
    assertThat(bench.live()).isEmpty();
    assertThat(bench.succeed(run)).isEqualTo(FENCED);
  }

  @Test
  default void L34_reap_whilePaused_isHeld(Bench bench) {
    bench.running(bench.a, bench.job("j"));
    bench.become("j", JobState.PAUSED);
    bench.pass(LEASE.plusSeconds(1));

    bench.store.leases().reap(10, 3);

    assertThat(bench.liveStates("j")).containsExactly(HELD);
  }

  @Test
  default void L35_reap_ofARemovedJob_isCancelled(Bench bench) {
    bench.running(bench.a, bench.job("j"));
    bench.store.jobs().remove(List.of("j"));
    bench.pass(LEASE.plusSeconds(1));

    bench.store.leases().reap(10, 3);

    assertThat(bench.endedStates()).containsExactly(CANCELLED);
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void L36_reap_ofACancelledExecution_isCancelled(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.store.leases().cancel(run.id());
    bench.pass(LEASE.plusSeconds(1));

    bench.store.leases().reap(10, 3);

    assertThat(bench.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  default void L37_reap_takesNoMoreThanTheLimit(Bench bench) {
    for (int i = 0; i < 5; i++) {
      bench.running(bench.a, bench.job("j" + i));
    }
    bench.pass(LEASE.plusSeconds(1));

    assertThat(bench.store.leases().reap(3, 3)).hasSize(3);
    assertThat(bench.store.leases().reap(3, 3)).hasSize(2);
    assertThat(bench.store.leases().reap(3, 3)).isEmpty();
  }

  @Test
  default void L38_reap_leavesLeasesOfOthersThatHold(Bench bench) {
    bench.put(bench.job("old"));
    bench.put(bench.laterJob("young", JobPolicy.DEFAULT));
    bench.submit("old", "run");
    bench.claimOne(bench.a);
    bench.pass(Duration.ofSeconds(50));
    bench.submit("young", "run");
    ExecutionRecord young = bench.claimOne(bench.b);
    bench.pass(Duration.ofSeconds(20));

    assertThat(bench.store.leases().reap(10, 3))
        .extracting(run -> run.id().jobId())
        .containsExactly("old");
    assertThat(bench.live(young.id())).isEqualTo(young);
  }
}
