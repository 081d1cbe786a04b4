package dev.punctual.scheduler.tck.simulator;

import static dev.punctual.scheduler.tck.simulator.WrittenLedger.fireOf;
import static dev.punctual.scheduler.tck.simulator.WrittenLedger.id;
import static dev.punctual.scheduler.tck.simulator.WrittenLedger.lease;
import static dev.punctual.scheduler.tck.simulator.WrittenLedger.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.UpdateResult;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the checker finds what is wrong with a ledger, and nothing in one where all is well. */
class CheckerTests {

  private final WrittenLedger history = new WrittenLedger();

  private void put() {
    history.put();
  }

  private void fired() {
    put();
    history.at(60).fire(1);
  }

  private void assertFinds(Invariant invariant, String what) {
    history.assertFinds(invariant, what);
  }

  @Test
  void orderlyLedger_hasNoViolations() {
    fired();
    history.run(1, 11);
    history.at(180).fire(history.decision(List.of(fireOf(3)), ranges(), minute(4)), true);
    history.missed.addAll(ranges());
    history.run(3, 12);

    assertThat(history.judged()).isEmpty();
  }

  private List<MissedRange> ranges() {
    return List.of(history.range(2, 2, 1));
  }

  @Test
  void takenLease_thatRanOut_mayBeGivenAgain() {
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11);
    history.at(91).reap("n2", 1, 12).grant("n2", 1, 13).begin("n2", 1, 13);
    history.end("n1", 1, 11, false).complete("n1", 1, 11, CompleteStatus.FENCED);
    history.end("n2", 1, 13, true).complete("n2", 1, 13, CompleteStatus.DONE);
    history.recorded(1, ExecutionState.SUCCEEDED);

