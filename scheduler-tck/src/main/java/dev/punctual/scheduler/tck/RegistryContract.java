package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.FAIL;
import static dev.punctual.scheduler.store.ConflictPolicy.KEEP;
import static dev.punctual.scheduler.store.ConflictPolicy.REPLACE;
import static dev.punctual.scheduler.store.ConflictPolicy.UPDATE_DEFINITION;
import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.ROOM;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.withPayload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Adding jobs. */
interface RegistryContract {

  @Test
  default void R1_put_ofAFreeId_isCreatedWithTheStoresTimeAndAVersion(Bench bench) {
    JobRecord given = everything(bench);

    PutResult result = bench.put(given, FAIL);

    assertThat(result.status()).isEqualTo(PutResult.Status.CREATED);
    bench.assertJustNow(result.stored().created());
    assertThat(result.stored().version()).isPositive();
    assertThat(bench.get("j")).isEqualTo(result.stored());
    assertThat(result.stored())
        .usingRecursiveComparison()
        .ignoringFields("created", "version", "trigger")
        .isEqualTo(given);
    assertThat(result.stored().trigger().text()).isEqualTo(given.trigger().text());
  }

  @Test
  default void R2_put_repeated_isCreatedAndChangesNothing(Bench bench) {
    JobRecord given = bench.job("j");
    JobRecord stored = bench.put(given);

    for (var policy : List.of(FAIL, KEEP, UPDATE_DEFINITION)) {
      assertThat(bench.put(given, policy))
          .isEqualTo(new PutResult(PutResult.Status.CREATED, stored));
    }
    assertThat(bench.get("j")).isEqualTo(stored);
  }

  @Test
  default void R3_put_repeatedAfterTheJobWentOn_doesNotTurnItBack(Bench bench) {
    JobRecord given = bench.job("j");
    bench.running(bench.a, given);
    JobRecord advanced = bench.get("j");

    for (var policy : ConflictPolicy.values()) {
      assertThat(bench.put(given, policy).stored()).isEqualTo(advanced);
    }
    assertThat(bench.live()).hasSize(1);
  }

  @Test
  default void R4_put_ofATakenId_whenFail_isAConflict(Bench bench) {
    JobRecord old = bench.put(bench.job("j"));

    assertThat(bench.put(bench.job("j"), FAIL))
        .isEqualTo(new PutResult(PutResult.Status.CONFLICT, old));
    assertThat(bench.get("j")).isEqualTo(old);
  }

  @Test
  default void R5_put_ofATakenId_whenKeep_keepsTheOldOne(Bench bench) {
    JobRecord old = bench.put(bench.job("j"));

    assertThat(bench.put(bench.job("j"), KEEP))
        .isEqualTo(new PutResult(PutResult.Status.KEPT, old));
    assertThat(bench.get("j")).isEqualTo(old);
  }

  @Test
  default void R6_put_ofATakenId_whenReplace_isAsIfTheOldOneHadBeenRemoved(Bench bench) {
    ExecutionRecord running = bench.running(bench.a, bench.job("j", overlap(2, Overflow.SKIP)));
    bench.submit("j", "waiting");
    JobRecord given = bench.job("j");

    PutResult result = bench.put(given, REPLACE);

    assertThat(result.status()).isEqualTo(PutResult.Status.REPLACED);
    assertThat(bench.get("j").generation()).isEqualTo(given.generation());
    assertThat(bench.get("j").lastFireTime()).isNull();
    assertThat(bench.live()).extracting(ExecutionRecord::id).containsExactly(running.id());
    assertThat(bench.endedStates()).containsExactly(CANCELLED);
    assertThat(bench.claimJobs(bench.a)).extracting(claim -> claim.job().id()).containsExactly("j");
  }

  @Test
  default void R7_put_replacing_ofAFreeId_creates(Bench bench) {
    assertThat(bench.put(bench.job("j"), REPLACE).status()).isEqualTo(PutResult.Status.CREATED);
  }

  @Test
  default void R8_put_replacing_repeated_changesNothing(Bench bench) {
    bench.put(bench.job("j"));
    JobRecord given = bench.job("j");
    PutResult first = bench.put(given, REPLACE);

    assertThat(bench.put(given, REPLACE)).isEqualTo(first);
    assertThat(bench.get("j")).isEqualTo(first.stored());
  }

  @Test
  default void R9_put_ofADefinitionWithTheSameTrigger_keepsIdentityAndPlace(Bench bench) {
    JobRecord old = bench.put(bench.job("j"));
    Instant elsewhere = bench.now().plus(LATER);
    JobRecord given =
        bench.job("j", JobPolicy.DEFAULT.withMaxInstances(7)).withFires(null, elsewhere, elsewhere);

    PutResult result = bench.put(given, UPDATE_DEFINITION);

    assertThat(result.status()).isEqualTo(PutResult.Status.UPDATED);
    assertThat(result.stored()).isEqualTo(bench.get("j"));
    assertThat(result.stored().generation()).isEqualTo(old.generation());
    assertThat(result.stored().created()).isEqualTo(old.created());
    assertThat(result.stored().nextFireTime()).isEqualTo(old.nextFireTime());
    assertThat(result.stored().policy().maxInstances()).isEqualTo(7);
    assertThat(result.stored().version()).isGreaterThan(old.version());
  }

