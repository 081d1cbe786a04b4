package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.BLOCKED;
import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.DEAD;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.LOST;
import static dev.punctual.scheduler.store.ExecutionState.MISSED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.ExecutionState.SUCCEEDED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.ALREADY_DONE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.FENCED;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Jobs.followed;
import static dev.punctual.scheduler.tck.Jobs.otherwise;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.then;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that follow others, submitted in the step that ends an execution. */
interface FollowUpContract {

  Payload OWN = Bench.payload("its own");
  Payload RESULT = Bench.payload("what the one before returned");
  Outcome DEADLY = new Outcome.Failed("boom", null);

  @Test
  default void O1_success_submitsTheFollowUpWithTheResult(Bench bench) {
    JobRecord b = putFollower(bench, "b", JobPolicy.DEFAULT);
    ExecutionRecord run = running(bench, "a", then("b"));

    bench.complete(run.lease(), new Outcome.Succeeded(RESULT));

    ExecutionRecord next = bench.only("b");
    assertThat(next.id())
        .isEqualTo(ExecutionId.ofRequest("b", b.generation(), run.id().followUpRequest()));
    assertThat(next.state()).isEqualTo(SCHEDULED);
    assertThat(next.payload()).isEqualTo(RESULT);
    assertThat(next.task()).isEqualTo(b.task());
    assertThat(next.policy()).isEqualTo(b.policy());
    bench.assertJustNow(next.dueTime());
    assertThat(bench.claimOne(bench.b).id()).isEqualTo(next.id());
  }

  @Test
  default void O2_success_withoutAResult_leavesTheFollowUpItsOwnPayload(Bench bench) {
    putFollower(bench, "b", JobPolicy.DEFAULT);

    bench.succeed(running(bench, "a", then("b")));

    assertThat(bench.only("b").payload()).isEqualTo(OWN);
  }

  @Test
  default void O3_success_leavesTheJobsPayloadAlone(Bench bench) {
    JobRecord b = putFollower(bench, "b", overlap(2, Overflow.SKIP));
    bench.complete(running(bench, "a", then("b")).lease(), new Outcome.Succeeded(RESULT));

    ExecutionId byHand = bench.submit("b", "by-hand").id();

    assertThat(bench.get("b")).isEqualTo(b);
    assertThat(bench.live())
        .filteredOn(run -> run.id().equals(byHand))
        .extracting(ExecutionRecord::payload)
        .containsExactly(OWN);
  }

  @Test
  default void O4_success_forAJobWhosePayloadIsItsCode_leavesItThat(Bench bench) {
    JobRecord code = bench.manualJob("b", JobPolicy.DEFAULT, OWN);
    bench.put(code.withRun(JobRecord.CODE_TASK, OWN, JobPolicy.DEFAULT));

    bench.complete(running(bench, "a", then("b")).lease(), new Outcome.Succeeded(RESULT));

    assertThat(bench.only("b").payload()).isEqualTo(OWN);
  }

  @Test
  default void O5_success_submitsEachFollowUpThatAdmitsIt(Bench bench) {
    List.of("b", "c", "d").forEach(id -> putFollower(bench, id, JobPolicy.DEFAULT));

    bench.succeed(running(bench, "a", then("b"), otherwise("c"), then("d")));

    assertThat(bench.liveStates("b")).containsExactly(SCHEDULED);
    assertThat(bench.liveStates("c")).isEmpty();
    assertThat(bench.liveStates("d")).containsExactly(SCHEDULED);
  }

  @Test
  default void O6_failure_submitsTheFollowUpOnFailureWithItsOwnPayload(Bench bench) {
    putFollower(bench, "b", JobPolicy.DEFAULT);
    putFollower(bench, "c", JobPolicy.DEFAULT);

    bench.complete(running(bench, "a", then("b"), otherwise("c")).lease(), DEADLY);

    assertThat(bench.liveStates("b")).isEmpty();
    assertThat(bench.only("c").payload()).isEqualTo(OWN);
  }

  @Test
  default void O7_failure_thatIsTriedAgain_isFollowedByNothing(Bench bench) {
    putFollower(bench, "b", JobPolicy.DEFAULT);
    putFollower(bench, "c", JobPolicy.DEFAULT);
    ExecutionRecord run = running(bench, "a", then("b"), otherwise("c"));

    bench.complete(run.lease(), new Outcome.Failed("boom", Duration.ZERO));

    assertThat(bench.live()).extracting(ExecutionRecord::id).containsExactly(run.id());
    bench.succeed(bench.claimOne(bench.a));
    assertThat(bench.liveStates("b")).containsExactly(SCHEDULED);
    assertThat(bench.liveStates("c")).isEmpty();
  }

