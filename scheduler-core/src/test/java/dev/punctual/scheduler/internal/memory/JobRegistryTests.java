package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.store.ConflictPolicy.FAIL;
import static dev.punctual.scheduler.store.ConflictPolicy.KEEP;
import static dev.punctual.scheduler.store.ConflictPolicy.REPLACE;
import static dev.punctual.scheduler.store.ConflictPolicy.UPDATE_DEFINITION;
import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.UpdateResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a store promises about adding, changing and removing jobs. */
class JobRegistryTests {

  private final StoreFixture f = new StoreFixture();

  @Test
  void put_ofAFreeId_isCreatedWithTheStoresTimeAndAVersion() {
    JobRecord given = f.job("j");

    PutResult result = f.store.jobs().put(List.of(given), FAIL).get(0);

    assertThat(result.status()).isEqualTo(PutResult.Status.CREATED);
    assertThat(result.stored().created()).isEqualTo(f.now());
    assertThat(result.stored().version()).isPositive();
    assertThat(f.get("j")).isEqualTo(result.stored());
    assertThat(f.get("j"))
        .usingRecursiveComparison()
        .ignoringFields("created", "version")
        .isEqualTo(given);
  }

  @Test
  void put_repeated_isCreatedAndChangesNothing() {
    JobRecord given = f.job("j");
    JobRecord stored = f.put(given);

    for (var policy : List.of(FAIL, KEEP, UPDATE_DEFINITION)) {
      PutResult again = f.store.jobs().put(List.of(given), policy).get(0);
      assertThat(again).isEqualTo(new PutResult(PutResult.Status.CREATED, stored));
    }
  }

  @Test
  void put_ofATakenId_whenFail_isAConflict() {
    JobRecord old = f.put(f.job("j"));

    PutResult result = f.store.jobs().put(List.of(f.job("j")), FAIL).get(0);

    assertThat(result).isEqualTo(new PutResult(PutResult.Status.CONFLICT, old));
    assertThat(f.get("j")).isEqualTo(old);
  }

  @Test
  void put_ofATakenId_whenKeep_keepsTheOldOne() {
    JobRecord old = f.put(f.job("j"));

    PutResult result = f.store.jobs().put(List.of(f.job("j")), KEEP).get(0);

    assertThat(result).isEqualTo(new PutResult(PutResult.Status.KEPT, old));
    assertThat(f.get("j")).isEqualTo(old);
  }

  @Test
  void put_ofATakenId_whenReplace_isAsIfTheOldOneHadBeenRemoved() {
    ExecutionRecord running = f.running(f.a, f.job("j", StoreFixture.overlap(2, Overflow.SKIP)));
    f.store.queue().submit("j", "waiting");
    JobRecord given = f.job("j", JobPolicy.DEFAULT);

    PutResult result = f.store.jobs().put(List.of(given), REPLACE).get(0);

    assertThat(result.status()).isEqualTo(PutResult.Status.REPLACED);
    assertThat(f.get("j").generation()).isEqualTo(given.generation());
    assertThat(f.live()).extracting(ExecutionRecord::id).containsExactly(running.id());
    assertThat(f.endedStates()).containsExactly(CANCELLED);
    assertThat(f.claimJobs(f.a)).extracting(claim -> claim.job().id()).containsExactly("j");
  }

  @Test
  void put_replacing_repeated_changesNothing() {
    f.put(f.job("j"));
    JobRecord given = f.job("j");
    PutResult first = f.store.jobs().put(List.of(given), REPLACE).get(0);

    assertThat(f.store.jobs().put(List.of(given), REPLACE)).containsExactly(first);
    assertThat(f.get("j")).isEqualTo(first.stored());
  }

  @Test
  void put_ofADefinitionWithTheSameTrigger_keepsIdentityAndPlace() {
    JobRecord old = f.put(f.job("j"));
    f.pass(Duration.ofSeconds(5));
    JobRecord given = f.job("j", JobPolicy.DEFAULT.withMaxInstances(7));
    given = given.withFires(null, f.now().plusSeconds(99), f.now().plusSeconds(99));

    PutResult result = f.store.jobs().put(List.of(given), UPDATE_DEFINITION).get(0);

    assertThat(result.status()).isEqualTo(PutResult.Status.UPDATED);
    assertThat(result.stored()).isEqualTo(f.get("j"));
    assertThat(result.stored().generation()).isEqualTo(old.generation());
    assertThat(result.stored().created()).isEqualTo(old.created());
    assertThat(result.stored().nextFireTime()).isEqualTo(old.nextFireTime());
    assertThat(result.stored().policy().maxInstances()).isEqualTo(7);
    assertThat(result.stored().version()).isGreaterThan(old.version());
  }

