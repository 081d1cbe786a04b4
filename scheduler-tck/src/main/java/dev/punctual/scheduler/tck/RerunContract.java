package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.BLOCKED;
import static dev.punctual.scheduler.store.ExecutionState.DEAD;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.LOST;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.ExecutionState.SUCCEEDED;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Jobs.decideUntil;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.followed;
import static dev.punctual.scheduler.tck.Jobs.guaranteed;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.then;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.SubmitResult.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Failed executions that are run again, as the history has them. */
interface RerunContract {

  Payload PAYLOAD = Bench.payload("what it was given");
  Outcome DEADLY = new Outcome.Failed("boom", null);

  @Test
  default void A1_rerun_ofADeadExecution_isAFreshRunOfItsJob(Bench bench) {
    ExecutionRecord dead = dead(bench, "j", JobPolicy.DEFAULT.withPriority(8));

    SubmitResult result = rerun(bench, dead.id(), "again");

    ExecutionId id = ExecutionId.ofRequest("j", dead.id().generation(), "again");
    assertThat(result).isEqualTo(new SubmitResult(Status.SUBMITTED, id));
    ExecutionRecord run = bench.only("j");
    assertThat(run.id()).isEqualTo(id);
    assertThat(run.state()).isEqualTo(SCHEDULED);
    assertThat(run.task()).isEqualTo(dead.task());
    assertThat(run.payload()).isEqualTo(PAYLOAD);
    assertThat(run.policy()).isEqualTo(dead.policy());
    assertThat(run.tags()).isEqualTo(dead.tags());
    assertThat(run.attempt()).isEqualTo(1);
    assertThat(run.lost()).isZero();
    assertThat(run.deadline()).isNull();
    bench.assertJustNow(run.dueTime());
    bench.succeed(bench.claimOne(bench.b));
    assertThat(bench.endedStates()).containsExactly(SUCCEEDED, DEAD);
  }

  @Test
  default void A2_rerun_takesWhatWasThenAndTheLimitOfNow(Bench bench) {
    ExecutionRecord dead = dead(bench, "j", JobPolicy.DEFAULT);
    JobRecord changed = Jobs.withTags(bench.get("j"), "new");
    bench.update(
        changed.withRun("other", Payload.none(), overlap(3, Overflow.SKIP).withPriority(9)));

    rerun(bench, dead.id(), "one");
    rerun(bench, dead.id(), "two");

    assertThat(bench.live())
        .hasSize(2)
        .allSatisfy(
            run -> {
              assertThat(run.task()).isEqualTo(dead.task());
              assertThat(run.payload()).isEqualTo(PAYLOAD);
              assertThat(run.policy()).isEqualTo(dead.policy());
              assertThat(run.tags()).isEqualTo(dead.tags());
            });
  }

