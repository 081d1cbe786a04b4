package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.internal.memory.StoreFixture.overlap;
import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.DEAD;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.LOST;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RunPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store promises about keeping, confirming, giving back and losing leases. */
class LeaseBookTests {

  private static final int MAX_LOST = 3;

  private final StoreFixture f = new StoreFixture();

  @Test
  void renew_letsALeaseLastFromNow() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.pass(Duration.ofSeconds(20));

    RenewReply reply = renew(run.lease());

    assertThat(reply).isEqualTo(new RenewReply(f.now(), List.of(), List.of()));
    assertThat(f.live(run.id()).leaseUntil()).isEqualTo(f.now().plus(StoreFixture.LEASE));
    f.pass(Duration.ofSeconds(29));
    assertThat(f.store.leases().reap(10, MAX_LOST)).isEmpty();
  }

  @Test
  void renew_ofWhatIsNotOnesOwn_isLost() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    LeaseRef stale = new LeaseRef(run.id(), run.token() - 1);
    LeaseRef unknown = new LeaseRef(new ExecutionId("x", 1, 1, null), 1);

    assertThat(renew(stale, unknown).lost()).containsExactly(stale, unknown);
    RenewReply others =
        f.store.leases().renew(f.b.owner(), StoreFixture.LEASE, List.of(run.lease()));
    assertThat(others.lost()).containsExactly(run.lease());
    assertThat(f.live(run.id())).isEqualTo(run);
  }

  @Test
  void renew_afterExpiry_keepsALeaseThatNobodyTook() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.pass(StoreFixture.LEASE.plusSeconds(5));

    assertThat(renew(run.lease()).lost()).isEmpty();
    assertThat(f.store.leases().reap(10, MAX_LOST)).isEmpty();
  }

  @Test
  void renew_tellsOfCancellations() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.store.leases().cancel(run.id());

    assertThat(renew(run.lease()).cancelled()).containsExactly(run.id());
  }

  @Test
  void start_ofACurrentLease_isConfirmedAndMayBeRepeated() {
    ExecutionRecord run = f.running(f.a, f.job("j"));

    assertThat(start(run)).isTrue();
    assertThat(start(run)).isTrue();
  }

  @Test
  void start_ofAStaleForeignOrExpiredLease_isRefused() {
    ExecutionRecord run = f.running(f.a, f.job("j"));

    assertThat(f.store.leases().start(f.b.owner(), List.of(run.lease()))).containsExactly(false);
    LeaseRef stale = new LeaseRef(run.id(), run.token() + 1);
    assertThat(f.store.leases().start(f.a.owner(), List.of(stale, run.lease())))
        .containsExactly(false, true);
    f.pass(StoreFixture.LEASE);
    assertThat(start(run)).isFalse();
  }

  @Test
  void start_ofAPausedJob_isRefused() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.become("j", JobState.PAUSED);

    assertThat(start(run)).isFalse();
  }

  @Test
  void start_ofARemovedJob_isRefused() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.store.jobs().remove(List.of("j"));

    assertThat(start(run)).isFalse();
  }

  @Test
  void start_ofACancelledExecution_isRefused() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.store.leases().cancel(run.id());

    assertThat(start(run)).isFalse();
  }

  @Test
  void release_givesTheExecutionToOthersWithoutCountingAnAttempt() {
    ExecutionRecord run = f.running(f.a, f.job("j"));

    assertThat(release(run)).isTrue();

    assertThat(f.live(run.id()).state()).isEqualTo(SCHEDULED);
    assertThat(f.live(run.id()).owner()).isNull();
    assertThat(f.live(run.id()).leaseUntil()).isNull();
    ExecutionRecord again = f.claimDue(f.b).claimed().get(0);
    assertThat(again.attempt()).isEqualTo(1);
    assertThat(again.lost()).isZero();
    assertThat(again.token()).isGreaterThan(run.token());
    assertThat(f.succeed(run)).isEqualTo(CompleteStatus.FENCED);
  }

  @Test
  void release_repeated_changesNothing() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    release(run);
    ExecutionRecord again = f.claimDue(f.a).claimed().get(0);

    assertThat(release(run)).isFalse();
    assertThat(f.live(run.id())).isEqualTo(again);
  }

  @Test
  void release_whilePaused_isHeld() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.become("j", JobState.PAUSED);

    release(run);

    assertThat(f.liveStates("j")).containsExactly(HELD);
  }

  @Test
  void release_ofARemovedJob_isCancelled() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.store.jobs().remove(List.of("j"));

    assertThat(release(run)).isTrue();

    assertThat(f.live()).isEmpty();
    assertThat(f.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  void release_ofACancelledExecution_isCancelledAndLetsTheNextGo() {
    ExecutionRecord run = f.running(f.a, f.job("j", overlap(1, Overflow.QUEUE_ONE)));
    f.store.queue().submit("j", "next");
    f.store.leases().cancel(run.id());

    release(run);

    assertThat(f.endedStates()).containsExactly(CANCELLED);
    assertThat(f.liveStates("j")).containsExactly(SCHEDULED);
  }

  @Test
  void reap_takesLeasesThatRanOut() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.pass(StoreFixture.LEASE.minusMillis(1));
    assertThat(f.store.leases().reap(10, MAX_LOST)).isEmpty();
    f.pass(Duration.ofMillis(2));

    List<ExecutionRecord> reaped = f.store.leases().reap(10, MAX_LOST);

    assertThat(reaped).containsExactly(f.live(run.id()));
    assertThat(reaped.get(0).state()).isEqualTo(SCHEDULED);
    assertThat(reaped.get(0).token()).isGreaterThan(run.token());
    assertThat(reaped.get(0).lost()).isEqualTo(1);
    assertThat(reaped.get(0).attempt()).isEqualTo(1);
    assertThat(reaped.get(0).owner()).isNull();
    assertThat(f.store.leases().reap(10, MAX_LOST)).isEmpty();
    assertThat(f.succeed(run)).isEqualTo(CompleteStatus.FENCED);
    assertThat(renew(run.lease()).lost()).containsExactly(run.lease());
    assertThat(f.claimDue(f.b).claimed()).hasSize(1);
  }

  @Test
  void reap_afterTooManyLosses_isDead() {
    f.put(f.job("j", overlap(1, Overflow.QUEUE_ONE)));
    f.store.queue().submit("j", "crasher");
    f.store.queue().submit("j", "next");
    for (int i = 0; i <= MAX_LOST; i++) {
      assertThat(f.claimDue(f.a).claimed()).hasSize(1);
      f.pass(StoreFixture.LEASE.plusMillis(1));
      f.store.leases().reap(10, MAX_LOST);
    }

    assertThat(f.endedStates()).containsExactly(DEAD);
    assertThat(f.ended().get(0).error()).isNotBlank();
    assertThat(f.liveStates("j")).containsExactly(SCHEDULED);
  }

  @Test
  void reap_ofAConfirmedStartThatMayHappenOnce_isLost() {
    ExecutionRecord run = f.running(f.a, f.job("j", guaranteed(Guarantee.AT_MOST_ONCE)));
    start(run);
    f.pass(StoreFixture.LEASE.plusMillis(1));

    List<ExecutionRecord> reaped = f.store.leases().reap(10, MAX_LOST);

    assertThat(reaped).extracting(ExecutionRecord::state).containsExactly(LOST);
    EndedExecution ended = f.ended().get(0);
    assertThat(ended.state()).isEqualTo(LOST);
    assertThat(ended.started()).isNotNull();
    assertThat(ended.node()).isEqualTo(f.a.owner());
    assertThat(ended.error()).isNotBlank();
    assertThat(ended.payload()).isEqualTo(run.payload());
    assertThat(ended.policy()).isEqualTo(run.policy());
    assertThat(f.live()).isEmpty();
    assertThat(f.succeed(run)).isEqualTo(CompleteStatus.FENCED);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AT_MOST_ONCE")
  void reap_ofAConfirmedStartThatMayHappenAgain_isReleased(Guarantee guarantee) {
    ExecutionRecord run = f.running(f.a, f.job("j", guaranteed(guarantee)));
    start(run);
    f.pass(StoreFixture.LEASE.plusMillis(1));

    assertThat(f.store.leases().reap(10, MAX_LOST))
        .extracting(ExecutionRecord::state)
        .containsExactly(SCHEDULED);
    assertThat(f.claimDue(f.b).claimed()).extracting(ExecutionRecord::id).containsExactly(run.id());
  }

  @Test
  void reap_ofAnUnconfirmedStartThatMayHappenOnce_isReleased() {
    f.running(f.a, f.job("j", guaranteed(Guarantee.AT_MOST_ONCE)));
    f.pass(StoreFixture.LEASE.plusMillis(1));

    f.store.leases().reap(10, MAX_LOST);

    assertThat(f.liveStates("j")).containsExactly(SCHEDULED);
  }

  @Test
  void reap_afterTooManyLosses_keepsWhatItTakesToRunItAgain() {
    JobPolicy policy = guaranteed(Guarantee.AT_LEAST_ONCE_CONFIRMED).withPriority(7);
    ExecutionRecord run = f.running(f.a, f.job("j", policy));
    start(run);
    f.pass(StoreFixture.LEASE.plusMillis(1));

    f.store.leases().reap(10, 0);

    EndedExecution dead = f.ended().get(0);
    assertThat(dead.state()).isEqualTo(DEAD);
    assertThat(dead.payload()).isEqualTo(run.payload());
    assertThat(dead.policy()).isEqualTo(policy);
    assertThat(dead.started()).isNotNull();
    assertThat(dead.node()).isEqualTo(f.a.owner());
  }

  @Test
  void reap_whilePaused_isHeld() {
    f.running(f.a, f.job("j"));
    f.become("j", JobState.PAUSED);
    f.pass(StoreFixture.LEASE.plusMillis(1));

    f.store.leases().reap(10, MAX_LOST);

    assertThat(f.liveStates("j")).containsExactly(HELD);
  }

  @Test
  void reap_ofARemovedJob_isCancelled() {
    f.running(f.a, f.job("j"));
    f.store.jobs().remove(List.of("j"));
    f.pass(StoreFixture.LEASE.plusMillis(1));

    f.store.leases().reap(10, MAX_LOST);

    assertThat(f.endedStates()).containsExactly(CANCELLED);
    assertThat(f.live()).isEmpty();
  }

  @Test
  void reap_takesNoMoreThanTheLimit() {
    for (int i = 0; i < 5; i++) {
      f.running(f.a, f.job("j" + i));
    }
    f.pass(StoreFixture.LEASE.plusMillis(1));

    assertThat(f.store.leases().reap(3, MAX_LOST)).hasSize(3);
    assertThat(f.store.leases().reap(3, MAX_LOST)).hasSize(2);
    assertThatIllegalArgumentException().isThrownBy(() -> f.store.leases().reap(0, MAX_LOST));
    assertThatIllegalArgumentException().isThrownBy(() -> f.store.leases().reap(1_001, MAX_LOST));
  }

  @Test
  void claimsOf_showsTheLeasesOfOneNode() {
    ExecutionRecord one = f.running(f.a, f.job("one"));
    ExecutionRecord two = f.running(f.a, f.job("two"));
    ExecutionRecord other = f.running(f.b, f.job("other"));

    assertThat(f.store.leases().claimsOf(f.a.owner()))
        .containsExactlyInAnyOrder(one.lease(), two.lease());
    assertThat(f.store.leases().claimsOf(f.b.owner())).containsExactly(other.lease());
    assertThat(f.store.leases().claimsOf("nobody")).isEmpty();
  }

  @Test
  void cancel_ofAClaimedExecution_asksItToStop() {
    ExecutionRecord run = f.running(f.a, f.job("j"));

    assertThat(f.store.leases().cancel(run.id())).isEqualTo(CancelStatus.REQUESTED);
    assertThat(f.store.leases().cancel(run.id())).isEqualTo(CancelStatus.REQUESTED);

    assertThat(f.live(run.id()).cancelRequested()).isTrue();
    assertThat(f.live(run.id()).state()).isEqualTo(CLAIMED);
  }

  @Test
  void cancel_ofAWaitingExecution_endsIt() {
    f.put(f.job("j"));
    ExecutionId id = f.store.queue().submit("j", "run").id();

    assertThat(f.store.leases().cancel(id)).isEqualTo(CancelStatus.CANCELLED);

    assertThat(f.live()).isEmpty();
    assertThat(f.endedStates()).containsExactly(CANCELLED);
    assertThat(f.store.leases().cancel(id)).isEqualTo(CancelStatus.NOT_FOUND);
    assertThat(f.ended()).hasSize(1);
  }

  private static JobPolicy guaranteed(Guarantee guarantee) {
    return JobPolicy.DEFAULT.withRun(RunPolicy.DEFAULT.withGuarantee(guarantee));
  }

  private RenewReply renew(LeaseRef... leases) {
    return f.store.leases().renew(f.a.owner(), StoreFixture.LEASE, List.of(leases));
  }

  private boolean start(ExecutionRecord run) {
    return f.store.leases().start(f.a.owner(), List.of(run.lease())).get(0);
  }

  private boolean release(ExecutionRecord run) {
    return f.store.leases().release(f.a.owner(), List.of(run.lease())).get(0);
  }
}
