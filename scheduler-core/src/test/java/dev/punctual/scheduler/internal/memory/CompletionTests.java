package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.internal.memory.StoreFixture.overlap;
import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.DEAD;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.MISSED;
import static dev.punctual.scheduler.store.ExecutionState.PARKED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.ExecutionState.SUCCEEDED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.ALREADY_DONE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.FENCED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a store promises about the end of executions. */
class CompletionTests {

  private static final Outcome RETRY = new Outcome.Failed("boom", Duration.ofSeconds(5));
  private static final Outcome DEADLY = new Outcome.Failed("boom", null);
  private static final Duration TTL = Duration.ofMinutes(1);

  private final StoreFixture f = new StoreFixture();

  @Test
  void complete_ofASuccess_movesTheExecutionToTheHistory() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    Instant started = f.now().plusMillis(3);
    Instant finished = f.now().plusMillis(8);
    Payload result = new Payload.Encoded("json", 1, new byte[] {'1'});
    Completion completion =
        new Completion(run.lease(), new Outcome.Succeeded(result), started, finished);

    assertThat(f.store.leases().complete("host-1", List.of(completion))).containsExactly(DONE);

    assertThat(f.live()).isEmpty();
    assertThat(f.ended())
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
                Set.of()));
  }

  @Test
  void complete_repeated_isAlreadyDone() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.succeed(run);

    assertThat(f.succeed(run)).isEqualTo(ALREADY_DONE);
    assertThat(f.ended()).hasSize(1);
  }

  @Test
  void complete_repeatedInOneBatch_isDoneOnce() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    Completion completion = new Completion(run.lease(), Outcome.SUCCEEDED, null, f.now());

    assertThat(f.store.leases().complete("n", List.of(completion, completion)))
        .containsExactly(DONE, ALREADY_DONE);
  }

  @Test
  void complete_withAnotherToken_isFenced() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    LeaseRef other = new LeaseRef(run.id(), run.token() + 1);

    assertThat(f.complete(other, Outcome.SUCCEEDED)).isEqualTo(FENCED);
    assertThat(f.live(run.id())).isEqualTo(run);
    f.succeed(run);
    assertThat(f.complete(other, Outcome.SUCCEEDED)).isEqualTo(FENCED);
  }

  @Test
  void complete_ofAnUnknownExecution_isFenced() {
    ExecutionRecord run = f.running(new StoreFixture().a, new StoreFixture().job("j"));

    assertThat(new StoreFixture().succeed(run)).isEqualTo(FENCED);
  }

  @Test
  void complete_afterExpiry_countsWhileNobodyTookTheLease() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.pass(StoreFixture.LEASE.plusSeconds(9));

    assertThat(f.succeed(run)).isEqualTo(DONE);
    assertThat(f.store.leases().reap(10, 3)).isEmpty();
  }

  @Test
  void complete_ofAFailure_keepsErrorAndPayload() {
    Payload payload = new Payload.Live("letter");
    JobRecord job = f.job("j");
    JobRecord withPayload =
        new JobRecord(
            job.id(),
            job.generation(),
            job.name(),
            job.task(),
            payload,
            job.trigger(),
            job.policy(),
            job.tags(),
            job.state(),
            job.nextFireTime(),
            job.dueTime(),
            null,
            0,
            job.created(),
            null);
    ExecutionRecord run = f.running(f.a, withPayload);

    assertThat(f.complete(run.lease(), DEADLY)).isEqualTo(DONE);

    EndedExecution ended = f.ended().get(0);
    assertThat(ended.state()).isEqualTo(DEAD);
    assertThat(ended.error()).isEqualTo("boom");
    assertThat(ended.payload()).isEqualTo(payload);
  }

  @Test
  void complete_withARetry_schedulesTheNextAttempt() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.pass(Duration.ofSeconds(2));

    assertThat(f.complete(run.lease(), RETRY)).isEqualTo(DONE);

    assertThat(f.ended()).isEmpty();
    assertThat(f.live(run.id()).state()).isEqualTo(SCHEDULED);
    assertThat(f.claimDue(f.a).claimed()).isEmpty();
    f.pass(Duration.ofSeconds(5));
    ExecutionRecord again = f.claimDue(f.a).claimed().get(0);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.fireTime()).isEqualTo(run.fireTime());
    assertThat(again.dueTime()).isEqualTo(f.now());
    assertThat(again.token()).isGreaterThan(run.token());
  }

  @Test
  void complete_withARetry_repeated_isAlreadyDone() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.complete(run.lease(), RETRY);

    assertThat(f.complete(run.lease(), RETRY)).isEqualTo(ALREADY_DONE);
    f.pass(Duration.ofSeconds(5));
    ExecutionRecord again = f.claimDue(f.a).claimed().get(0);
    assertThat(f.complete(run.lease(), RETRY)).isEqualTo(ALREADY_DONE);
    assertThat(f.live(run.id())).isEqualTo(again);
    f.succeed(again);
    assertThat(f.ended()).extracting(EndedExecution::attempt).containsExactly(2);
  }

  @Test
  void complete_withARetry_pastTheDeadline_stillRunsAgain() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.complete(run.lease(), new Outcome.Failed("boom", Duration.ofDays(1)));
    f.pass(Duration.ofDays(1));

    assertThat(f.live(run.id()).deadline()).isNull();
    assertThat(f.claimDue(f.a).claimed()).hasSize(1);
  }

  @Test
  void complete_withARetry_whilePaused_isHeld() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.become("j", JobState.PAUSED);

    f.complete(run.lease(), RETRY);

    assertThat(f.liveStates("j")).containsExactly(HELD);
  }

  @Test
  void complete_withARetry_stillCountsForTheLimit() {
    ExecutionRecord run = f.running(f.a, f.job("j", overlap(1, Overflow.QUEUE_ONE)));
    f.store.queue().submit("j", "next");

    f.complete(run.lease(), RETRY);

    assertThat(f.claimDue(f.a).claimed()).isEmpty();
  }

  @Test
  void complete_withARetry_ofACancelledExecution_isCancelled() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.store.leases().cancel(run.id());

    assertThat(f.complete(run.lease(), RETRY)).isEqualTo(DONE);

    assertThat(f.endedStates()).containsExactly(CANCELLED);
    assertThat(f.live()).isEmpty();
  }

  @Test
  void complete_letsTheFirstThatWaitsGo() {
    ExecutionRecord run = f.running(f.a, f.job("j", overlap(1, Overflow.QUEUE_ALL)));
    f.store.queue().submit("j", "z-first");
    f.store.queue().submit("j", "a-second");

    f.succeed(run);

    assertThat(f.claimDue(f.a).claimed())
        .extracting(each -> each.id().requestId())
        .containsExactly("z-first");
  }

  @Test
  void complete_ofAMissedExecution_isRecordedOnce() {
    JobRecord job = f.job("j");
    ExecutionRecord run = f.running(f.a, job);
    Outcome missed = new Outcome.Missed(Reason.EXECUTOR_FULL);

    assertThat(f.complete(run.lease(), missed)).isEqualTo(DONE);
    assertThat(f.complete(run.lease(), missed)).isEqualTo(ALREADY_DONE);

    assertThat(f.endedStates()).containsExactly(MISSED);
    assertThat(f.missed())
        .containsExactly(
            new MissedRange(
                "j", job.generation(), run.fireTime(), run.fireTime(), 1, Reason.EXECUTOR_FULL));
  }

  @Test
  void complete_ofACancelledExecution_isCancelled() {
    ExecutionRecord run = f.running(f.a, f.job("j"));

    f.complete(run.lease(), new Outcome.Cancelled());

    assertThat(f.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  void complete_ofWhatWasNotStarted_namesNoNode() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    Completion completion = new Completion(run.lease(), new Outcome.Cancelled(), null, f.now());

    f.store.leases().complete("host-1", List.of(completion));

    assertThat(f.ended().get(0).node()).isNull();
    assertThat(f.ended().get(0).started()).isNull();
  }

  @Test
  void complete_asParked_keepsTheExecutionForOtherNodes() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.store.members().tick(f.a, TTL);

    assertThat(park(run)).isEqualTo(DONE);
    assertThat(park(run)).isEqualTo(ALREADY_DONE);

    assertThat(f.liveStates("j")).containsExactly(PARKED);
    f.store.members().tick(f.a, TTL);
    assertThat(f.claimDue(f.a).claimed()).isEmpty();
    f.store.members().tick(new Node("node-c", Set.of("other")), TTL);
    assertThat(f.liveStates("j")).containsExactly(PARKED);
    f.store.members().tick(f.b, TTL);
    assertThat(f.liveStates("j")).containsExactly(SCHEDULED);
    assertThat(f.claimDue(f.b).claimed()).hasSize(1);
  }

  @Test
  void complete_asParked_byEveryNode_isTriedOnceByEach() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    park(run);
    f.store.members().tick(f.b, TTL);
    ExecutionRecord second = f.claimDue(f.b).claimed().get(0);
    f.store
        .leases()
        .complete(
            f.b.owner(),
            List.of(new Completion(second.lease(), new Outcome.Parked("?"), null, f.now())));

    f.store.members().tick(f.a, TTL);
    f.store.members().tick(f.b, TTL);

    assertThat(f.liveStates("j")).containsExactly(PARKED);
  }

  @Test
  void complete_asParked_releasedDuringAPause_isHeld() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    park(run);
    f.become("j", JobState.PAUSED);
    assertThat(f.liveStates("j")).containsExactly(PARKED);

    f.store.members().tick(f.b, TTL);

    assertThat(f.liveStates("j")).containsExactly(HELD);
  }

  @Test
  void complete_asParked_canBeCancelled() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    park(run);

    f.store.leases().cancel(run.id());
    f.store.members().tick(f.b, TTL);

    assertThat(f.live()).isEmpty();
    assertThat(f.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  void complete_doesNotTouchWhatElseRuns() {
    ExecutionRecord one = f.running(f.a, f.job("one"));
    ExecutionRecord two = f.running(f.b, f.job("two"));

    f.succeed(one);

    assertThat(f.live()).containsExactly(two);
    assertThat(f.live(two.id()).state()).isEqualTo(CLAIMED);
  }

  private CompleteStatus park(ExecutionRecord run) {
    Completion completion =
        new Completion(run.lease(), new Outcome.Parked("unreadable"), null, f.now());
    return f.store.leases().complete(f.a.owner(), List.of(completion)).get(0);
  }
}