  @Test
  default void A3_rerun_repeated_isOneRun(Bench bench) {
    ExecutionRecord dead = dead(bench, "j", overlap(5, Overflow.SKIP));
    SubmitResult first = rerun(bench, dead.id(), "again");

    assertThat(rerun(bench, dead.id(), "again")).isEqualTo(first);
    assertThat(bench.live()).hasSize(1);
    bench.succeed(bench.claimOne(bench.a));
    assertThat(rerun(bench, dead.id(), "again")).isEqualTo(first);
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void A4_rerun_ofALostExecution_runsIt(Bench bench) {
    ExecutionRecord run =
        bench.running(bench.a, job(bench, "j", guaranteed(Guarantee.AT_MOST_ONCE)));
    bench.start(run);
    bench.pass(LEASE.plusSeconds(1));
    bench.store.leases().reap(10, 3);
    assertThat(bench.endedStates()).containsExactly(LOST);

    assertThat(rerun(bench, run.id(), "again").status()).isEqualTo(Status.SUBMITTED);
    assertThat(bench.only("j").payload()).isEqualTo(PAYLOAD);
  }

  @Test
  default void A5_rerun_afterItsOneShotJobIsGone_worksWithoutIt(Bench bench) {
    bench.put(job(bench, "j", JobPolicy.DEFAULT));
    JobClaim claim = bench.claimJob(bench.a);
    ExecutionRecord run =
        bench.fire(bench.a, decideUntil(claim, 1, null, fires(claim, 1))).claimed().get(0);
    bench.complete(run.lease(), DEADLY);
    assertThat(bench.store.jobs().get("j")).isEmpty();

    SubmitResult result = rerun(bench, run.id(), "again");

    assertThat(result.status()).isEqualTo(Status.SUBMITTED);
    ExecutionRecord again = bench.claimOne(bench.b);
    assertThat(again.id()).isEqualTo(result.id());
    assertThat(again.payload()).isEqualTo(PAYLOAD);
    bench.complete(again.lease(), new Outcome.Failed("later", Duration.ZERO));
    bench.complete(bench.claimOne(bench.b).lease(), DEADLY);
    assertThat(rerun(bench, again.id(), "third").status()).isEqualTo(Status.SUBMITTED);
  }

  @Test
  default void A6_rerun_ofAnEarlierJobOfThatId_doesNotConcernTheNewOne(Bench bench) {
    ExecutionRecord dead = dead(bench, "j", JobPolicy.DEFAULT);
    bench.store.jobs().remove(List.of("j"));
    bench.put(job(bench, "j", JobPolicy.DEFAULT));
    bench.submit("j", "of-the-new-one");
    bench.become("j", JobState.PAUSED);

    SubmitResult result = rerun(bench, dead.id(), "again");

    assertThat(result.status()).isEqualTo(Status.SUBMITTED);
    ExecutionId id = Objects.requireNonNull(result.id());
    assertThat(id.generation()).isEqualTo(dead.id().generation());
    assertThat(bench.live(id).state()).isEqualTo(SCHEDULED);
    assertThat(bench.claimOne(bench.a).id()).isEqualTo(id);
  }

  @Test
  default void A7_rerun_obeysTheOverlapLimit(Bench bench) {
    ExecutionRecord dead = dead(bench, "j", JobPolicy.DEFAULT);
    bench.submit("j", "running");

    SubmitResult result = rerun(bench, dead.id(), "again");

    assertThat(result.status()).isEqualTo(Status.SKIPPED);
    assertThat(rerun(bench, dead.id(), "again")).isEqualTo(result);
    assertThat(bench.store.history().find(Objects.requireNonNull(result.id()))).isPresent();
    assertThat(bench.live()).hasSize(1);
  }

  @Test
  default void A8_rerun_beyondTheOverlapLimit_waitsIfTheJobLetsIt(Bench bench) {
    ExecutionRecord dead = dead(bench, "j", overlap(1, Overflow.QUEUE_ONE));
    bench.submit("j", "running");

    SubmitResult result = rerun(bench, dead.id(), "again");

    assertThat(result.status()).isEqualTo(Status.WAITING);
    assertThat(bench.live(Objects.requireNonNull(result.id())).state()).isEqualTo(BLOCKED);
  }

  @Test
  default void A9_rerun_ofAPausedJob_isHeld(Bench bench) {
    ExecutionRecord dead = dead(bench, "j", JobPolicy.DEFAULT);
    bench.become("j", JobState.PAUSED);

    assertThat(rerun(bench, dead.id(), "again").status()).isEqualTo(Status.WAITING);
    assertThat(bench.liveStates("j")).containsExactly(HELD);
  }

  @Test
  default void A10_rerun_isFollowedLikeTheFirstRun(Bench bench) {
    bench.put(bench.manualJob("b", JobPolicy.DEFAULT, Payload.none()));
    ExecutionRecord dead = dead(bench, "j", followed(then("b")));
    assertThat(bench.live()).isEmpty();

    rerun(bench, dead.id(), "again");
    bench.succeed(bench.claimOne(bench.a));

    assertThat(bench.liveStates("b")).containsExactly(SCHEDULED);
  }

  @Test
  default void A11_rerun_ofALiveExecution_isNotFound(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, job(bench, "j", overlap(5, Overflow.SKIP)));

    assertThat(rerun(bench, run.id(), "again")).isEqualTo(new SubmitResult(Status.NOT_FOUND, null));
    assertThat(bench.live()).containsExactly(run);
    bench.complete(run.lease(), new Outcome.Failed("boom", Duration.ofHours(1)));
    assertThat(rerun(bench, run.id(), "again").status()).isEqualTo(Status.NOT_FOUND);
    assertThat(bench.live()).hasSize(1);
  }

  @Test
  default void A12_rerun_ofWhatDidNotFail_isNotFound(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, job(bench, "j", JobPolicy.DEFAULT));
    bench.succeed(run);

    assertThat(rerun(bench, run.id(), "again").status()).isEqualTo(Status.NOT_FOUND);
    assertThat(bench.live()).isEmpty();
    assertThat(bench.endedStates()).containsExactly(SUCCEEDED);
  }

  @Test
  default void A13_rerun_ofWhatTheHistoryDoesNotHave_isNotFound(Bench bench) {
    ExecutionRecord dead = dead(bench, "j", JobPolicy.DEFAULT);
    ExecutionId never = ExecutionId.ofRequest("j", dead.id().generation(), "never");
    assertThat(rerun(bench, never, "again").status()).isEqualTo(Status.NOT_FOUND);

    bench.store.history().purge(Duration.ofDays(1), 0, 1_000);

    assertThat(rerun(bench, dead.id(), "again").status()).isEqualTo(Status.NOT_FOUND);
    assertThat(bench.live()).isEmpty();
  }

  private static SubmitResult rerun(Bench bench, ExecutionId ended, String request) {
    return bench.store.queue().rerun(ended, request);
  }

  private static JobRecord job(Bench bench, String id, JobPolicy policy) {
    JobRecord job = bench.job(id, policy).withPayload(PAYLOAD);
    return job.withDefinition(job.name(), job.trigger(), policy, Set.of("old"));
  }

  private static ExecutionRecord dead(Bench bench, String id, JobPolicy policy) {
    ExecutionRecord run = bench.running(bench.a, job(bench, id, policy));
    bench.complete(run.lease(), DEADLY);
    return run;
  }
}