  @Test
  void put_ofADefinitionWithAnotherTrigger_takesItsPlaceToo() {
    f.put(f.job("j"));
    Instant next = f.now().plusSeconds(99);
    JobRecord given =
        f.job("j")
            .withDefinition("new", new NamedTrigger("daily"), JobPolicy.DEFAULT, Set.of("red"))
            .withFires(null, next, next);

    JobRecord stored = f.store.jobs().put(List.of(given), UPDATE_DEFINITION).get(0).stored();

    assertThat(stored.nextFireTime()).isEqualTo(next);
    assertThat(stored.trigger()).isEqualTo(new NamedTrigger("daily"));
    assertThat(stored.tags()).containsExactly("red");
    assertThat(stored.name()).isEqualTo("new");
    assertThat(f.claimJobs(f.a)).isEmpty();
  }

  @Test
  void put_ofADefinition_ofAPausedJob_leavesItPaused() {
    f.put(f.job("j"));
    f.become("j", JobState.PAUSED);

    JobRecord stored = f.store.jobs().put(List.of(f.job("j")), UPDATE_DEFINITION).get(0).stored();

    assertThat(stored.state()).isEqualTo(JobState.PAUSED);
    assertThat(f.claimJobs(f.a)).isEmpty();
  }

  @Test
  void put_ofADefinition_ofAFreeId_creates() {
    assertThat(f.store.jobs().put(List.of(f.job("j")), UPDATE_DEFINITION).get(0).status())
        .isEqualTo(PutResult.Status.CREATED);
  }

  @Test
  void put_ofABatch_judgesEachInTurn() {
    JobRecord first = f.job("twice");
    JobRecord other = f.job("once");

    List<PutResult> results = f.store.jobs().put(List.of(first, f.job("twice"), other), FAIL);

    assertThat(results)
        .extracting(PutResult::status)
        .containsExactly(
            PutResult.Status.CREATED, PutResult.Status.CONFLICT, PutResult.Status.CREATED);
    assertThat(f.get("twice").generation()).isEqualTo(first.generation());
  }

  @Test
  void put_ofTooManyJobs_isRefused() {
    List<JobRecord> jobs = Collections.nCopies(1_001, f.job("j"));

    assertThatIllegalArgumentException().isThrownBy(() -> f.store.jobs().put(jobs, KEEP));
    assertThat(f.store.jobs().get("j")).isEmpty();
  }

  @Test
  void put_whilePaused_isNotDue() {
    f.put(f.job("j").withState(JobState.PAUSED, null));

    assertThat(f.claimJobs(f.a)).isEmpty();
    f.become("j", JobState.ACTIVE);
    assertThat(f.claimJobs(f.a)).hasSize(1);
  }

  @Test
  void get_ofAnUnknownId_isEmpty() {
    assertThat(f.store.jobs().get("nobody")).isEmpty();
  }

  @Test
  void update_ofTheCurrentVersion_replacesTheContentAndRecordsWhatItSkips() {
    JobRecord old = f.put(f.job("j"));
    MissedRange skipped =
        new MissedRange("j", old.generation(), f.now(), f.now(), 1, MissedRange.Reason.PAUSED);
    Instant next = f.now().plusSeconds(5);
    JobChange change = new JobChange(old.withFires(f.now(), next, next), List.of(skipped));

    UpdateResult result = f.store.jobs().update(change);

    assertThat(result.status()).isEqualTo(UpdateResult.Status.UPDATED);
    assertThat(result.stored()).isEqualTo(f.get("j"));
    assertThat(f.get("j").nextFireTime()).isEqualTo(next);
    assertThat(f.get("j").version()).isGreaterThan(old.version());
    assertThat(f.missed()).containsExactly(skipped);
  }

  @Test
  void update_repeated_isStaleAndChangesNothing() {
    JobRecord old = f.put(f.job("j"));
    MissedRange skipped =
        new MissedRange("j", old.generation(), f.now(), f.now(), 1, MissedRange.Reason.PAUSED);
    JobChange change = new JobChange(old, List.of(skipped));
    f.store.jobs().update(change);
    JobRecord stored = f.get("j");

    assertThat(f.store.jobs().update(change))
        .isEqualTo(new UpdateResult(UpdateResult.Status.STALE, stored));
    assertThat(f.missed()).hasSize(1);
  }

  @Test
  void update_ofAnEarlierGeneration_isStale() {
    JobRecord old = f.put(f.job("j"));
    f.store.jobs().put(List.of(f.job("j")), REPLACE);

    assertThat(f.store.jobs().update(new JobChange(old, List.of())).status())
        .isEqualTo(UpdateResult.Status.STALE);
  }

  @Test
  void update_ofAnUnknownId_isNotFound() {
    JobChange change = new JobChange(f.job("nobody"), List.of());

    assertThat(f.store.jobs().update(change))
        .isEqualTo(new UpdateResult(UpdateResult.Status.NOT_FOUND, null));
  }