  @Test
  default void R10_put_ofADefinitionWithAnotherTrigger_takesItsPlaceToo(Bench bench) {
    bench.put(bench.job("j"));
    Instant next = bench.now().plus(LATER);
    JobRecord given =
        bench
            .job("j")
            .withDefinition("new", Jobs.OTHER_TRIGGER, JobPolicy.DEFAULT, Set.of("red"))
            .withFires(null, next, next);

    JobRecord stored = bench.put(given, UPDATE_DEFINITION).stored();

    assertThat(stored.nextFireTime()).isEqualTo(next);
    assertThat(stored.trigger().text()).isEqualTo(Jobs.OTHER_TRIGGER.text());
    assertThat(stored.tags()).containsExactly("red");
    assertThat(stored.name()).isEqualTo("new");
    assertThat(bench.claimJobs(bench.a)).isEmpty();
  }

  @Test
  default void R11_put_ofADefinition_ofAPausedJob_leavesItPaused(Bench bench) {
    bench.put(bench.job("j"));
    bench.become("j", JobState.PAUSED);

    JobRecord stored = bench.put(bench.job("j"), UPDATE_DEFINITION).stored();

    assertThat(stored.state()).isEqualTo(JobState.PAUSED);
    assertThat(bench.claimJobs(bench.a)).isEmpty();
  }

  @Test
  default void R12_put_ofADefinition_leavesExecutionsAlone(Bench bench) {
    ExecutionRecord running = bench.running(bench.a, bench.job("j"));

    bench.put(bench.job("j"), UPDATE_DEFINITION);

    assertThat(bench.live()).containsExactly(running);
    assertThat(bench.succeed(running)).isEqualTo(DONE);
  }

  @Test
  default void R13_put_ofADefinition_endsTheClaimOnTheJob(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);

    bench.put(bench.job("j"), UPDATE_DEFINITION);

    assertThat(bench.fire(bench.a, decide(claim, 1, fires(claim, 1))).applied()).isFalse();
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void R14_put_ofADefinition_ofAFreeId_creates(Bench bench) {
    assertThat(bench.put(bench.job("j"), UPDATE_DEFINITION).status())
        .isEqualTo(PutResult.Status.CREATED);
  }

  @Test
  default void R15_put_ofABatch_judgesEachInTurn(Bench bench) {
    JobRecord first = bench.job("twice");
    JobRecord other = bench.job("once");

    List<PutResult> results =
        bench.store.jobs().put(List.of(first, bench.job("twice"), other), FAIL);

    assertThat(results)
        .extracting(PutResult::status)
        .containsExactly(
            PutResult.Status.CREATED, PutResult.Status.CONFLICT, PutResult.Status.CREATED);
    assertThat(bench.get("twice").generation()).isEqualTo(first.generation());
  }

  @Test
  default void R16_put_ofNothing_answersNothing(Bench bench) {
    for (var policy : ConflictPolicy.values()) {
      assertThat(bench.store.jobs().put(List.of(), policy)).isEmpty();
    }
  }

  @Test
  default void R17_put_whilePaused_isNotDue(Bench bench) {
    bench.put(bench.job("j").withState(JobState.PAUSED, "asleep"));

    assertThat(bench.get("j").problem()).isEqualTo("asleep");
    assertThat(bench.claimJobs(bench.a)).isEmpty();
    bench.become("j", JobState.ACTIVE);
    assertThat(bench.claimJobs(bench.a)).hasSize(1);
  }

  @Test
  default void R18_put_withoutANextFire_isKeptAndNeverDue(Bench bench) {
    bench.put(bench.job("j").withFires(null, null, null));

    assertThat(bench.get("j").nextFireTime()).isNull();
    assertThat(bench.claimJobs(bench.a, ROOM).claims()).isEmpty();
    assertThat(bench.store.queue().nextDue(bench.a).due()).isNull();
    assertThat(bench.submit("j", "run").status()).isEqualTo(SubmitResult.Status.SUBMITTED);
  }

  @Test
  default void R19_put_ofALivePayload_keepsTheObjectItself(Bench bench) {
    bench.needs(StoreCapability.LIVE_OBJECTS);
    Object letter = new Object();

    bench.put(withPayload(bench.job("j"), new Payload.Live(letter)));

    assertThat(bench.get("j").payload()).isEqualTo(new Payload.Live(letter));
  }

  /** A job of which no part has its default. */
  private static JobRecord everything(Bench bench) {
    Instant fire = bench.now().plusMillis(123);
    JobPolicy policy =
        new JobPolicy(
            "fast",
            9,
            Coalesce.ALL,
            Duration.ofMillis(1_001),
            3,
            Overflow.QUEUE_ONE,
            17,
            new RunPolicy(
                new RetryPolicy(
                    7,
                    Duration.ofMillis(1_003),
                    Duration.ofDays(2),
                    Set.of("java.io.IOException", "a.b.C$D"),
                    Set.of("java.lang.Error")),
                Duration.ofMillis(180_007),
                Guarantee.AT_MOST_ONCE,
                List.of(Jobs.then("日本 – next"), Jobs.otherwise("x".repeat(200)), Jobs.then("j"))));
    return new JobRecord(
        "j",
        Long.MIN_VALUE + 5,
        "A name with blanks – and a dash",
        "some.Task-1",
        Bench.payload("{\"to\": \"日本\"}"),
        Jobs.OTHER_TRIGGER,
        policy,
        Set.of("red", "green tea"),
        JobState.PAUSED,
        fire,
        fire.plusMillis(7),
        fire.minusMillis(9),
        0,
        Instant.EPOCH,
        "a problem");
  }
}
