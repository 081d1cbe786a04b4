package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.store.ExecutionState.BLOCKED;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.LOST;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.ExecutionState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.SubmitResult.Status;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a store promises about running a failed execution again. */
class RerunRequestTests {

  private static final Payload PAYLOAD = new Payload.Encoded("json", 1, new byte[] {'7'});
  private static final Outcome DEADLY = new Outcome.Failed("boom", null);

  private final StoreFixture f = new StoreFixture();

  @Test
  void rerun_ofADeadExecution_isAFreshRunOfItsJob() {
    ExecutionRecord dead = dead("j", JobPolicy.DEFAULT.withPriority(8));

    SubmitResult result = f.store.queue().rerun(dead.id(), "again");

    assertThat(result.status()).isEqualTo(Status.SUBMITTED);
    assertThat(result.id()).isEqualTo(ExecutionId.ofRequest("j", dead.id().generation(), "again"));
    ExecutionRecord run = f.live(result.id());
    assertThat(run.state()).isEqualTo(SCHEDULED);
    assertThat(run.task()).isEqualTo(dead.task());
    assertThat(run.payload()).isEqualTo(PAYLOAD);
    assertThat(run.policy()).isEqualTo(dead.policy());
    assertThat(run.attempt()).isEqualTo(1);
    assertThat(run.lost()).isZero();
    assertThat(run.dueTime()).isEqualTo(f.now());
    f.succeed(f.claimDue(f.b).claimed().get(0));
    assertThat(f.ended().get(0).state()).isEqualTo(SUCCEEDED);
  }

  @Test
  void rerun_takesThePayloadAndPolicyOfThenAndTheLimitOfNow() {
    ExecutionRecord dead = dead("j", JobPolicy.DEFAULT);
    JobRecord changed =
        f.get("j").withDefinition("j", f.get("j").trigger(), JobPolicy.DEFAULT, Set.of());
    changed =
        changed.withRun(
            "other",
            Payload.none(),
            JobPolicy.DEFAULT.withMaxInstances(3).withOverflow(Overflow.SKIP));
    f.store.jobs().update(new JobChange(changed, List.of()));

    f.store.queue().rerun(dead.id(), "one");
    f.store.queue().rerun(dead.id(), "two");

    assertThat(f.live())
        .hasSize(2)
        .allSatisfy(
            run -> {
              assertThat(run.task()).isEqualTo(StoreFixture.TASK);
              assertThat(run.payload()).isEqualTo(PAYLOAD);
              assertThat(run.policy()).isEqualTo(JobPolicy.DEFAULT);
            });
  }

  @Test
  void rerun_repeated_changesNothing() {
    ExecutionRecord dead = dead("j", JobPolicy.DEFAULT);
    SubmitResult first = f.store.queue().rerun(dead.id(), "again");

    assertThat(f.store.queue().rerun(dead.id(), "again")).isEqualTo(first);
    assertThat(f.live()).hasSize(1);
    f.succeed(f.claimDue(f.a).claimed().get(0));
    assertThat(f.store.queue().rerun(dead.id(), "again")).isEqualTo(first);
    assertThat(f.live()).isEmpty();
  }

  @Test
  void rerun_ofALostExecution_runsIt() {
    JobPolicy once =
        JobPolicy.DEFAULT.withRun(RunPolicy.DEFAULT.withGuarantee(Guarantee.AT_MOST_ONCE));
    ExecutionRecord run = f.running(f.a, job("j", once));
    f.store.leases().start(f.a.owner(), List.of(run.lease()));
    f.pass(StoreFixture.LEASE.plusMillis(1));
    f.store.leases().reap(10, 3);
    assertThat(f.endedStates()).containsExactly(LOST);

    assertThat(f.store.queue().rerun(run.id(), "again").status()).isEqualTo(Status.SUBMITTED);
    assertThat(f.liveStates("j")).containsExactly(SCHEDULED);
  }

  @Test
  void rerun_afterItsOneShotJobIsGone_worksWithoutIt() {
    f.put(job("j", JobPolicy.DEFAULT));
    JobClaim claim = f.claimJob(f.a);
    ExecutionRecord run =
        f.fire(f.a, StoreFixture.decideUntil(claim, 1, null, f.now())).claimed().get(0);
    f.complete(run.lease(), DEADLY);
    assertThat(f.store.jobs().get("j")).isEmpty();

    SubmitResult result = f.store.queue().rerun(run.id(), "again");

    assertThat(result.status()).isEqualTo(Status.SUBMITTED);
    ExecutionRecord again = f.claimDue(f.b).claimed().get(0);
    assertThat(again.id()).isEqualTo(result.id());
    assertThat(again.payload()).isEqualTo(PAYLOAD);
    f.complete(again.lease(), new Outcome.Failed("later", Duration.ofSeconds(1)));
    f.pass(Duration.ofSeconds(1));
    f.complete(f.claimDue(f.b).claimed().get(0).lease(), DEADLY);
    assertThat(f.store.queue().rerun(result.id(), "third").status()).isEqualTo(Status.SUBMITTED);
  }

