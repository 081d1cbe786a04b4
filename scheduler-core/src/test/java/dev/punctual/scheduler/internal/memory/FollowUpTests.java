package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.internal.memory.StoreFixture.overlap;
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
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.FENCED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.FollowUp.When;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Names;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store promises about runs that follow others. */
class FollowUpTests {

  private static final Payload RESULT = new Payload.Encoded("json", 1, new byte[] {'4', '2'});
  private static final Payload OWN = new Payload.Encoded("json", 1, new byte[] {'7'});
  private static final Outcome DEADLY = new Outcome.Failed("boom", null);

  private final StoreFixture f = new StoreFixture();

  @Test
  void success_submitsTheFollowUpWithTheResult() {
    putFollower("b", JobPolicy.DEFAULT);
    ExecutionRecord run = running("a", then("b"));

    f.complete(run.lease(), new Outcome.Succeeded(RESULT));

    ExecutionRecord next = only("b");
    assertThat(next.id())
        .isEqualTo(ExecutionId.ofRequest("b", f.get("b").generation(), run.id().followUpRequest()));
    assertThat(next.state()).isEqualTo(SCHEDULED);
    assertThat(next.payload()).isEqualTo(RESULT);
    assertThat(next.dueTime()).isEqualTo(f.now());
    assertThat(f.claimDue(f.b).claimed()).extracting(ExecutionRecord::id).contains(next.id());
  }

  @Test
  void success_withoutAResult_leavesTheFollowUpItsOwnPayload() {
    putFollower("b", JobPolicy.DEFAULT);
    ExecutionRecord run = running("a", then("b"));

    f.succeed(run);

    assertThat(only("b").payload()).isEqualTo(OWN);
  }

  @Test
  void success_leavesTheJobsPayloadAlone() {
    putFollower("b", JobPolicy.DEFAULT);
    f.complete(running("a", then("b")).lease(), new Outcome.Succeeded(RESULT));

    f.store.queue().submit("b", "by-hand");

    assertThat(f.get("b").payload()).isEqualTo(OWN);
    assertThat(f.ended()).extracting(EndedExecution::state).contains(MISSED); // b runs already
  }

  @Test
  void success_forAJobWhosePayloadIsItsCode_leavesItThat() {
    JobRecord code =
        follower("b", JobPolicy.DEFAULT).withRun(JobRecord.CODE_TASK, OWN, JobPolicy.DEFAULT);
    f.put(code);

    f.complete(running("a", then("b")).lease(), new Outcome.Succeeded(RESULT));

    assertThat(only("b").payload()).isEqualTo(OWN);
  }

  @Test
  void success_submitsEachFollowUpThatAdmitsIt() {
    putFollower("b", JobPolicy.DEFAULT);
    putFollower("c", JobPolicy.DEFAULT);
    putFollower("d", JobPolicy.DEFAULT);

    f.succeed(
        running(
            "a",
            new FollowUp(When.SUCCESS, "b"),
            new FollowUp(When.FAILURE, "c"),
            new FollowUp(When.SUCCESS, "d")));

    assertThat(f.liveStates("b")).containsExactly(SCHEDULED);
    assertThat(f.liveStates("c")).isEmpty();
    assertThat(f.liveStates("d")).containsExactly(SCHEDULED);
  }

  @Test
  void failure_submitsTheFollowUpOnFailureWithItsOwnPayload() {
    putFollower("b", JobPolicy.DEFAULT);
    putFollower("c", JobPolicy.DEFAULT);

    f.complete(running("a", then("b"), otherwise("c")).lease(), DEADLY);

    assertThat(f.liveStates("b")).isEmpty();
    assertThat(only("c").payload()).isEqualTo(OWN);
  }

  @Test
  void failure_thatIsTriedAgain_isFollowedByNothing() {
    putFollower("b", JobPolicy.DEFAULT);
    putFollower("c", JobPolicy.DEFAULT);

    ExecutionRecord run = running("a", then("b"), otherwise("c"));
    f.complete(run.lease(), new Outcome.Failed("boom", Duration.ofSeconds(1)));

    assertThat(f.liveStates("b")).isEmpty();
    assertThat(f.liveStates("c")).isEmpty();
    f.pass(Duration.ofSeconds(1));
    f.succeed(f.claimDue(f.a).claimed().get(0));
    assertThat(f.liveStates("b")).containsExactly(SCHEDULED);
  }

