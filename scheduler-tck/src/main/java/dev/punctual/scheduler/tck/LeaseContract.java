package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.REPLACE;
import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.ExecutionState.SUCCEEDED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.FENCED;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.Held;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeping, confirming, giving back and cancelling leases. */
interface LeaseContract {

  @Test
  default void L1_renew_letsALeaseLastFromNow(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.pass(Duration.ofSeconds(40));

    RenewReply reply = renew(bench, run.lease());

    assertThat(reply.lost()).isEmpty();
    assertThat(reply.cancelled()).isEmpty();
    bench.assertJustNow(reply.storeNow());
    assertThat(bench.live(run.id()).leaseUntil()).isEqualTo(reply.storeNow().plus(LEASE));
    assertThat(bench.live(run.id()).token()).isEqualTo(run.token());
    bench.pass(Duration.ofSeconds(40));
    assertThat(bench.store.leases().reap(10, 3)).isEmpty();
  }

  @Test
  default void L2_renew_ofWhatIsNotOnesOwn_isLostAndChangesNothing(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    LeaseRef stale = new LeaseRef(run.id(), run.token() - 1);
    LeaseRef future = new LeaseRef(run.id(), run.token() + 1);
    LeaseRef unknown = new LeaseRef(new ExecutionId("x", 1, 1, null), 1);

    assertThat(renew(bench, stale, future, unknown).lost()).containsExactly(stale, future, unknown);
    RenewReply others = bench.store.leases().renew(bench.b.owner(), LATER, List.of(run.lease()));
    assertThat(others.lost()).containsExactly(run.lease());
    assertThat(bench.live(run.id())).isEqualTo(run);
  }

  @Test
  default void L3_renew_afterAReap_isLost(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.pass(LEASE.plusSeconds(1));
    bench.store.leases().reap(10, 3);
    ExecutionRecord taken = bench.claimOne(bench.b);

    assertThat(renew(bench, run.lease()).lost()).containsExactly(run.lease());
    assertThat(bench.live(run.id())).isEqualTo(taken);
  }

  @Test
  default void L4_renew_afterTheSameNodeLeasedItAnew_isLost(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.release(run);
    ExecutionRecord again = bench.claimOne(bench.a);
    bench.pass(Duration.ofSeconds(20));

    assertThat(renew(bench, run.lease()).lost()).containsExactly(run.lease());
    assertThat(bench.live(run.id())).isEqualTo(again);
  }

  @Test
  default void L5_renew_afterExpiry_keepsALeaseThatNobodyTook(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.pass(LEASE.plusSeconds(5));

    assertThat(renew(bench, run.lease()).lost()).isEmpty();
    assertThat(bench.store.leases().reap(10, 3)).isEmpty();
  }

  @Test
  default void L6_renew_tellsOfCancellations(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.store.leases().cancel(run.id());

    assertThat(renew(bench, run.lease()).cancelled()).containsExactly(run.id());
  }

  @Test
  default void L7_renew_ofABatch_judgesEach(Bench bench) {
    ExecutionRecord one = bench.running(bench.a, bench.job("one"));
    ExecutionRecord two = bench.running(bench.a, bench.job("two"));
    bench.succeed(one);

    assertThat(renew(bench, one.lease(), two.lease()).lost()).containsExactly(one.lease());
    assertThat(renew(bench).lost()).isEmpty();
  }

  @Test
  default void L8_start_ofACurrentLease_isConfirmedAndMayBeRepeated(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    assertThat(bench.start(run)).isTrue();
    assertThat(bench.start(run)).isTrue();
    assertThat(bench.succeed(run)).isEqualTo(DONE);
  }

  @Test
  default void L9_start_ofAStaleForeignOrExpiredLease_isRefused(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    assertThat(bench.store.leases().start(bench.b.owner(), List.of(run.lease())))
        .containsExactly(false);
    LeaseRef stale = new LeaseRef(run.id(), run.token() + 1);
    LeaseRef unknown = new LeaseRef(new ExecutionId("x", 1, 1, null), 1);
    assertThat(bench.store.leases().start(bench.a.owner(), List.of(stale, unknown, run.lease())))
        .containsExactly(false, false, true);
    bench.pass(LEASE);
    assertThat(bench.start(run)).isFalse();
  }

  @Test
  default void L10_start_ofAPausedJob_isRefused(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.become("j", JobState.PAUSED);

    assertThat(bench.start(run)).isFalse();
    bench.become("j", JobState.ACTIVE);
    assertThat(bench.start(run)).isTrue();
  }

