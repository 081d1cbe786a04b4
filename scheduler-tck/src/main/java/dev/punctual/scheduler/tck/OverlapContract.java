package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.BLOCKED;
import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.STEP;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.decideUntil;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The limit of live executions, and what happens to fires beyond it. */
interface OverlapContract {

  @Test
  default void F20_overlap_ofABatchThatFindsRoom_isLetInAsAWhole(Bench bench) {
    for (Overflow overflow : Overflow.values()) {
      String id = overflow.name();
      bench.put(bench.job(id, overlap(2, overflow)));
      JobClaim claim = bench.claimJob(bench.a);

      FireResult result = bench.fire(bench.a, decide(claim, 9, fires(claim, 5)));

      assertThat(result.claimed()).as(id).hasSize(2);
      assertThat(result.skipped()).as(id).isEmpty();
      assertThat(bench.liveStates(id))
          .as(id)
          .containsExactly(CLAIMED, CLAIMED, BLOCKED, BLOCKED, BLOCKED);
    }
  }

  @Test
  default void F21_overlap_ofABatch_runsOneAfterAnother(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    Instant[] fires = fires(claim, 3);
    ExecutionRecord running =
        bench.fire(bench.a, decideUntil(claim, 9, null, fires)).claimed().get(0);

    for (int i = 0; i < fires.length; i++) {
      assertThat(running.fireTime()).isEqualTo(fires[i]);
      assertThat(bench.claimDue(bench.a).claimed()).isEmpty();
      bench.succeed(running);
      List<ExecutionRecord> next = bench.claimDue(bench.a).claimed();
      assertThat(next).hasSize(i == fires.length - 1 ? 0 : 1);
      running = next.isEmpty() ? running : next.get(0);
    }
  }

  @Test
  default void F22_overlap_whenSkip_isRecordedAsOneRange(Bench bench) {
    JobRecord job = bench.job("j");
    bench.running(bench.a, job);
    bench.pass(STEP);
    JobClaim claim = bench.claimJob(bench.a);
    Instant[] fires = fires(claim, 3);

    FireResult result = bench.fire(bench.a, decide(claim, 9, fires));

    MissedRange range =
        new MissedRange("j", job.generation(), fires[0], fires[2], 3, Reason.MAX_INSTANCES);
    assertThat(result).isEqualTo(new FireResult(true, List.of(), List.of(range)));
    assertThat(bench.missed()).containsExactly(range);
    assertThat(bench.liveStates("j")).containsExactly(CLAIMED);
    assertThat(bench.get("j").lastFireTime()).isEqualTo(fires[2]);
  }

  @Test
  default void F23_overlap_whenSkip_endsWhenTheRunningOneDoes(Bench bench) {
    ExecutionRecord running = bench.running(bench.a, bench.job("j"));
    bench.fireNext(1);
    bench.succeed(running);

    bench.fireNext(1);

    assertThat(bench.claimDue(bench.b).claimed()).hasSize(1);
    assertThat(bench.missed()).hasSize(1);
  }

  @Test
  default void F24_overlap_whenQueueOne_letsOneWait(Bench bench) {
    bench.running(bench.a, bench.job("j", overlap(1, Overflow.QUEUE_ONE)));

    FireResult first = bench.fireNext(2);
    FireResult second = bench.fireNext(1);

    assertThat(first.skipped()).extracting(MissedRange::count).containsExactly(1L);
    assertThat(second.skipped()).extracting(MissedRange::count).containsExactly(1L);
    assertThat(bench.liveStates("j")).containsExactly(CLAIMED, BLOCKED);
    assertThat(bench.missed()).hasSize(2);
  }

  @Test
  default void F25_overlap_whenQueueAll_letsAllWaitUpToAThousand(Bench bench) {
    bench.running(bench.a, bench.job("j", overlap(1, Overflow.QUEUE_ALL)));

    assertThat(bench.fireNext(900).skipped()).isEmpty();
    assertThat(bench.fireNext(150).skipped()).extracting(MissedRange::count).containsExactly(50L);

    assertThat(Pages.readAll(500, c -> bench.store.history().live(null, c, 500))).hasSize(1_001);
    assertThat(bench.missed()).extracting(MissedRange::count).containsExactly(50L);
    assertThat(bench.submit("j", "run").status()).isEqualTo(SubmitResult.Status.SKIPPED);
  }

