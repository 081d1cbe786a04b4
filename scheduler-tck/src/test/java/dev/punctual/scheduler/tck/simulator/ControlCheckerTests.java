package dev.punctual.scheduler.tck.simulator;

import static dev.punctual.scheduler.tck.simulator.WrittenLedger.JOB;
import static dev.punctual.scheduler.tck.simulator.WrittenLedger.id;
import static dev.punctual.scheduler.tck.simulator.WrittenLedger.lease;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * That the checker finds where time limits, cancellations, rate limits and the record of what a new
 * schedule leaves are not kept.
 */
class ControlCheckerTests {

  private static final IntervalTrigger EVERY_HOUR = IntervalTrigger.every(Duration.ofHours(1));

  private final WrittenLedger history = new WrittenLedger();

  /** The fire of the first minute runs from then on. */
  private void running() {
    history.put();
    history.at(60).fire(1).grant("n1", 1, 11).begin("n1", 1, 11);
  }

  private void limitedTo(Duration limit) {
    history.withPolicy(history.job.policy().withRun(RunPolicy.DEFAULT.withTimeout(limit)));
  }

  /** It ends then; its lease was renewed all the while. */
  private void endsAt(long seconds) {
    for (long at = 80; at < seconds; at += 20) {
      history.at(at).note("n1", new Event.Renewed(List.of(lease(1, 11)), List.of()));
    }
    history.at(seconds).end("n1", 1, 11, true).complete("n1", 1, 11, CompleteStatus.DONE);
    history.recorded(1, ExecutionState.SUCCEEDED);
  }

  private Set<Invariant> broken() {
    return history.judged().stream().map(Violation::invariant).collect(Collectors.toSet());
  }

  @Test
  void run_thatIsStoppedSoonAfterItsTimeLimit_isAllowed() {
    limitedTo(Duration.ofSeconds(10));
    running();
    endsAt(119);

    assertThat(broken()).doesNotContain(Invariant.TIME_LIMIT);
  }

  @Test
  void run_thatGoesOnBeyondItsTimeLimit_breaksTimeLimit() {
    limitedTo(Duration.ofSeconds(10));
    running();
    endsAt(140);

    history.assertFinds(
        Invariant.TIME_LIMIT, "still leased PT1M20S after it was to stop within PT15S");
  }

  @Test
  void run_beyondItsTimeLimit_thatIsStillLeasedInTheEnd_breaksTimeLimit() {
    limitedTo(Duration.ofSeconds(10));
    running();
    history.at(140).note("n1", new Event.Renewed(List.of(), List.of()));

    history.assertFinds(Invariant.TIME_LIMIT, "still leased PT1M20S");
  }

  @Test
  void run_beyondItsTimeLimitInATimeOfTrouble_isAllowed() {
    limitedTo(Duration.ofSeconds(10));
    running();
    history.at(70).note("n1", new Event.Trouble("pauses"));
    endsAt(240);

    assertThat(broken()).doesNotContain(Invariant.TIME_LIMIT);
  }

  @Test
  void run_beyondItsTimeLimitWhileTheStoreRepeatsItsTime_isAllowed() {
    limitedTo(Duration.ofSeconds(10));
    running();
    history.at(70).note("store", new Event.SetBack(Duration.ofMinutes(8).toNanos()));
    endsAt(720);

    assertThat(broken()).doesNotContain(Invariant.TIME_LIMIT);
  }

  @Test
  void run_longAfterTheStoreRepeatedItsTime_breaksTimeLimit() {
    limitedTo(Duration.ofSeconds(10));
    running();
    history.at(70).note("store", new Event.SetBack(Duration.ofMinutes(8).toNanos()));
    endsAt(960);

    history.assertFinds(Invariant.TIME_LIMIT, "still leased");
  }

  @Test
  void run_beyondItsTimeLimitBecauseOfASlowCall_isAllowedAsLongAsThatLasts() {
    limitedTo(Duration.ofSeconds(10));
    running();
    history.at(70).note("n2", new Event.Slow(Duration.ofSeconds(30).toNanos()));
    endsAt(140);

    assertThat(broken()).doesNotContain(Invariant.TIME_LIMIT);
  }

  @Test
  void run_longAfterASlowCall_breaksTimeLimit() {
    limitedTo(Duration.ofSeconds(10));
    running();
    history.at(70).note("n2", new Event.Slow(Duration.ofSeconds(30).toNanos()));
    endsAt(240);

    history.assertFinds(Invariant.TIME_LIMIT, "still leased PT3M");
  }

  private void cancelled() {
    running();
    history.note("n2", new Event.Cancelled(id(1), CancelStatus.REQUESTED));
  }

  @Test
  void cancelledRun_thatEndsSoon_isAllowed() {
    cancelled();
    endsAt(119);

    assertThat(broken()).doesNotContain(Invariant.CANCELLATION);
  }