  @Test
  default void L11_start_ofARemovedJob_isRefused(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.store.jobs().remove(List.of("j"));

    assertThat(bench.start(run)).isFalse();
  }

  @Test
  default void L12_start_ofAReplacedJob_isRefused(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.put(bench.job("j"), REPLACE);

    assertThat(bench.start(run)).isFalse();
  }

  @Test
  default void L13_start_ofACancelledExecution_isRefused(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.store.leases().cancel(run.id());

    assertThat(bench.start(run)).isFalse();
  }

  @Test
  default void L14_release_givesTheExecutionToOthersWithoutCountingAnAttempt(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    assertThat(bench.release(run)).isTrue();

    assertThat(bench.live(run.id()).state()).isEqualTo(SCHEDULED);
    ExecutionRecord again = bench.claimOne(bench.b);
    assertThat(again.attempt()).isEqualTo(1);
    assertThat(again.lost()).isZero();
    assertThat(again.token()).isGreaterThan(run.token());
    assertThat(bench.succeed(run)).isEqualTo(FENCED);
    assertThat(bench.live(run.id())).isEqualTo(again);
  }

  @Test
  default void L15_release_repeated_changesNothing(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.release(run);
    assertThat(bench.release(run)).isFalse();
    ExecutionRecord again = bench.claimOne(bench.a);

    assertThat(bench.release(run)).isFalse();
    assertThat(bench.live(run.id())).isEqualTo(again);
  }

  @Test
  default void L16_release_ofAForeignLease_isRefused(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    assertThat(bench.store.leases().release(bench.b.owner(), List.of(run.lease())))
        .containsExactly(false);
    assertThat(bench.live(run.id())).isEqualTo(run);
  }

  @Test
  default void L17_release_afterAConfirmedStart_takesTheConfirmationBack(Bench bench) {
    ExecutionRecord run =
        bench.running(bench.a, bench.job("j", Jobs.guaranteed(Guarantee.AT_MOST_ONCE)));
    bench.start(run);
    bench.release(run);
    bench.claimOne(bench.b);
    bench.pass(LEASE.plusSeconds(1));

    assertThat(bench.store.leases().reap(10, 3))
        .extracting(ExecutionRecord::state)
        .containsExactly(SCHEDULED);
  }

  @Test
  default void L18_release_whilePaused_isHeld(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.become("j", JobState.PAUSED);

    bench.release(run);

    assertThat(bench.liveStates("j")).containsExactly(HELD);
    assertThat(bench.claimDue(bench.b).claimed()).isEmpty();
  }