  @Test
  void cancellationAndMiss_areFollowedByNothing() {
    putFollower("b", JobPolicy.DEFAULT);
    FollowUp[] both = {then("b"), otherwise("b")};

    f.complete(running("a1", both).lease(), new Outcome.Cancelled());
    f.complete(running("a2", both).lease(), new Outcome.Missed(MissedRange.Reason.GRACE));
    f.put(f.job("a3", policy(both)));
    f.store.leases().cancel(f.store.queue().submit("a3", "r").id());

    assertThat(f.endedStates()).containsExactlyInAnyOrder(CANCELLED, MISSED, CANCELLED);
    assertThat(f.liveStates("b")).isEmpty();
  }

  @Test
  void reapedAsLost_submitsTheFollowUpOnFailure() {
    putFollower("c", JobPolicy.DEFAULT);
    JobPolicy once = policy(otherwise("c"));
    once = once.withRun(once.run().withGuarantee(Guarantee.AT_MOST_ONCE));
    ExecutionRecord run = f.running(f.a, f.job("a", once));
    f.store.leases().start(f.a.owner(), List.of(run.lease()));
    f.pass(StoreFixture.LEASE.plusMillis(1));

    f.store.leases().reap(10, 3);
    f.store.leases().reap(10, 3);

    assertThat(f.endedStates()).containsExactly(LOST);
    assertThat(f.liveStates("c")).containsExactly(SCHEDULED);
  }

  @Test
  void reapedAsDead_submitsTheFollowUpOnFailure() {
    putFollower("c", JobPolicy.DEFAULT);
    running("a", otherwise("c"));
    f.pass(StoreFixture.LEASE.plusMillis(1));

    f.store.leases().reap(10, 0);

    assertThat(f.endedStates()).containsExactly(DEAD);
    assertThat(f.liveStates("c")).containsExactly(SCHEDULED);
  }

  @Test
  void repeatedCompletion_submitsOnce() {
    putFollower("b", overlap(5, Overflow.SKIP));
    ExecutionRecord run = running("a", then("b"), then("b"));

    f.succeed(run);
    assertThat(f.succeed(run)).isEqualTo(ALREADY_DONE);
    assertThat(f.complete(new LeaseRef(run.id(), run.token() + 1), Outcome.SUCCEEDED))
        .isEqualTo(FENCED);

    assertThat(f.liveStates("b")).hasSize(1);
    f.succeed(f.claimDue(f.a).claimed().get(0));
    assertThat(f.succeed(run)).isEqualTo(ALREADY_DONE);
    assertThat(f.liveStates("b")).isEmpty();
  }

  @Test
  void eachExecution_hasAFollowUpOfItsOwn() {
    putFollower("b", overlap(5, Overflow.SKIP));
    f.succeed(running("a1", then("b")));
    f.succeed(running("a2", then("b")));

    assertThat(f.liveStates("b")).hasSize(2);
  }

  @Test
  void followUp_beyondTheOverlapLimit_isSkippedAndRecorded() {
    putFollower("b", JobPolicy.DEFAULT);
    f.store.queue().submit("b", "first");

    f.succeed(running("a", then("b")));

    assertThat(f.liveStates("b")).hasSize(1);
    assertThat(historyOf("b")).extracting(EndedExecution::state).containsExactly(MISSED);
  }

  @Test
  void followUp_beyondTheOverlapLimit_waitsIfTheJobLetsIt() {
    putFollower("b", overlap(1, Overflow.QUEUE_ALL));
    f.store.queue().submit("b", "first");

    f.complete(running("a", then("b")).lease(), new Outcome.Succeeded(RESULT));

    assertThat(f.liveStates("b")).containsExactlyInAnyOrder(SCHEDULED, BLOCKED);
    f.succeed(f.claimDue(f.a).claimed().get(0));
    assertThat(only("b").payload()).isEqualTo(RESULT);
    assertThat(only("b").state()).isEqualTo(SCHEDULED);
  }

  @Test
  void followUp_ofAPausedJob_isHeldUntilItIsResumed() {
    putFollower("b", JobPolicy.DEFAULT);
    f.become("b", JobState.PAUSED);

    f.succeed(running("a", then("b")));

    assertThat(f.liveStates("b")).containsExactly(HELD);
    f.become("b", JobState.ACTIVE);
    assertThat(f.liveStates("b")).containsExactly(SCHEDULED);
  }

  @Test
  void followUp_ofAMissingJob_leavesALineInItsHistory() {
    ExecutionRecord run = running("a", then("gone"));

    f.succeed(run);

    assertThat(f.endedStates()).containsExactlyInAnyOrder(SUCCEEDED, CANCELLED);
    EndedExecution line = historyOf("gone").get(0);
    assertThat(line.state()).isEqualTo(CANCELLED);
    assertThat(line.error()).contains("gone").contains(run.id().toString());
    assertThat(line.id()).isEqualTo(ExecutionId.ofRequest("gone", 0, run.id().followUpRequest()));
    assertThat(line.task()).isEqualTo(run.task());
    assertThat(f.store.history().find(line.id())).contains(line);
  }

