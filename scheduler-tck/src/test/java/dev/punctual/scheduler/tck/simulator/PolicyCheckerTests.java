package dev.punctual.scheduler.tck.simulator;

import static dev.punctual.scheduler.tck.simulator.WrittenLedger.id;
import static dev.punctual.scheduler.tck.simulator.WrittenLedger.lease;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the checker finds where retries, guarantees, chains, limits and shares are not kept. */
class PolicyCheckerTests {

  private final WrittenLedger history = new WrittenLedger();

  private void fired() {
    history.put();
    history.at(60).fire(1);
  }

  private void assertFinds(Invariant invariant, String what) {
    history.assertFinds(invariant, what);
  }

  @Test
  void leaseForTheWrongAttempt_breaksRetries() {
    fired();
    history.attempts.put(1, 2);
    history.grant("n1", 1, 11);

    assertFinds(Invariant.RETRIES, "leased for attempt 2, which is number 1");
  }

  @Test
  void failure_withoutTheRetriesOfItsPolicy_breaksRetries() {
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11).end("n1", 1, 11, true);
    history.fail("n1", 1, 11, null);

    assertFinds(Invariant.RETRIES, "DEAD after attempt 1 for no reason");
  }

  @Test
  void retry_beforeItsDelayIsOver_breaksRetries() {
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11).end("n1", 1, 11, true);
    history.fail("n1", 1, 11, Duration.ofSeconds(1));
    history.attempts.put(1, 2);
    history.grant("n1", 1, 12);

    assertFinds(Invariant.RETRIES, "to be tried again at");
  }

  @Test
  void retry_afterTooLongADelay_breaksRetries() {
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11).end("n1", 1, 11, true);
    history.fail("n1", 1, 11, Duration.ofSeconds(2));

    assertFinds(Invariant.RETRIES, "which is too long");
  }

  private void oneAtMost() {
    history.job =
        history.job.withDefinition(
            WrittenLedger.JOB,
            history.job.trigger(),
            history.job.policy().withRun(RunPolicy.DEFAULT.withGuarantee(Guarantee.AT_MOST_ONCE)),
            history.job.tags());
  }

  @Test
  void start_thatWasNotConfirmed_breaksGuarantee() {
    oneAtMost();
    fired();
    history.grant("n1", 1, 11).begin("n1", 1, 11);

    assertFinds(Invariant.GUARANTEE, "began without having been confirmed");
  }

  @Test
  void secondStart_ofARunThatStartsAtMostOnce_breaksGuarantee() {
    oneAtMost();
    fired();
    history.grant("n1", 1, 11);
    history.note("n1", new Event.Confirmed(lease(1, 11), true)).begin("n1", 1, 11);
    history.at(91).reap("n2", 1, 12).grant("n2", 1, 13);

    assertFinds(Invariant.GUARANTEE, "became SCHEDULED, and its start is recorded");
    assertFinds(Invariant.GUARANTEE, "leased again though it has begun");
  }

  @Test
  void runThatIsNotFollowed_breaksConservation() {
    history.job =
        history.job.withDefinition(
            WrittenLedger.JOB,
            history.job.trigger(),
            history
                .job
                .policy()
                .withRun(
                    RunPolicy.DEFAULT.withFollowUps(
                        List.of(new FollowUp(FollowUp.When.SUCCESS, WrittenLedger.JOB)))),
            history.job.tags());
    fired();
    history.run(1, 11);

    assertFinds(Invariant.CONSERVATION, "lost without a trace");
  }

  private void followedBy(String job) {
    FollowUp next = new FollowUp(FollowUp.When.SUCCESS, job);
    history.withPolicy(
        history.job.policy().withRun(RunPolicy.DEFAULT.withFollowUps(List.of(next))));
  }

  /** The run that follows the run of the first minute, of the job itself. */
  private static ExecutionId follower() {
    return ExecutionId.ofRequest(WrittenLedger.JOB, 7, id(1).followUpRequest());
  }

  @Test
  void runThatIsFollowed_isAllowed() {
    followedBy(WrittenLedger.JOB);
    fired();
    history.run(1, 11);
    history.manual(follower(), JobPolicy.DEFAULT, 12);

    assertThat(history.judged()).isEmpty();
  }

  @Test
  void runThatIsFollowedTwice_breaksChains() {
    followedBy(WrittenLedger.JOB);
    fired();
    history.note(
        "n1",
        new Event.Submitted(
            WrittenLedger.JOB, new SubmitResult(SubmitResult.Status.SUBMITTED, follower())));
    history.run(1, 11);

    assertFinds(Invariant.CHAINS, "followed twice");
  }

  @Test
  void followUpOfAMissingJob_withItsLine_isAllowed() {
    followedBy("gone");
    fired();
    history.run(1, 11);
    history.line(
        ExecutionId.ofRequest("gone", 0, id(1).followUpRequest()), ExecutionState.CANCELLED);

    assertThat(history.judged()).isEmpty();
  }

  @Test
  void followUpOfAMissingJob_offTheRecord_breaksChains() {
    followedBy("gone");
    fired();
    history.run(1, 11);

    assertThat(history.judged())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.invariant()).isEqualTo(Invariant.CHAINS);
              assertThat(found.what()).contains("no line says that there was no job");
              assertThat(found.subject()).isEqualTo("gone");
            });
  }

  private void twoFiresOfOneLimitedTask() {
    history.ofTask("t6").withPolicy(history.job.policy().withMaxInstances(2));
    fired();
    history.at(120).fire(2);
  }

  @Test
  void leasesOfALimitedTask_oneAfterAnother_areAllowed() {
    twoFiresOfOneLimitedTask();
    history.run(1, 11).run(2, 12);

    assertThat(history.judged()).isEmpty();
  }

  @Test
  void leases_beyondTheLimitOfTheirTask_breakTaskLimit() {
    twoFiresOfOneLimitedTask();
    history.grant("n1", 1, 11).grant("n2", 2, 12);

    assertFinds(Invariant.TASK_LIMIT, "2 leases of t6 at once, and the limit is 1");
  }

  /** The fire of the first minute waits while younger runs of some priority are leased. */
  private void overtaken(int times, int priority) {
    history.withPolicy(history.job.policy().withMaxInstances(1_000).withPriority(5));
    fired();
    history.at(61);
    for (int i = 0; i < times; i++) {
      ExecutionId id = ExecutionId.ofRequest(WrittenLedger.JOB, 7, "r" + i);
      SubmitResult result = new SubmitResult(SubmitResult.Status.SUBMITTED, id);
      history.note("n1", new Event.Submitted(WrittenLedger.JOB, result));
      history.manual(id, history.job.policy().withPriority(priority), 100 + i);
    }
    history.run(1, 10_000);
  }

  @Test
  void run_overtakenAsOftenAsItsShareAllows_isAllowed() {
    overtaken(ShareRules.ONE_IN, 9);

    assertThat(history.judged()).isEmpty();
  }

  @Test
  void run_overtakenByLowerPriority_isNoMatterOfShares() {
    overtaken(3 * ShareRules.ONE_IN, 1);

    assertThat(history.judged()).isEmpty();
  }

  @Test
  void run_overtakenMoreOften_breaksFairShare() {
    overtaken(ShareRules.ONE_IN + 1, 9);

    assertFinds(Invariant.FAIR_SHARE, "overtaken 101 times, and 100 is the most");
  }
}
