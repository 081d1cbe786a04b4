package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.BLOCKED;
import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.DEAD;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.MISSED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.ExecutionState.SUCCEEDED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.ALREADY_DONE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.FENCED;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Bench.STEP;
import static dev.punctual.scheduler.tck.Jobs.delayed;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.withPayload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How executions end. */
interface CompletionContract {

  @Test
  default void E1_complete_ofASuccess_movesTheExecutionToTheHistory(Bench bench) {
    ExecutionRecord run =
        bench.running(bench.a, withPayload(bench.job("j"), Bench.payload("letter")));
    Instant started = bench.now().plusMillis(3);
    Instant finished = started.plusMillis(5);
    Payload result = Bench.payload("1");
    Completion completion =
        new Completion(run.lease(), new Outcome.Succeeded(result), started, finished);

    assertThat(bench.store.leases().complete("host-1", List.of(completion))).containsExactly(DONE);

    assertThat(bench.live()).isEmpty();
    assertThat(bench.ended())
        .containsExactly(
            new EndedExecution(
                run.id(),
                run.task(),
                SUCCEEDED,
                1,
                "host-1",
                run.fireTime(),
                started,
                finished,
                null,
                Payload.none(),
                null,
                result,
                run.tags()));
  }

  @Test
  default void E2_complete_repeated_isAlreadyDone(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.succeed(run);

    assertThat(bench.succeed(run)).isEqualTo(ALREADY_DONE);
    assertThat(bench.succeed(run)).isEqualTo(ALREADY_DONE);
    assertThat(bench.ended()).hasSize(1);
  }

  @Test
  default void E3_complete_repeated_letsOnlyOneWaitingExecutionGo(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j", overlap(1, Overflow.QUEUE_ALL)));
    bench.submit("j", "one");
    bench.submit("j", "two");

    bench.succeed(run);
    bench.succeed(run);

    assertThat(bench.liveStates("j")).containsExactlyInAnyOrder(SCHEDULED, BLOCKED);
  }

  @Test
  default void E4_complete_repeatedInOneBatch_isDoneOnce(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    Completion completion = new Completion(run.lease(), Outcome.SUCCEEDED, null, bench.now());

    assertThat(bench.store.leases().complete("n", List.of(completion, completion)))
        .containsExactly(DONE, ALREADY_DONE);
    assertThat(bench.ended()).hasSize(1);
  }

  @Test
  default void E5_complete_withAnotherToken_isFencedAndChangesNothing(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    for (long token : new long[] {run.token() + 1, run.token() - 1, 0, -1, Long.MIN_VALUE}) {
      assertThat(bench.complete(new LeaseRef(run.id(), token), Outcome.SUCCEEDED))
          .isEqualTo(FENCED);
    }
    assertThat(bench.live(run.id())).isEqualTo(run);
    assertThat(bench.succeed(run)).isEqualTo(DONE);
    assertThat(bench.complete(new LeaseRef(run.id(), run.token() + 1), Outcome.SUCCEEDED))
        .isEqualTo(FENCED);
    assertThat(bench.endedStates()).containsExactly(SUCCEEDED);
  }

  @Test
  default void E6_complete_ofAnUnknownExecution_isFenced(Bench bench) {
    LeaseRef unknown = new LeaseRef(new ExecutionId("x", 1, 1, null), 1);

    assertThat(bench.complete(unknown, Outcome.SUCCEEDED)).isEqualTo(FENCED);
    assertThat(bench.ended()).isEmpty();
  }

  @Test
  default void E7_complete_afterExpiry_countsWhileNobodyTookTheLease(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.pass(LEASE.plusSeconds(9));

    assertThat(bench.succeed(run)).isEqualTo(DONE);
    assertThat(bench.store.leases().reap(10, 3)).isEmpty();
  }