  @Test
  void rerun_ofAnEarlierJobOfThatId_doesNotConcernTheNewOne() {
    ExecutionRecord dead = dead("j", JobPolicy.DEFAULT);
    f.store.jobs().remove(List.of("j"));
    f.put(job("j", JobPolicy.DEFAULT));
    f.store.queue().submit("j", "of-the-new-one");
    f.become("j", JobState.PAUSED);

    SubmitResult result = f.store.queue().rerun(dead.id(), "again");

    assertThat(result.status()).isEqualTo(Status.SUBMITTED);
    assertThat(result.id().generation()).isEqualTo(dead.id().generation());
    assertThat(f.live(result.id()).state()).isEqualTo(SCHEDULED);
  }

  @Test
  void rerun_obeysTheOverlapLimit() {
    ExecutionRecord dead = dead("j", JobPolicy.DEFAULT);
    f.store.queue().submit("j", "running");

    SubmitResult result = f.store.queue().rerun(dead.id(), "again");

    assertThat(result.status()).isEqualTo(Status.SKIPPED);
    assertThat(f.store.queue().rerun(dead.id(), "again")).isEqualTo(result);
    assertThat(f.store.history().find(result.id())).isPresent();
  }

  @Test
  void rerun_beyondTheOverlapLimit_waitsIfTheJobLetsIt() {
    ExecutionRecord dead = dead("j", StoreFixture.overlap(1, Overflow.QUEUE_ONE));
    f.store.queue().submit("j", "running");

    SubmitResult result = f.store.queue().rerun(dead.id(), "again");

    assertThat(result.status()).isEqualTo(Status.WAITING);
    assertThat(f.live(result.id()).state()).isEqualTo(BLOCKED);
  }

  @Test
  void rerun_ofAPausedJob_isHeld() {
    ExecutionRecord dead = dead("j", JobPolicy.DEFAULT);
    f.become("j", JobState.PAUSED);

    SubmitResult result = f.store.queue().rerun(dead.id(), "again");

    assertThat(result.status()).isEqualTo(Status.WAITING);
    assertThat(f.live(result.id()).state()).isEqualTo(HELD);
  }

  @Test
  void rerun_isFollowedLikeTheFirstRun() {
    f.put(job("b", JobPolicy.DEFAULT.withOverflow(Overflow.QUEUE_ALL)));
    FollowUp next = new FollowUp(FollowUp.When.SUCCESS, "b");
    f.claimJobs(f.a); // keeps b from being the job that fires
    ExecutionRecord dead =
        dead("j", JobPolicy.DEFAULT.withRun(RunPolicy.DEFAULT.withFollowUps(List.of(next))));
    assertThat(f.liveStates("b")).isEmpty();

    f.store.queue().rerun(dead.id(), "again");
    f.succeed(f.claimDue(f.a).claimed().get(0));

    assertThat(f.liveStates("b")).containsExactly(SCHEDULED);
  }

  @Test
  void rerun_ofWhatDidNotFailOrIsNotKnown_isNotFound() {
    ExecutionRecord run = f.running(f.a, job("j", JobPolicy.DEFAULT));
    assertThat(f.store.queue().rerun(run.id(), "live").status()).isEqualTo(Status.NOT_FOUND);
    f.succeed(run);

    assertThat(f.store.queue().rerun(run.id(), "again"))
        .isEqualTo(new SubmitResult(Status.NOT_FOUND, null));
    ExecutionId never = ExecutionId.ofRequest("j", 1, "never");
    assertThat(f.store.queue().rerun(never, "again").status()).isEqualTo(Status.NOT_FOUND);
    assertThat(f.ended()).extracting(EndedExecution::state).containsExactly(SUCCEEDED);
    assertThat(f.live()).isEmpty();
  }

  private JobRecord job(String id, JobPolicy policy) {
    return f.job(id, policy).withRun(StoreFixture.TASK, PAYLOAD, policy);
  }

  private ExecutionRecord dead(String id, JobPolicy policy) {
    ExecutionRecord run = f.running(f.a, job(id, policy));
    f.complete(run.lease(), DEADLY);
    return run;
  }
}