  @Test
  void followUps_travelWithTheExecution() {
    putFollower("b", JobPolicy.DEFAULT);
    ExecutionRecord run = running("a", then("b"));
    f.store.jobs().remove(List.of("a"));

    f.succeed(run);

    assertThat(f.liveStates("b")).containsExactly(SCHEDULED);
  }

  @Test
  void chain_goesOnWithTheResultOfEachStep() {
    f.put(follower("c", JobPolicy.DEFAULT));
    f.put(follower("b", policy(then("c"))));
    f.succeed(running("a", then("b")));
    ExecutionRecord second = f.claimDue(f.b).claimed().get(0);

    f.complete(second.lease(), new Outcome.Succeeded(RESULT));

    assertThat(only("c").payload()).isEqualTo(RESULT);
    assertThat(only("c").id().requestId()).isEqualTo(second.id().followUpRequest());
  }

  @Test
  void loop_letsWaitingOnesGoFirst() {
    JobPolicy loop =
        policy(then("a")).withMaxInstances(1).withOverflow(Overflow.QUEUE_ONE).withPriority(3);
    f.put(follower("a", loop));
    f.store.queue().submit("a", "first");
    f.store.queue().submit("a", "second");
    ExecutionRecord first = f.claimDue(f.a).claimed().get(0);

    f.succeed(first);

    ExecutionRecord second = f.claimDue(f.a).claimed().get(0);
    assertThat(second.id().requestId()).isEqualTo("second");
    assertThat(f.liveStates("a")).containsExactlyInAnyOrder(CLAIMED, BLOCKED);
  }

  @ParameterizedTest
  @EnumSource(Overflow.class)
  void loop_endsEachStepAndBeginsTheNext(Overflow overflow) {
    f.put(follower("a", policy(then("a")).withOverflow(overflow)));
    f.store.queue().submit("a", "first");
    List<ExecutionId> seen = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ExecutionRecord run = f.claimDue(f.a).claimed().get(0);
      seen.add(run.id());
      f.succeed(run);
    }

    assertThat(seen).doesNotHaveDuplicates();
    assertThat(f.liveStates("a")).containsExactly(SCHEDULED);
  }

  @Test
  void followUpRequest_isTheSameForOneExecutionAndAName() {
    ExecutionId fire = ExecutionId.ofFire("a", 7, Instant.EPOCH);
    ExecutionId other = ExecutionId.ofFire("a", 8, Instant.EPOCH);

    assertThat(fire.followUpRequest())
        .isEqualTo(ExecutionId.parse(fire.toString()).followUpRequest())
        .matches("then-[0-9a-f]{32}")
        .isNotEqualTo(other.followUpRequest());
    assertThat(Names.require("request", fire.followUpRequest())).isNotNull();
    assertThat(new ExecutionId("x".repeat(200), Long.MIN_VALUE, 0, null).followUpRequest())
        .hasSize(37);
    assertThat(ExecutionId.ofFire("a", 1, Instant.EPOCH).followUpRequest())
        .isEqualTo("then-c76f1e947233a93a95dcb461fced147b");
  }

  private static FollowUp then(String jobId) {
    return new FollowUp(When.SUCCESS, jobId);
  }

  private static FollowUp otherwise(String jobId) {
    return new FollowUp(When.FAILURE, jobId);
  }

  private static JobPolicy policy(FollowUp... followUps) {
    return JobPolicy.DEFAULT.withRun(RunPolicy.DEFAULT.withFollowUps(List.of(followUps)));
  }

  private ExecutionRecord running(String id, FollowUp... followUps) {
    return f.running(f.a, f.job(id, policy(followUps)));
  }

  /** A job that only follows others. */
  private JobRecord follower(String id, JobPolicy policy) {
    return f.job(id)
        .withRun(StoreFixture.TASK, OWN, policy)
        .withDefinition(id, ManualTrigger.instance(), policy, Set.of())
        .withFires(null, null, null);
  }

  private void putFollower(String id, JobPolicy policy) {
    f.put(follower(id, policy));
  }

  private ExecutionRecord only(String jobId) {
    List<ExecutionRecord> live = f.store.history().live(jobId, null, 10).items();
    assertThat(live).hasSize(1);
    return live.get(0);
  }

  private List<EndedExecution> historyOf(String jobId) {
    return f.store.history().ended(HistoryFilter.ofJob(jobId), null, 10).items();
  }
}