  @Test
  default void O8_releaseCancellationAndMiss_areFollowedByNothing(Bench bench) {
    putFollower(bench, "b", JobPolicy.DEFAULT);
    FollowUp[] both = {then("b"), otherwise("b")};

    bench.complete(running(bench, "a1", both).lease(), new Outcome.Cancelled());
    bench.complete(running(bench, "a2", both).lease(), new Outcome.Missed(Reason.GRACE));
    ExecutionRecord released = running(bench, "a3", both);
    bench.release(released);
    bench.store.leases().cancel(released.id());

    assertThat(bench.endedStates()).containsExactly(CANCELLED, MISSED, CANCELLED);
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void O9_reapedAsLost_submitsTheFollowUpOnFailure(Bench bench) {
    putFollower(bench, "c", JobPolicy.DEFAULT);
    JobPolicy policy = followed(otherwise("c"));
    JobPolicy once = policy.withRun(policy.run().withGuarantee(Guarantee.AT_MOST_ONCE));
    bench.start(bench.running(bench.a, bench.job("a", once)));
    bench.pass(LEASE.plusSeconds(1));

    bench.store.leases().reap(10, 3);
    bench.store.leases().reap(10, 3);

    assertThat(bench.endedStates()).containsExactly(LOST);
    assertThat(bench.liveStates("c")).containsExactly(SCHEDULED);
  }

  @Test
  default void O10_reapedAsDead_submitsTheFollowUpOnFailure(Bench bench) {
    putFollower(bench, "c", JobPolicy.DEFAULT);
    running(bench, "a", otherwise("c"));
    bench.pass(LEASE.plusSeconds(1));

    bench.store.leases().reap(10, 0);

    assertThat(bench.endedStates()).containsExactly(DEAD);
    assertThat(bench.liveStates("c")).containsExactly(SCHEDULED);
  }

  @Test
  default void O11_completion_repeated_submitsOnce(Bench bench) {
    putFollower(bench, "b", overlap(5, Overflow.SKIP));
    ExecutionRecord run = running(bench, "a", then("b"));

    assertThat(bench.succeed(run)).isEqualTo(DONE);
    assertThat(bench.succeed(run)).isEqualTo(ALREADY_DONE);
    assertThat(bench.complete(new LeaseRef(run.id(), run.token() + 1), Outcome.SUCCEEDED))
        .isEqualTo(FENCED);

    assertThat(bench.liveStates("b")).containsExactly(SCHEDULED);
    bench.succeed(bench.claimOne(bench.a));
    assertThat(bench.succeed(run)).isEqualTo(ALREADY_DONE);
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void O12_followUp_namedTwice_isOneRun(Bench bench) {
    putFollower(bench, "b", overlap(5, Overflow.SKIP));

    bench.succeed(running(bench, "a", then("b"), then("b"), then("gone"), then("gone")));

    assertThat(bench.liveStates("b")).containsExactly(SCHEDULED);
    assertThat(historyOf(bench, "gone")).hasSize(1);
  }

  @Test
  default void O13_followUp_ofEachExecution_isARunOfItsOwn(Bench bench) {
    putFollower(bench, "b", overlap(5, Overflow.SKIP));

    bench.succeed(running(bench, "a1", then("b")));
    bench.succeed(running(bench, "a2", then("b")));

    assertThat(bench.liveStates("b")).hasSize(2);
  }

  @Test
  default void O14_followUp_beyondTheOverlapLimit_isSkippedAndRecorded(Bench bench) {
    putFollower(bench, "b", JobPolicy.DEFAULT);
    bench.submit("b", "first");

    bench.succeed(running(bench, "a", then("b")));

    assertThat(bench.liveStates("b")).hasSize(1);
    assertThat(historyOf(bench, "b")).extracting(EndedExecution::state).containsExactly(MISSED);
  }

  @Test
  default void O15_followUp_beyondTheOverlapLimit_waitsIfTheJobLetsIt(Bench bench) {
    putFollower(bench, "b", overlap(1, Overflow.QUEUE_ALL));
    bench.submit("b", "first");

    bench.complete(running(bench, "a", then("b")).lease(), new Outcome.Succeeded(RESULT));

    assertThat(bench.liveStates("b")).containsExactlyInAnyOrder(SCHEDULED, BLOCKED);
    bench.succeed(bench.claimOne(bench.a));
    assertThat(bench.only("b").payload()).isEqualTo(RESULT);
    assertThat(bench.only("b").state()).isEqualTo(SCHEDULED);
  }

  @Test
  default void O16_followUp_ofAPausedJob_isHeldUntilItIsResumed(Bench bench) {
    putFollower(bench, "b", JobPolicy.DEFAULT);
    bench.become("b", JobState.PAUSED);

    bench.succeed(running(bench, "a", then("b")));

    assertThat(bench.liveStates("b")).containsExactly(HELD);
    bench.become("b", JobState.ACTIVE);
    assertThat(bench.liveStates("b")).containsExactly(SCHEDULED);
  }

  @Test
  default void O17_followUp_ofAMissingJob_leavesALineInItsHistory(Bench bench) {
    ExecutionRecord run = running(bench, "a", then("gone"));

    bench.succeed(run);
    bench.succeed(run);

    assertThat(bench.endedStates()).containsExactlyInAnyOrder(SUCCEEDED, CANCELLED);
    EndedExecution line = historyOf(bench, "gone").get(0);
    assertThat(line.id()).isEqualTo(ExecutionId.ofRequest("gone", 0, run.id().followUpRequest()));
    assertThat(line.state()).isEqualTo(CANCELLED);
    assertThat(line.error()).contains("gone");
    assertThat(line.task()).isEqualTo(run.task());
    assertThat(bench.store.history().find(line.id())).contains(line);
  }

  @Test
  default void O18_followUp_travelsWithTheExecution(Bench bench) {
    putFollower(bench, "b", JobPolicy.DEFAULT);
    ExecutionRecord run = running(bench, "a", then("b"));
    bench.store.jobs().remove(List.of("a"));

    bench.succeed(run);

    assertThat(bench.liveStates("b")).containsExactly(SCHEDULED);
  }

  @Test
  default void O19_chain_goesOnWithTheResultOfEachStep(Bench bench) {
    putFollower(bench, "c", JobPolicy.DEFAULT);
    putFollower(bench, "b", followed(then("c")));
    bench.succeed(running(bench, "a", then("b")));
    ExecutionRecord second = bench.claimOne(bench.b);

    bench.complete(second.lease(), new Outcome.Succeeded(RESULT));

    assertThat(bench.only("c").payload()).isEqualTo(RESULT);
    assertThat(bench.only("c").id().requestId()).isEqualTo(second.id().followUpRequest());
  }

  @Test
  default void O20_loop_letsWaitingOnesGoFirst(Bench bench) {
    putFollower(bench, "a", followed(then("a")).withOverflow(Overflow.QUEUE_ONE));
    bench.submit("a", "first");
    bench.submit("a", "second");

    bench.succeed(bench.claimOne(bench.a));

    assertThat(bench.claimOne(bench.a).id().requestId()).isEqualTo("second");
    assertThat(bench.liveStates("a")).containsExactlyInAnyOrder(CLAIMED, BLOCKED);
  }

  @Test
  default void O21_loop_endsEachStepAndBeginsTheNext(Bench bench) {
    for (Overflow overflow : Overflow.values()) {
      putFollower(bench, "a", followed(then("a")).withOverflow(overflow));
      bench.submit("a", "first");
      List<ExecutionId> seen = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        ExecutionRecord run = bench.claimOne(bench.a);
        seen.add(run.id());
        bench.succeed(run);
      }

      assertThat(seen).as("runs when %s", overflow).doesNotHaveDuplicates();
      assertThat(bench.liveStates("a")).containsExactly(SCHEDULED);
      bench.store.jobs().remove(List.of("a"));
    }
  }

  @Test
  default void O22_followUp_leavesTheScheduleOfItsJobAlone(Bench bench) {
    JobRecord b = bench.put(bench.job("b", Bench.TASK, JobPolicy.DEFAULT, bench.now().plus(LATER)));

    bench.succeed(running(bench, "a", then("b")));

    assertThat(bench.liveStates("b")).containsExactly(SCHEDULED);
    assertThat(bench.get("b")).isEqualTo(b);
  }

  private static JobRecord putFollower(Bench bench, String id, JobPolicy policy) {
    return bench.put(bench.manualJob(id, policy, OWN));
  }

  private static ExecutionRecord running(Bench bench, String id, FollowUp... followUps) {
    return bench.running(bench.a, bench.job(id, followed(followUps)));
  }

  private static List<EndedExecution> historyOf(Bench bench, String jobId) {
    return bench.store.history().ended(HistoryFilter.ofJob(jobId), null, 10).items();
  }
}