  @Test
  default void L19_release_ofARemovedJob_isCancelled(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.store.jobs().remove(List.of("j"));

    assertThat(bench.release(run)).isTrue();

    assertThat(bench.live()).isEmpty();
    assertThat(bench.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  default void L20_release_ofACancelledExecution_isCancelledAndLetsTheNextGo(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j", overlap(1, Overflow.QUEUE_ONE)));
    bench.submit("j", "next");
    bench.store.leases().cancel(run.id());

    bench.release(run);

    assertThat(bench.endedStates()).containsExactly(CANCELLED);
    assertThat(bench.liveStates("j")).containsExactly(SCHEDULED);
  }

  @Test
  default void L21_token_ofEachLease_isHigherThanTheOneBefore(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    long before = run.token();
    for (int i = 0; i < 6; i++) {
      LeaseRef lease = new LeaseRef(run.id(), before);
      switch (i % 3) {
        case 0 -> bench.store.leases().release(bench.a.owner(), List.of(lease));
        case 1 -> bench.complete(lease, new Outcome.Failed("boom", Duration.ZERO));
        default -> {
          bench.pass(LEASE.plusSeconds(1));
          bench.store.leases().reap(10, 99);
        }
      }
      ExecutionRecord again = bench.claimOne(bench.a);
      assertThat(again.token()).isGreaterThan(before);
      before = again.token();
    }
  }

  @Test
  default void L22_claimsOf_showsTheLeasesOfOneNode(Bench bench) {
    ExecutionRecord one = bench.running(bench.a, bench.job("one"));
    ExecutionRecord two = bench.running(bench.a, bench.job("two"));
    ExecutionRecord other = bench.running(bench.b, bench.job("other"));

    assertThat(bench.store.leases().claimsOf(bench.a.owner()))
        .containsExactlyInAnyOrder(one.lease(), two.lease());
    assertThat(bench.store.leases().claimsOf(bench.b.owner())).containsExactly(other.lease());
    assertThat(bench.store.leases().claimsOf("nobody")).isEmpty();
  }

  @Test
  default void L23_cancel_ofAClaimedExecution_asksItToStop(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    assertThat(bench.store.leases().cancel(run.id())).isEqualTo(CancelStatus.REQUESTED);
    assertThat(bench.store.leases().cancel(run.id())).isEqualTo(CancelStatus.REQUESTED);

    assertThat(bench.live(run.id()).cancelRequested()).isTrue();
    assertThat(bench.live(run.id()).state()).isEqualTo(CLAIMED);
    assertThat(bench.succeed(run)).isEqualTo(DONE);
    assertThat(bench.endedStates()).containsExactly(SUCCEEDED);
  }

  @Test
  default void L24_cancel_ofAWaitingExecution_endsIt(Bench bench) {
    bench.put(bench.job("j"));
    ExecutionId id = Objects.requireNonNull(bench.submit("j", "run").id());

    assertThat(bench.store.leases().cancel(id)).isEqualTo(CancelStatus.CANCELLED);

    assertThat(bench.live()).isEmpty();
    assertThat(bench.claimDue(bench.a).claimed()).isEmpty();
    assertThat(bench.endedStates()).containsExactly(CANCELLED);
    assertThat(bench.store.leases().cancel(id)).isEqualTo(CancelStatus.NOT_FOUND);
    assertThat(bench.ended()).hasSize(1);
  }

  @Test
  default void L25_cancel_ofAnUnknownExecution_isNotFound(Bench bench) {
    assertThat(bench.store.leases().cancel(new ExecutionId("x", 1, 1, null)))
        .isEqualTo(CancelStatus.NOT_FOUND);
  }

  @Test
  default void L26_cancel_ofAHeldExecution_endsIt(Bench bench) {
    bench.put(bench.job("j"));
    ExecutionId id = Objects.requireNonNull(bench.submit("j", "run").id());
    bench.become("j", JobState.PAUSED);

    assertThat(bench.store.leases().cancel(id)).isEqualTo(CancelStatus.CANCELLED);
    bench.become("j", JobState.ACTIVE);

    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void L27_cancel_ofARunThatWaits_endsItAndLetsTheNextGo(Bench bench) {
    bench.put(bench.job("j", overlap(1, Overflow.QUEUE_ALL)));
    ExecutionId first = Objects.requireNonNull(bench.submit("j", "first").id());
    bench.submit("j", "second");
    ExecutionId third = Objects.requireNonNull(bench.submit("j", "third").id());

    assertThat(bench.store.leases().cancel(third)).isEqualTo(CancelStatus.CANCELLED);
    assertThat(bench.store.leases().cancel(first)).isEqualTo(CancelStatus.CANCELLED);

    assertThat(bench.claimOne(bench.a).id().requestId()).isEqualTo("second");
    assertThat(bench.ended()).hasSize(2);
  }

  @Test
  default void L42_reassert_ofACurrentLease_letsItLastFromNow(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.store.leases().cancel(run.id());
    bench.pass(Duration.ofSeconds(40));

    RenewReply reply = reassert(bench, run);

    assertThat(reply.lost()).isEmpty();
    assertThat(reply.cancelled()).containsExactly(run.id());
    assertThat(bench.live(run.id()).leaseUntil()).isEqualTo(reply.storeNow().plus(LEASE));
    assertThat(bench.live(run.id()).token()).isEqualTo(run.token());
  }

  @Test
  default void L43_reassert_ofWhatEndedOrWasTaken_isLostAndChangesNothing(Bench bench) {
    ExecutionRecord ended = bench.running(bench.a, bench.job("ended"));
    ExecutionRecord taken = bench.running(bench.a, bench.job("taken"));
    bench.succeed(ended);
    bench.release(taken);
    ExecutionRecord others = bench.claimOne(bench.b);

    assertThat(reassert(bench, ended, taken).lost())
        .containsExactlyInAnyOrder(ended.lease(), taken.lease());
    assertThat(bench.live()).containsExactly(others);
  }

  private static RenewReply reassert(Bench bench, ExecutionRecord... runs) {
    List<Held> held = Stream.of(runs).map(run -> new Held(run, true)).toList();
    return bench.store.leases().reassert(bench.a.owner(), LEASE, held);
  }

  private static RenewReply renew(Bench bench, LeaseRef... leases) {
    return bench.store.leases().renew(bench.a.owner(), LEASE, List.of(leases));
  }
}