  @Test
  void cancelledRun_thatGoesOn_breaksCancellation() {
    cancelled();
    endsAt(140);

    history.assertFinds(
        Invariant.CANCELLATION, "still leased PT1M20S after it was to stop within PT15S");
  }

  @Test
  void cancelledRun_whoseNodeDied_thatIsLeasedAgain_breaksCancellation() {
    cancelled();
    history.at(91).reap("n2", 1, 12).grant("n2", 1, 13);

    history.assertFinds(
        Invariant.CANCELLATION, "leased to n2 after a user was told that it is being stopped");
  }

  @Test
  void cancelledRun_thatStartsAllTheSame_breaksRevocation() {
    history.put();
    history.at(60).fire(1).grant("n1", 1, 11).release("n1", 1, 11, true);
    history.note("n2", new Event.Cancelled(id(1), CancelStatus.CANCELLED)).begin("n1", 1, 11);

    history.assertFinds(Invariant.REVOCATION, "began after it was said to be CANCELLED");
  }

  /** So many runs by hand start on one node now. */
  private void starts(int count, int number) {
    for (int i = number; i < number + count; i++) {
      ExecutionId id = ExecutionId.ofRequest(JOB, 7, "r" + i);
      SubmitResult result = new SubmitResult(SubmitResult.Status.SUBMITTED, id);
      history.note("n1", new Event.Submitted(JOB, result));
      history.manual(id, history.job.policy(), 100 + i);
    }
  }

  @Test
  void starts_withinTheRateLimitOfTheirTask_areAllowed() {
    history.ofTask("t5").put().at(10);
    starts(1, 0);
    history.at(45);
    starts(1, 1);

    assertThat(broken()).isEmpty();
  }

  @Test
  void starts_beyondTheRateLimitOfTheirTask_breakRateLimit() {
    history.ofTask("t5").put().at(10);
    starts(2, 0);
    history.at(19);
    starts(1, 2);

    history.assertFinds(Invariant.RATE_LIMIT, "one start more on n1 t5 than RateLimit");
  }

  @Test
  void starts_beyondTheRateLimitOfTheirExecutor_breakRateLimit() {
    history.note("n1", new Event.Up("t0", Cluster.EXECUTOR_RATE)).put().at(10);
    starts(Cluster.EXECUTOR_RATE.runs() + 1, 0);

    history.assertFinds(Invariant.RATE_LIMIT, "one start more on n1 than RateLimit");
  }

  @Test
  void starts_onANodeWhoseExecutorHasNoRateLimit_areAllowed() {
    history.note("n1", new Event.Up("t0", null)).put().at(10);
    starts(Cluster.EXECUTOR_RATE.runs() + 1, 0);

    assertThat(broken()).isEmpty();
  }

  /** A run is due for long on the nodes given, of which the first starts others of its task. */
  private void backlog(String... nodes) {
    history.ofTask("t5");
    for (String node : nodes) {
      history.note(node, new Event.Up("t5", null));
    }
    history.put().at(60).fire(1);
    history.live.add(history.execution(1, 0, ExecutionState.SCHEDULED));
    history.at(580);
    starts(1, 0);
    history.at(600).note("world", new Event.Healed());
  }

  @Test
  void dueRun_whileEveryNodeStartsAsManyAsTheRateAdmits_isAllowed() {
    backlog("n1");

    assertThat(history.judged()).noneMatch(each -> each.what().contains("not run by"));
  }

  @Test
  void dueRun_whileANodeStartsNoneThatItsRateAdmits_breaksLiveness() {
    backlog("n1", "n2.1");

    history.assertFinds(Invariant.LIVENESS, "not run by");
  }

  @Test
  void newTrigger_thatLeavesDueFiresOffTheRecord_breaksConservation() {
    history.put().at(75).rescheduled("n1", EVERY_HOUR);

    history.assertFinds(Invariant.CONSERVATION, "was due when another trigger came");
  }

  @Test
  void newTrigger_beforeAnythingIsDue_isAllowed() {
    history.put().at(55).rescheduled("n1", EVERY_HOUR);

    assertThat(broken()).isEmpty();
  }

  @Test
  void newTrigger_amongCallsThatHangAcrossADueTime_isAllowed() {
    history.put().at(50).note("n1", new Event.Slow(Duration.ofSeconds(25).toNanos()));
    history.at(75).rescheduled("n1", EVERY_HOUR);

    assertThat(broken()).isEmpty();
  }

  @Test
  void newDefinition_thatLeavesDueFiresOffTheRecord_breaksConservation() {
    history.put().at(75);
    history.job =
        history
            .job
            .withDefinition(JOB, EVERY_HOUR, history.job.policy(), history.job.tags())
            .withFires(null, history.storeNow().plusSeconds(60), history.storeNow().plusSeconds(60))
            .withVersion(2);
    history.note(
        "n1",
        new Event.Put(
            ConflictPolicy.UPDATE_DEFINITION,
            new PutResult(PutResult.Status.UPDATED, history.job)));

    history.assertFinds(Invariant.CONSERVATION, "was due when another trigger came");
  }
}