  @Test
  default void E8_complete_afterAnotherNodeTookOver_isFenced(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.pass(LEASE.plusSeconds(1));
    bench.store.leases().reap(10, 3);
    ExecutionRecord taken = bench.claimOne(bench.b);

    assertThat(bench.succeed(run)).isEqualTo(FENCED);
    assertThat(bench.live()).containsExactly(taken);
    assertThat(bench.succeed(taken)).isEqualTo(DONE);
    assertThat(bench.succeed(run)).isEqualTo(FENCED);
    assertThat(bench.ended()).hasSize(1);
  }

  @Test
  default void E9_complete_ofAFailure_keepsErrorAndPayload(Bench bench) {
    ExecutionRecord run =
        bench.running(bench.a, withPayload(bench.job("j"), Bench.payload("letter")));

    assertThat(bench.complete(run.lease(), new Outcome.Failed("boom\n\tat x", null)))
        .isEqualTo(DONE);

    EndedExecution ended = bench.ended().get(0);
    assertThat(ended.state()).isEqualTo(DEAD);
    assertThat(ended.error()).isEqualTo("boom\n\tat x");
    assertThat(ended.payload()).isEqualTo(Bench.payload("letter"));
  }

  @Test
  default void E10_complete_withARetry_schedulesTheNextAttempt(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.pass(Duration.ofSeconds(2));

    assertThat(bench.complete(run.lease(), retry(STEP))).isEqualTo(DONE);

    Instant due = bench.live(run.id()).dueTime();
    bench.assertJustNow(due.minus(STEP));
    assertThat(bench.ended()).isEmpty();
    assertThat(bench.live(run.id()).state()).isEqualTo(SCHEDULED);
    assertThat(bench.claimDue(bench.a).claimed()).isEmpty();
    bench.pass(STEP);
    ExecutionRecord again = bench.claimOne(bench.a);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.fireTime()).isEqualTo(run.fireTime());
    assertThat(again.dueTime()).isEqualTo(due);
    assertThat(again.token()).isGreaterThan(run.token());
    bench.succeed(again);
    assertThat(bench.ended()).extracting(EndedExecution::attempt).containsExactly(2);
  }

  @Test
  default void E11_complete_withARetry_repeated_isAlreadyDone(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.complete(run.lease(), retry(Duration.ZERO));

    assertThat(bench.complete(run.lease(), retry(Duration.ZERO))).isEqualTo(ALREADY_DONE);
    ExecutionRecord again = bench.claimOne(bench.a);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(bench.complete(run.lease(), retry(Duration.ZERO))).isEqualTo(ALREADY_DONE);
    assertThat(bench.live(run.id())).isEqualTo(again);
  }

  @Test
  default void E12_complete_withARetry_pastTheDeadline_stillRunsAgain(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    bench.fire(bench.a, delayed(claim, Duration.ZERO, LEASE));
    ExecutionRecord run = bench.claimOne(bench.a);
    bench.complete(run.lease(), retry(Duration.ofDays(1)));
    bench.pass(Duration.ofDays(1));

    assertThat(bench.live(run.id()).deadline()).isNull();
    assertThat(bench.claimDue(bench.a).claimed()).hasSize(1);
  }

  @Test
  default void E13_complete_withARetry_whilePaused_isHeld(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.become("j", JobState.PAUSED);

    bench.complete(run.lease(), retry(Duration.ZERO));

    assertThat(bench.liveStates("j")).containsExactly(HELD);
    assertThat(bench.claimDue(bench.a).claimed()).isEmpty();
  }

  @Test
  default void E14_complete_withARetry_ofACancelledExecution_isCancelled(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.store.leases().cancel(run.id());

    assertThat(bench.complete(run.lease(), retry(Duration.ZERO))).isEqualTo(DONE);

    assertThat(bench.endedStates()).containsExactly(CANCELLED);
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void E15_complete_withARetry_afterTheStartWasConfirmed_clearsTheConfirmation(
      Bench bench) {
    ExecutionRecord run =
        bench.running(bench.a, bench.job("j", Jobs.guaranteed(Guarantee.AT_MOST_ONCE)));
    bench.start(run);
    bench.complete(run.lease(), retry(Duration.ZERO));
    bench.claimOne(bench.b);
    bench.pass(LEASE.plusSeconds(1));

    assertThat(bench.store.leases().reap(10, 3))
        .extracting(ExecutionRecord::state)
        .containsExactly(SCHEDULED);
  }

  @Test
  default void E16_complete_letsTheFirstThatWaitsGo(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j", overlap(1, Overflow.QUEUE_ALL)));
    bench.submit("j", "z-first");
    bench.submit("j", "a-second");

    bench.succeed(run);

    assertThat(bench.claimOne(bench.a).id().requestId()).isEqualTo("z-first");
  }

  @Test
  default void E17_complete_ofAnyKindOfEnd_letsAWaitingOneGo(Bench bench) {
    List<Outcome> ends =
        List.of(
            Outcome.SUCCEEDED,
            new Outcome.Failed("boom", null),
            new Outcome.Missed(Reason.EXECUTOR_FULL),
            new Outcome.Cancelled());
    for (int i = 0; i < ends.size(); i++) {
      String id = "j" + i;
      ExecutionRecord run = bench.running(bench.a, bench.job(id, overlap(1, Overflow.QUEUE_ONE)));
      bench.submit(id, "next");

      assertThat(bench.complete(run.lease(), ends.get(i))).isEqualTo(DONE);

      assertThat(bench.liveStates(id)).as("%s", ends.get(i)).containsExactly(SCHEDULED);
    }
  }

  @Test
  default void E18_complete_ofAMissedExecution_isRecordedOnce(Bench bench) {
    JobRecord job = bench.job("j");
    ExecutionRecord run = bench.running(bench.a, job);
    Outcome missed = new Outcome.Missed(Reason.EXECUTOR_FULL);

    assertThat(bench.complete(run.lease(), missed)).isEqualTo(DONE);
    assertThat(bench.complete(run.lease(), missed)).isEqualTo(ALREADY_DONE);

    assertThat(bench.endedStates()).containsExactly(MISSED);
    assertThat(bench.missed())
        .containsExactly(
            new MissedRange(
                "j", job.generation(), run.fireTime(), run.fireTime(), 1, Reason.EXECUTOR_FULL));
  }

  @Test
  default void E19_complete_ofAMissedManualRun_leavesNoRange(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "run");

    bench.complete(bench.claimOne(bench.a).lease(), new Outcome.Missed(Reason.EXECUTOR_FULL));

    assertThat(bench.endedStates()).containsExactly(MISSED);
    assertThat(bench.missed()).isEmpty();
  }

  @Test
  default void E20_complete_ofACancelledExecution_isCancelled(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    bench.complete(run.lease(), new Outcome.Cancelled());

    assertThat(bench.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  default void E21_complete_ofWhatWasNotStarted_namesNoNode(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    Completion completion = new Completion(run.lease(), new Outcome.Cancelled(), null, bench.now());

    bench.store.leases().complete("host-1", List.of(completion));

    assertThat(bench.ended().get(0).node()).isNull();
    assertThat(bench.ended().get(0).started()).isNull();
  }

  @Test
  default void E22_complete_ofABatch_judgesEach(Bench bench) {
    ExecutionRecord one = bench.running(bench.a, bench.job("one"));
    ExecutionRecord two = bench.running(bench.b, bench.job("two"));
    ExecutionRecord three = bench.running(bench.b, bench.job("three"));
    LeaseRef stale = new LeaseRef(two.id(), two.token() + 1);

    assertThat(
            bench
                .store
                .leases()
                .complete(
                    "n",
                    List.of(
                        new Completion(one.lease(), Outcome.SUCCEEDED, null, bench.now()),
                        new Completion(stale, Outcome.SUCCEEDED, null, bench.now()),
                        new Completion(three.lease(), Outcome.SUCCEEDED, null, bench.now()))))
        .containsExactly(DONE, FENCED, DONE);

    assertThat(bench.live()).containsExactly(two);
  }

  private static Outcome retry(Duration after) {
    return new Outcome.Failed("boom", after);
  }
}