    assertThat(history.judged()).isEmpty();
  }

  @Test
  void secondLease_whileTheFirstHolds_breaksOneLease() {
    fired();
    history.grant("n1", 1, 11).grant("n2", 1, 12);

    assertFinds(Invariant.ONE_LEASE, "leased to n2 while n1 has it");
  }

  @Test
  void reap_beforeTheLeaseRanOut_breaksOneLease() {
    fired();
    history.grant("n1", 1, 11).at(80).reap("n2", 1, 12);

    assertFinds(Invariant.ONE_LEASE, "taken away");
  }

  @Test
  void start_afterTheLeaseRanOut_breaksOneLease() {
    fired();
    history.grant("n1", 1, 11).at(90).begin("n1", 1, 11);

    assertFinds(Invariant.ONE_LEASE, "after its lease had run out");
  }

  @Test
  void secondStart_underOneLease_breaksOneLease() {
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11).begin("n1", 1, 11);

    assertFinds(Invariant.ONE_LEASE, "began twice");
  }

  @Test
  void start_withoutLease_breaksOneLease() {
    fired();
    history.begin("n1", 1, 11);

    assertFinds(Invariant.ONE_LEASE, "began without a lease");
  }

  @Test
  void release_ofAStartedRun_breaksOneLease() {
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11).release("n1", 1, 11, true);

    assertFinds(Invariant.ONE_LEASE, "given back after user code had begun");
  }

  @Test
  void beliefInALease_thatRanOut_breaksOneLease() {
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11).at(95).end("n1", 1, 11, true);

    assertFinds(Invariant.ONE_LEASE, "believes in a lease");
  }

  @Test
  void fire_thatIsJumpedOver_breaksConservation() {
    put();
    history.at(120).fire(2);

    assertFinds(Invariant.CONSERVATION, "is due next");
  }

  @Test
  void range_withAWrongCount_breaksConservation() {
    put();
    history
        .at(240)
        .fire(
            history.decision(List.of(fireOf(4)), List.of(history.range(1, 3, 2)), minute(5)), true);

    assertFinds(Invariant.CONSERVATION, "there are 3 fires by the trigger");
  }

  @Test
  void nextFire_thatIsNotTheTriggers_breaksConservation() {
    put();
    history.at(60).fire(history.decision(List.of(fireOf(1)), List.of(), minute(3)), true);

    assertFinds(Invariant.CONSERVATION, "by the trigger");
  }

  @Test
  void execution_thatVanished_breaksConservation() {
    fired();

    assertFinds(Invariant.CONSERVATION, "lost without a trace");
  }

  @Test
  void skippedFire_offTheRecord_breaksConservation() {
    put();
    history
        .at(120)
        .fire(
            history.decision(List.of(fireOf(2)), List.of(history.range(1, 1, 1)), minute(3)), true);

    assertFinds(Invariant.CONSERVATION, "skipped off the record");
  }

  @Test
  void range_thatNobodyDecided_breaksConservation() {
    put();
    history.missed.add(history.range(1, 1, 1));

    assertFinds(Invariant.CONSERVATION, "recorded twice or wrongly");
  }

  @Test
  void cancelledExecution_thatNobodyCancelled_breaksConservation() {
    fired();
    history.recorded(1, ExecutionState.CANCELLED);

    assertFinds(Invariant.CONSERVATION, "without a reason");
  }

  @Test
  void nextFire_beforeTheLast_breaksAdvance() {
    put();
    history.at(60).fire(history.decision(List.of(fireOf(1)), List.of(), minute(0)), true);

    assertFinds(Invariant.ADVANCE, "not later than the last");
  }

  @Test
  void job_thatVanished_breaksDurability() {
    put();

    WrittenLedger.assertFinds(history.judgedAsIs(), Invariant.DURABILITY, "lost a job");
  }

  @Test
  void job_thatCameBack_breaksDurability() {
    put();
    history.note("n1", new Event.Removed(WrittenLedger.JOB, true));

    assertFinds(Invariant.DURABILITY, "has a job that is gone");
  }

  @Test
  void submit_toAJobThatTheStoreForgot_breaksDurability() {
    put();
    history.note(
        "n1",
        new Event.Submitted(
            WrittenLedger.JOB, new SubmitResult(SubmitResult.Status.NOT_FOUND, null)));

    assertFinds(Invariant.DURABILITY, "does not know whether the job is there");
  }

  @Test
  void staleDecision_thatTookEffect_breaksRevocation() {
    put();
    var stale = history.decision(List.of(fireOf(1)), List.of(), minute(2));
    history.at(60).fire(1).fire(stale, true);

    assertFinds(Invariant.REVOCATION, "took effect later than a change");
  }

  @Test
  void staleChange_thatTookEffect_breaksRevocation() {
    put();
    history.note(
        "n1",
        new Event.Changed(
            new JobChange(history.job.withVersion(0), List.of()),
            new UpdateResult(UpdateResult.Status.UPDATED, history.job.withVersion(2))));

    assertFinds(Invariant.REVOCATION, "a change of version 0 took effect on version 1");
  }

  @Test
  void rescheduling_repeatedBeforeTheUserIsTold_mayCountItsFirstFireFromThen() {
    put();
    Trigger other = IntervalTrigger.every(Duration.ofMinutes(1));
    history.at(10).rescheduled("n1", other).at(11).rescheduled("n1", other);

    assertThat(history.judged()).isEmpty();
  }

  @Test
  void laterChange_thatMovesTheNextFire_breaksConservation() {
    put();
    Trigger other = IntervalTrigger.every(Duration.ofMinutes(1));
    history.at(10).rescheduled("n1", other);
    history.note("n1", new Event.Acknowledged("reschedule", WrittenLedger.JOB));
    history.at(11).rescheduled("n1", other);

    assertFinds(Invariant.CONSERVATION, "the next fire is");
  }

  @Test
  void changeOfAnotherNode_thatMovesTheNextFire_breaksConservation() {
    put();
    Trigger other = IntervalTrigger.every(Duration.ofMinutes(1));
    history.at(10).rescheduled("n1", other).at(11).rescheduled("n2", other);

    assertFinds(Invariant.CONSERVATION, "the next fire is");
  }

  private void pause(String node) {
    var paused = history.job.withState(JobState.PAUSED, null);
    history.job = paused.withVersion(paused.version() + 1);
    history.note(
        node,
        new Event.Changed(
            new JobChange(paused, List.of()),
            new UpdateResult(UpdateResult.Status.UPDATED, history.job)));
    history.note(node, new Event.Acknowledged("pause", WrittenLedger.JOB));
  }

  @Test
  void lease_whileTheJobIsPaused_breaksRevocation() {
    fired();
    pause("n1");
    history.grant("n2", 1, 11);

    assertFinds(Invariant.REVOCATION, "while its job is PAUSED");
  }

  @Test
  void start_whereThePauseWasAcknowledged_breaksRevocation() {
    fired();
    history.grant("n1", 1, 11);
    pause("n1");
    history.begin("n1", 1, 11);

    assertFinds(Invariant.REVOCATION, "where its job was paused or removed before");
  }

  @Test
  void start_elsewhereAfterAPause_isAllowed() {
    fired();
    history.grant("n2", 1, 11);
    pause("n1");
    history.begin("n2", 1, 11).end("n2", 1, 11, true);
    history.complete("n2", 1, 11, CompleteStatus.DONE).recorded(1, ExecutionState.SUCCEEDED);

    assertThat(history.judged()).isEmpty();
  }

  @Test
  void lease_afterTheEnd_breaksTerminalOnce() {
    fired();
    history.run(1, 11).grant("n2", 1, 12);

    assertFinds(Invariant.TERMINAL_ONCE, "leased after it had ended");
  }

  @Test
  void twoRowsOfOneEnd_breakTerminalOnce() {
    fired();
    history.run(1, 11).recorded(1, ExecutionState.SUCCEEDED);

    assertFinds(Invariant.TERMINAL_ONCE, "two ends of one run");
  }

  @Test
  void recordOfAnotherEnd_breaksTerminalOnce() {
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11).end("n1", 1, 11, true);
    history.complete("n1", 1, 11, CompleteStatus.DONE).recorded(1, ExecutionState.DEAD);

    assertFinds(Invariant.TERMINAL_ONCE, "on record as DEAD");
  }

  @Test
  void token_thatDoesNotGrow_breaksTokensIncrease() {
    fired();
    history.grant("n1", 1, 11).release("n1", 1, 11, true).grant("n1", 1, 11);

    assertFinds(Invariant.TOKENS_INCREASE, "comes after token 11");
  }

  @Test
  void staleCompletion_thatTookEffect_breaksFenced() {
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11).at(91).reap("n2", 1, 12);
    history.grant("n2", 1, 13).complete("n1", 1, 11, CompleteStatus.DONE);

    assertFinds(Invariant.FENCED, "stale token 11 took effect");
  }

  @Test
  void currentCompletion_thatWasRefused_breaksFenced() {
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11).end("n1", 1, 11, true);
    history.complete("n1", 1, 11, CompleteStatus.FENCED);

    assertFinds(Invariant.FENCED, "was refused");
  }

  @Test
  void renewal_ofALeaseThatIsGone_breaksFenced() {
    fired();
    history.grant("n1", 1, 11).release("n1", 1, 11, true);
    history.note("n1", new Event.Renewed(List.of(lease(1, 11)), List.of()));

    assertFinds(Invariant.FENCED, "renewed without being current");
  }

  @Test
  void dueJob_thatIsNotFired_breaksLiveness() {
    put();
    history.at(600).note("world", new Event.Healed());

    assertFinds(Invariant.LIVENESS, "not fired by");
  }

  @Test
  void dueExecution_thatIsNotRun_breaksLiveness() {
    fired();
    history.live.add(history.execution(1, 0, ExecutionState.SCHEDULED));
    history.at(600).note("world", new Event.Healed());

    assertFinds(Invariant.LIVENESS, "not run by");
  }

  @Test
  void lease_thatNobodyUses_breaksLiveness() {
    fired();
    history.grant("n1", 1, 11);
    history.live.add(history.execution(1, 11, ExecutionState.CLAIMED));
    history.at(600).note("world", new Event.Healed());

    assertFinds(Invariant.LIVENESS, "which does not run it");
  }

  @Test
  void blockedExecution_thatWaitsForNothing_breaksLiveness() {
    fired();
    history.live.add(history.execution(1, 0, ExecutionState.BLOCKED));
    history.at(600).note("world", new Event.Healed());

    assertFinds(Invariant.LIVENESS, "waits for nothing");
  }

  @Test
  void parkedExecution_inTheEnd_breaksUnknownTask() {
    fired();
    history.live.add(history.execution(1, 0, ExecutionState.PARKED));

    assertFinds(Invariant.UNKNOWN_TASK, "parked though every task is known");
  }

  @Test
  void lease_beyondTheLimitOfInstances_breaksMaxInstances() {
    fired();
    history.grant("n1", 1, 11).at(120).fire(2).grant("n2", 2, 12);

    assertFinds(Invariant.MAX_INSTANCES, "2 leases at once");
  }

  @Test
  void start_beforeItIsDue_breaksPunctuality() {
    put();
    history.at(50).fire(1).grant("n1", 1, 11).begin("n1", 1, 11);

    assertFinds(Invariant.PUNCTUALITY, "began at");
    assertFinds(Invariant.PUNCTUALITY, "leased at");
  }

  @Test
  void cancelledExecution_thatRunsAllTheSame_breaksTerminalOnce() {
    fired();
    history.note("n1", new Event.Cancelled(id(1), CancelStatus.CANCELLED));
    history.grant("n1", 1, 11);

    assertFinds(Invariant.TERMINAL_ONCE, "leased after it had ended as CANCELLED");
  }

  @Test
  void lease_ofANodeThatLeftInOrder_breaksCleanShutdown() {
    fired();
    history.note("world", new Event.Healed());
    history.grant("n1", 1, 11).note("n1", new Event.Down("n1", 0));

    assertFinds(Invariant.CLEAN_SHUTDOWN, "left its lease behind");
  }

  @Test
  void claimBeyondTheRoom_breaksBoundedClaims() {
    history.note("n1", new Event.Overfull("claimDue", 5, 3));

    assertThat(history.judgedAsIs())
        .singleElement()
        .extracting(Violation::invariant)
        .isEqualTo(Invariant.BOUNDED_CLAIMS);
  }

  @Test
  void brokenLoop_breaksLoopsLive() {
    history.note("n1", new Event.LoopBroke("punctual-default-renew", "NullPointerException"));

    assertThat(history.judgedAsIs())
        .singleElement()
        .extracting(Violation::invariant)
        .isEqualTo(Invariant.LOOPS_LIVE);
  }
}
