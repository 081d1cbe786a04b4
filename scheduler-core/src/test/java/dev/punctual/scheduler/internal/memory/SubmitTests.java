package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.internal.memory.StoreFixture.overlap;
import static dev.punctual.scheduler.store.ExecutionState.BLOCKED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.MISSED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.SubmitResult.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a store promises about runs that users ask for. */
class SubmitTests {

  private final StoreFixture f = new StoreFixture();

  @Test
  void submit_isDueAtOnceAndLeavesTheScheduleAlone() {
    JobRecord job =
        f.put(f.job("j", StoreFixture.TASK, overlap(1, Overflow.SKIP), f.now().plusSeconds(60)));

    SubmitResult result = f.store.queue().submit("j", "run");

    ExecutionId id = ExecutionId.ofRequest("j", job.generation(), "run");
    assertThat(result).isEqualTo(new SubmitResult(Status.SUBMITTED, id));
    assertThat(f.get("j")).isEqualTo(job);
    ExecutionRecord run = f.claimDue(f.a).claimed().get(0);
    assertThat(run.id()).isEqualTo(id);
    assertThat(run.fireTime()).isEqualTo(f.now());
    assertThat(run.dueTime()).isEqualTo(f.now());
    assertThat(run.deadline()).isNull();
  }

  @Test
  void submit_ofAnUnknownJob_isNotFound() {
    assertThat(f.store.queue().submit("nobody", "run"))
        .isEqualTo(new SubmitResult(Status.NOT_FOUND, null));
  }

  @Test
  void submit_repeated_isOneRun() {
    f.put(f.job("j", overlap(5, Overflow.SKIP)));
    SubmitResult first = f.store.queue().submit("j", "run");

    assertThat(f.store.queue().submit("j", "run")).isEqualTo(first);
    assertThat(f.live()).hasSize(1);
  }

  @Test
  void submit_repeatedAfterTheEnd_doesNotRunAgain() {
    f.put(f.job("j"));
    SubmitResult first = f.store.queue().submit("j", "run");
    f.succeed(f.claimDue(f.a).claimed().get(0));

    assertThat(f.store.queue().submit("j", "run")).isEqualTo(first);
    assertThat(f.live()).isEmpty();
    assertThat(f.ended()).hasSize(1);
  }

  @Test
  void submit_withoutRoom_whenSkip_isRecordedOnce() {
    f.running(f.a, f.job("j"));

    SubmitResult first = f.store.queue().submit("j", "run");
    SubmitResult again = f.store.queue().submit("j", "run");

    assertThat(first.status()).isEqualTo(Status.SKIPPED);
    assertThat(again).isEqualTo(first);
    assertThat(f.liveStates("j")).containsExactly(CLAIMED);
    assertThat(f.endedStates()).containsExactly(MISSED);
    assertThat(f.ended().get(0).id()).isEqualTo(first.id());
    assertThat(f.missed()).isEmpty();
  }

  @Test
  void submit_repeatedAfterASkip_staysSkippedThoughThereIsRoomNow() {
    ExecutionRecord running = f.running(f.a, f.job("j"));
    f.store.queue().submit("j", "run");
    f.succeed(running);

    assertThat(f.store.queue().submit("j", "run").status()).isEqualTo(Status.SKIPPED);
    assertThat(f.live()).isEmpty();
  }

  @Test
  void submit_withoutRoom_whenQueued_waits() {
    ExecutionRecord running = f.running(f.a, f.job("j", overlap(1, Overflow.QUEUE_ONE)));

    assertThat(f.store.queue().submit("j", "run").status()).isEqualTo(Status.WAITING);
    assertThat(f.store.queue().submit("j", "run").status()).isEqualTo(Status.WAITING);
    assertThat(f.store.queue().submit("j", "more").status()).isEqualTo(Status.SKIPPED);
    assertThat(f.liveStates("j")).containsExactly(CLAIMED, BLOCKED);
    f.succeed(running);
    assertThat(f.liveStates("j")).containsExactly(SCHEDULED);
  }

  @Test
  void submit_withoutRoom_whenCancelRunning_asksTheRunningOneToStop() {
    ExecutionRecord running = f.running(f.a, f.job("j", overlap(1, Overflow.CANCEL_RUNNING)));

    assertThat(f.store.queue().submit("j", "run").status()).isEqualTo(Status.WAITING);
    assertThat(f.live(running.id()).cancelRequested()).isTrue();
  }

  @Test
  void submit_ofAPausedJob_waitsForItsResumption() {
    f.put(f.job("j"));
    f.become("j", JobState.PAUSED);

    assertThat(f.store.queue().submit("j", "run").status()).isEqualTo(Status.WAITING);
    assertThat(f.liveStates("j")).containsExactly(HELD);
    assertThat(f.claimDue(f.a).claimed()).isEmpty();
    f.become("j", JobState.ACTIVE);
    assertThat(f.claimDue(f.a).claimed()).hasSize(1);
  }

  @Test
  void submit_thatWaits_isHeldIfItsTurnComesDuringAPause() {
    ExecutionRecord running = f.running(f.a, f.job("j", overlap(1, Overflow.QUEUE_ONE)));
    f.store.queue().submit("j", "run");
    f.become("j", JobState.PAUSED);

    f.succeed(running);

    assertThat(f.liveStates("j")).containsExactly(HELD);
  }

  @Test
  void submit_countsForTheLimitOfScheduledFires() {
    f.put(f.job("j"));
    f.store.queue().submit("j", "run");

    assertThat(f.fireUnclaimed(f.a, 1).skipped()).hasSize(1);
  }

  @Test
  void cancel_ofARunThatWaits_endsItAndLetsTheNextGo() {
    f.put(f.job("j", overlap(1, Overflow.QUEUE_ALL)));
    ExecutionId first = f.store.queue().submit("j", "first").id();
    f.store.queue().submit("j", "second");
    ExecutionId third = f.store.queue().submit("j", "third").id();

    assertThat(f.store.leases().cancel(third)).isEqualTo(CancelStatus.CANCELLED);
    assertThat(f.store.leases().cancel(first)).isEqualTo(CancelStatus.CANCELLED);

    assertThat(f.claimDue(f.a).claimed())
        .extracting(run -> run.id().requestId())
        .containsExactly("second");
    assertThat(f.ended()).hasSize(2);
  }

  @Test
  void submit_afterALongWhile_isANewRequest() {
    f.put(f.job("j"));
    f.store.queue().submit("j", "run");
    f.succeed(f.claimDue(f.a).claimed().get(0));
    f.pass(Duration.ofDays(1));

    assertThat(f.store.queue().submit("j", "run2").status()).isEqualTo(Status.SUBMITTED);
  }
}