  @Test
  void update_endsTheClaimOnTheJob() {
    f.put(f.job("j"));
    JobClaim claim = f.claimJob(f.a);
    f.store.jobs().update(new JobChange(f.get("j"), List.of()));

    assertThat(f.fire(f.a, StoreFixture.decide(claim, 1, f.now())).applied()).isFalse();
    assertThat(f.claimJobs(f.b)).hasSize(1);
  }

  @Test
  void update_toPaused_holdsWhatIsScheduledAndLeavesWhatRuns() {
    ExecutionRecord running = f.running(f.a, f.job("j", StoreFixture.overlap(2, Overflow.SKIP)));
    f.store.queue().submit("j", "waiting");

    f.become("j", JobState.PAUSED);

    assertThat(f.liveStates("j")).containsExactlyInAnyOrder(CLAIMED, HELD);
    assertThat(f.claimDue(f.a).claimed()).isEmpty();
    assertThat(f.claimJobs(f.a)).isEmpty();
    assertThat(f.succeed(running)).isEqualTo(CompleteStatus.DONE);
  }

  @Test
  void update_backToActive_schedulesWhatWasHeld() {
    f.put(f.job("j"));
    f.store.queue().submit("j", "waiting");
    f.become("j", JobState.PAUSED);

    f.become("j", JobState.ACTIVE);

    assertThat(f.liveStates("j")).containsExactly(SCHEDULED);
    assertThat(f.claimDue(f.a).claimed()).hasSize(1);
  }

  @Test
  void update_fromPausedToParked_leavesExecutionsHeld() {
    f.put(f.job("j"));
    f.store.queue().submit("j", "waiting");
    f.become("j", JobState.PAUSED);

    f.become("j", JobState.PARKED);

    assertThat(f.liveStates("j")).containsExactly(HELD);
  }

  @Test
  void update_thatRaisesTheLimit_letsWaitingOnesGo() {
    f.running(f.a, f.job("j", StoreFixture.overlap(1, Overflow.QUEUE_ALL)));
    f.store.queue().submit("j", "one");
    JobRecord job = f.get("j");
    JobRecord wider =
        job.withDefinition(job.name(), job.trigger(), job.policy().withMaxInstances(2), job.tags());

    f.store.jobs().update(new JobChange(wider, List.of()));

    assertThat(f.liveStates("j")).containsExactlyInAnyOrder(CLAIMED, SCHEDULED);
  }

  @Test
  void remove_answersPerId() {
    f.put(f.job("j"));

    assertThat(f.store.jobs().remove(List.of("nobody", "j", "j")))
        .containsExactly(false, true, false);
    assertThat(f.store.jobs().get("j")).isEmpty();
    assertThat(f.claimJobs(f.a)).isEmpty();
  }

  @Test
  void remove_cancelsWaitingExecutions() {
    JobPolicy policy = StoreFixture.overlap(2, Overflow.QUEUE_ALL);
    ExecutionRecord running = f.running(f.a, f.job("j", policy));
    f.store.queue().submit("j", "scheduled");
    f.store.queue().submit("j", "blocked");

    f.store.jobs().remove(List.of("j"));

    assertThat(f.live()).extracting(ExecutionRecord::id).containsExactly(running.id());
    assertThat(f.endedStates()).containsExactly(CANCELLED, CANCELLED);
    assertThat(f.claimDue(f.b).claimed()).isEmpty();
  }

  @Test
  void remove_cancelsHeldExecutions() {
    f.put(f.job("j"));
    f.store.queue().submit("j", "one");
    f.become("j", JobState.PAUSED);

    f.store.jobs().remove(List.of("j"));

    assertThat(f.live()).isEmpty();
    assertThat(f.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  void remove_letsClaimedExecutionsEnd() {
    ExecutionRecord running = f.running(f.a, f.job("j"));

    f.store.jobs().remove(List.of("j"));

    assertThat(f.live(running.id()).cancelRequested()).isFalse();
    assertThat(f.succeed(running)).isEqualTo(CompleteStatus.DONE);
    assertThat(f.ended().get(0).state().name()).isEqualTo("SUCCEEDED");
  }

  @Test
  void remove_ofARunningJob_leavesNothingToRetry() {
    ExecutionRecord running = f.running(f.a, f.job("j"));
    f.store.jobs().remove(List.of("j"));

    f.complete(running.lease(), new Outcome.Failed("boom", Duration.ofSeconds(1)));

    assertThat(f.live()).isEmpty();
    assertThat(f.ended().get(0).error()).isEqualTo("boom");
  }

  @Test
  void remove_endsTheClaimOnTheJob() {
    f.put(f.job("j"));
    JobClaim claim = f.claimJob(f.a);
    f.store.jobs().remove(List.of("j"));
    f.put(f.job("j"));

    assertThat(f.fire(f.a, StoreFixture.decide(claim, 1, f.now())).applied()).isFalse();
    assertThat(f.live()).isEmpty();
  }
}