  @Test
  default void F26_overlap_whenCancelRunning_asksTheRunningOneToStopAndWaits(Bench bench) {
    ExecutionRecord running =
        bench.running(bench.a, bench.job("j", overlap(1, Overflow.CANCEL_RUNNING)));

    FireResult result = bench.fireNext(1);

    assertThat(result.skipped()).isEmpty();
    assertThat(bench.live(running.id()).cancelRequested()).isTrue();
    assertThat(bench.liveStates("j")).containsExactly(CLAIMED, BLOCKED);
    bench.succeed(running);
    assertThat(bench.claimDue(bench.a).claimed()).hasSize(1);
  }

  @Test
  default void F27_overlap_whenCancelRunning_takesTheTurnOfOneThatStillWaits(Bench bench) {
    bench.running(bench.a, bench.job("j", overlap(1, Overflow.CANCEL_RUNNING)));
    bench.fireNext(1);
    bench.fireNext(1);

    assertThat(bench.liveStates("j")).containsExactly(CLAIMED, BLOCKED);
    assertThat(bench.live().get(1).fireTime()).isEqualTo(bench.get("j").lastFireTime());
    assertThat(bench.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  default void F28_overlap_ofAnEndedJobsLastBatch_keepsToItsOwnLimit(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    ExecutionRecord running =
        bench.fire(bench.a, decideUntil(claim, 9, null, fires(claim, 3))).claimed().get(0);
    assertThat(bench.liveStates("j")).containsExactly(CLAIMED, BLOCKED, BLOCKED);

    bench.succeed(running);

    assertThat(bench.liveStates("j")).containsExactly(SCHEDULED, BLOCKED);
  }

  @Test
  default void F29_overlap_ofAReplacedJob_isNotLimitedByExecutionsOfTheOldOne(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    bench.fire(bench.a, decideUntil(claim, 1, null, fires(claim, 1)));
    bench.put(bench.job("j"));

    bench.fireOnce(bench.a);

    assertThat(bench.liveStates("j")).containsExactly(CLAIMED, CLAIMED);
  }

  @Test
  default void F30_overlap_neverLeasesMoreThanTheLimit(Bench bench) {
    bench.put(bench.job("j", overlap(3, Overflow.QUEUE_ALL)));
    JobClaim claim = bench.claimJob(bench.a);
    bench.fire(bench.a, decideUntil(claim, 2, null, fires(claim, 10)));
    Deque<ExecutionRecord> running = new ArrayDeque<>(bench.live().subList(0, 2));

    int ended = 0;
    while (ended < 10) {
      running.addAll(bench.claimDue(bench.b).claimed());
      assertThat(running).hasSize(Math.min(3, 10 - ended));
      assertThat(bench.succeed(running.remove())).isEqualTo(DONE);
      ended++;
    }

    assertThat(bench.live()).isEmpty();
    assertThat(bench.ended()).hasSize(10);
  }

  @Test
  default void F31_overlap_countsOneThatWaitsForItsRetry(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j", overlap(1, Overflow.QUEUE_ONE)));
    bench.submit("j", "next");

    bench.complete(run.lease(), new Outcome.Failed("boom", LATER));

    assertThat(bench.claimDue(bench.a).claimed()).isEmpty();
    assertThat(bench.liveStates("j")).containsExactlyInAnyOrder(SCHEDULED, BLOCKED);
  }

  @Test
  default void F32_overlap_countsJobsApart(Bench bench) {
    bench.running(bench.a, bench.job("one"));

    bench.running(bench.a, bench.job("two"));

    assertThat(bench.live()).extracting(ExecutionRecord::state).containsExactly(CLAIMED, CLAIMED);
  }
}
