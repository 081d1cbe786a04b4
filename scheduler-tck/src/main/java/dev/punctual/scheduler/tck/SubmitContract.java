package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.REPLACE;
import static dev.punctual.scheduler.store.ExecutionState.BLOCKED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.MISSED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that users ask for. */
interface SubmitContract {

  @Test
  default void S1_submit_isDueAtOnceAndLeavesTheScheduleAlone(Bench bench) {
    JobRecord job = bench.put(bench.laterJob("j", JobPolicy.DEFAULT));

    SubmitResult result = bench.submit("j", "run");

    ExecutionId id = ExecutionId.ofRequest("j", job.generation(), "run");
    assertThat(result).isEqualTo(new SubmitResult(SubmitResult.Status.SUBMITTED, id));
    assertThat(bench.get("j")).isEqualTo(job);
    ExecutionRecord run = bench.claimOne(bench.a);
    assertThat(run.id()).isEqualTo(id);
    bench.assertJustNow(run.fireTime());
    assertThat(run.dueTime()).isEqualTo(run.fireTime());
    assertThat(run.deadline()).isNull();
    assertThat(run.attempt()).isEqualTo(1);
  }

  @Test
  default void S2_submit_ofAnUnknownJob_isNotFound(Bench bench) {
    assertThat(bench.submit("nobody", "run"))
        .isEqualTo(new SubmitResult(SubmitResult.Status.NOT_FOUND, null));
  }

  @Test
  default void S3_submit_ofARemovedJob_isNotFound(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "run");
    bench.store.jobs().remove(List.of("j"));

    assertThat(bench.submit("j", "run").status()).isEqualTo(SubmitResult.Status.NOT_FOUND);
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void S4_submit_repeated_isOneRun(Bench bench) {
    bench.put(bench.job("j", overlap(5, Overflow.SKIP)));
    SubmitResult first = bench.submit("j", "run");

    assertThat(bench.submit("j", "run")).isEqualTo(first);
    assertThat(bench.live()).hasSize(1);
  }

  @Test
  default void S5_submit_repeatedWhileItRuns_isOneRun(Bench bench) {
    bench.put(bench.job("j", overlap(5, Overflow.SKIP)));
    SubmitResult first = bench.submit("j", "run");
    ExecutionRecord run = bench.claimOne(bench.a);

    assertThat(bench.submit("j", "run")).isEqualTo(first);
    assertThat(bench.live()).containsExactly(run);
  }

  @Test
  default void S6_submit_repeatedAfterTheEnd_doesNotRunAgain(Bench bench) {
    bench.put(bench.job("j"));
    SubmitResult first = bench.submit("j", "run");
    bench.succeed(bench.claimOne(bench.a));

    assertThat(bench.submit("j", "run")).isEqualTo(first);
    assertThat(bench.live()).isEmpty();
    assertThat(bench.ended()).hasSize(1);
  }

  @Test
  default void S7_submit_ofANewGeneration_isANewRun(Bench bench) {
    bench.put(bench.job("j"));
    SubmitResult old = bench.submit("j", "run");
    bench.put(bench.job("j"), REPLACE);

    SubmitResult result = bench.submit("j", "run");

    assertThat(result.status()).isEqualTo(SubmitResult.Status.SUBMITTED);
    assertThat(result.id()).isNotEqualTo(old.id());
  }

  @Test
  default void S8_submit_withoutRoom_whenSkip_isRecordedOnce(Bench bench) {
    bench.running(bench.a, bench.job("j"));

    SubmitResult first = bench.submit("j", "run");
    SubmitResult again = bench.submit("j", "run");

    assertThat(first.status()).isEqualTo(SubmitResult.Status.SKIPPED);
    assertThat(again).isEqualTo(first);
    assertThat(bench.liveStates("j")).containsExactly(CLAIMED);
    assertThat(bench.endedStates()).containsExactly(MISSED);
    assertThat(bench.ended().get(0).id()).isEqualTo(first.id());
    assertThat(bench.missed()).isEmpty();
  }

  @Test
  default void S9_submit_repeatedAfterASkip_staysSkippedThoughThereIsRoomNow(Bench bench) {
    ExecutionRecord running = bench.running(bench.a, bench.job("j"));
    bench.submit("j", "run");
    bench.succeed(running);

    assertThat(bench.submit("j", "run").status()).isEqualTo(SubmitResult.Status.SKIPPED);
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void S10_submit_withoutRoom_whenQueueOne_waits(Bench bench) {
    ExecutionRecord running =
        bench.running(bench.a, bench.job("j", overlap(1, Overflow.QUEUE_ONE)));

    assertThat(bench.submit("j", "run").status()).isEqualTo(SubmitResult.Status.WAITING);
    assertThat(bench.submit("j", "run").status()).isEqualTo(SubmitResult.Status.WAITING);
    assertThat(bench.submit("j", "more").status()).isEqualTo(SubmitResult.Status.SKIPPED);
    assertThat(bench.liveStates("j")).containsExactly(CLAIMED, BLOCKED);
    bench.succeed(running);
    assertThat(bench.liveStates("j")).containsExactly(SCHEDULED);
  }

  @Test
  default void S11_submit_withoutRoom_whenCancelRunning_asksTheRunningOneToStop(Bench bench) {
    ExecutionRecord running =
        bench.running(bench.a, bench.job("j", overlap(1, Overflow.CANCEL_RUNNING)));

    assertThat(bench.submit("j", "run").status()).isEqualTo(SubmitResult.Status.WAITING);
    assertThat(bench.live(running.id()).cancelRequested()).isTrue();
  }

  @Test
  default void S12_submit_ofAPausedJob_waitsForItsResumption(Bench bench) {
    bench.put(bench.job("j"));
    bench.become("j", JobState.PAUSED);

    assertThat(bench.submit("j", "run").status()).isEqualTo(SubmitResult.Status.WAITING);
    assertThat(bench.liveStates("j")).containsExactly(HELD);
    assertThat(bench.claimDue(bench.a).claimed()).isEmpty();
    bench.become("j", JobState.ACTIVE);
    assertThat(bench.claimDue(bench.a).claimed()).hasSize(1);
  }

  @Test
  default void S13_submit_thatWaits_isHeldIfItsTurnComesDuringAPause(Bench bench) {
    ExecutionRecord running =
        bench.running(bench.a, bench.job("j", overlap(1, Overflow.QUEUE_ONE)));
    bench.submit("j", "run");
    bench.become("j", JobState.PAUSED);

    bench.succeed(running);

    assertThat(bench.liveStates("j")).containsExactly(HELD);
  }

  @Test
  default void S14_submit_countsForTheLimitOfScheduledFires(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "run");

    assertThat(bench.fireUnclaimed(bench.a, 1).skipped()).hasSize(1);
  }

  @Test
  default void S15_submit_afterADay_isANewRequest(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "run");
    bench.succeed(bench.claimOne(bench.a));
    bench.pass(Duration.ofDays(1));

    assertThat(bench.submit("j", "run2").status()).isEqualTo(SubmitResult.Status.SUBMITTED);
  }
}
