package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.REPLACE;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.withPolicy;
import static dev.punctual.scheduler.tck.Jobs.withTags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.UpdateResult;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Changing, pausing and resuming jobs. */
interface UpdateContract {

  @Test
  default void R30_update_ofTheCurrentVersion_replacesTheContentAndRecordsWhatItSkips(Bench bench) {
    JobRecord old = bench.put(bench.job("j"));
    MissedRange skipped = skipped(old);
    Instant next = bench.now().plus(LATER);
    JobChange change = new JobChange(old.withFires(bench.now(), next, next), List.of(skipped));

    UpdateResult result = bench.store.jobs().update(change);

    assertThat(result.status()).isEqualTo(UpdateResult.Status.UPDATED);
    assertThat(result.stored()).isEqualTo(bench.get("j"));
    assertThat(bench.get("j").nextFireTime()).isEqualTo(next);
    assertThat(bench.get("j").version()).isGreaterThan(old.version());
    assertThat(bench.missed()).containsExactly(skipped);
  }

  @Test
  default void R31_update_repeated_isStaleAndChangesNothing(Bench bench) {
    JobRecord old = bench.put(bench.job("j"));
    JobChange change = new JobChange(old, List.of(skipped(old)));
    bench.store.jobs().update(change);
    JobRecord stored = bench.get("j");

    assertThat(bench.store.jobs().update(change))
        .isEqualTo(new UpdateResult(UpdateResult.Status.STALE, stored));
    assertThat(bench.missed()).hasSize(1);
  }

  @Test
  default void R32_update_ofAnOldVersion_losesToTheNewerOne(Bench bench) {
    JobRecord seen = bench.put(bench.job("j"));
    JobRecord newer = bench.update(withTags(seen, "newer"));

    UpdateResult late =
        bench.store.jobs().update(new JobChange(withTags(seen, "older"), List.of()));

    assertThat(late).isEqualTo(new UpdateResult(UpdateResult.Status.STALE, newer));
    assertThat(bench.get("j").tags()).containsExactly("newer");
  }

  @Test
  default void R33_update_thatRacesAFire_isStale(Bench bench) {
    JobRecord seen = bench.put(bench.job("j"));
    bench.fireOnce(bench.a);

    assertThat(bench.store.jobs().update(new JobChange(seen, List.of())).status())
        .isEqualTo(UpdateResult.Status.STALE);
  }

  @Test
  default void R34_update_ofAnEarlierGeneration_isStale(Bench bench) {
    JobRecord old = bench.put(bench.job("j"));
    bench.put(bench.job("j"), REPLACE);

    assertThat(bench.store.jobs().update(new JobChange(old, List.of())).status())
        .isEqualTo(UpdateResult.Status.STALE);
  }

  @Test
  default void R35_update_ofAnUnknownId_isNotFound(Bench bench) {
    JobChange change = new JobChange(bench.job("nobody"), List.of());

    assertThat(bench.store.jobs().update(change))
        .isEqualTo(new UpdateResult(UpdateResult.Status.NOT_FOUND, null));
  }

  @Test
  default void R36_update_endsTheClaimOnTheJob(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    bench.update(bench.get("j"));

    assertThat(bench.fire(bench.a, decide(claim, 1, fires(claim, 1))).applied()).isFalse();
    assertThat(bench.claimJobs(bench.b)).hasSize(1);
  }

  @Test
  default void R37_update_toPausedDuringAClaim_winsOverTheFire(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    bench.become("j", JobState.PAUSED);

    assertThat(bench.fire(bench.a, decide(claim, 1, fires(claim, 1)))).isEqualTo(FireResult.STALE);
    assertThat(bench.live()).isEmpty();
    assertThat(bench.get("j").state()).isEqualTo(JobState.PAUSED);
  }

  @Test
  default void R38_update_toPaused_holdsWhatIsScheduledAndLeavesWhatRuns(Bench bench) {
    ExecutionRecord running = bench.running(bench.a, bench.job("j", overlap(2, Overflow.SKIP)));
    bench.submit("j", "waiting");

    bench.become("j", JobState.PAUSED);

    assertThat(bench.liveStates("j")).containsExactlyInAnyOrder(CLAIMED, HELD);
    assertThat(bench.claimDue(bench.a).claimed()).isEmpty();
    assertThat(bench.claimJobs(bench.a)).isEmpty();
    assertThat(bench.succeed(running)).isEqualTo(DONE);
  }

  @Test
  default void R39_update_toPaused_heldWorkIsNoWorkToComeBackFor(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "waiting");

    bench.become("j", JobState.PAUSED);

    assertThat(bench.store.queue().nextDue(bench.a).due()).isNull();
  }

  @Test
  default void R40_update_toPaused_leavesOtherJobsAlone(Bench bench) {
    bench.put(bench.job("j"));
    bench.put(bench.job("other"));
    bench.submit("other", "run");

    bench.become("j", JobState.PAUSED);

    assertThat(bench.liveStates("other")).containsExactly(SCHEDULED);
    assertThat(bench.claimJob(bench.a).job().id()).isEqualTo("other");
  }

  @Test
  default void R41_update_backToActive_schedulesWhatWasHeld(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "waiting");
    bench.become("j", JobState.PAUSED);

    bench.become("j", JobState.ACTIVE);

    assertThat(bench.liveStates("j")).containsExactly(SCHEDULED);
    assertThat(bench.claimDue(bench.a).claimed()).hasSize(1);
  }

  @Test
  default void R42_update_fromPausedToParked_leavesExecutionsHeld(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "waiting");
    bench.become("j", JobState.PAUSED);

    bench.become("j", JobState.PARKED);

    assertThat(bench.liveStates("j")).containsExactly(HELD);
  }

  @Test
  default void R43_update_thatRaisesTheLimit_letsWaitingOnesGo(Bench bench) {
    bench.running(bench.a, bench.job("j", overlap(1, Overflow.QUEUE_ALL)));
    bench.submit("j", "one");
    JobRecord job = bench.get("j");

    bench.update(withPolicy(job, job.policy().withMaxInstances(2)));

    assertThat(bench.liveStates("j")).containsExactlyInAnyOrder(CLAIMED, SCHEDULED);
  }

  @Test
  default void R44_update_thatLowersTheLimit_leavesWhatRunsAndHoldsBackTheNext(Bench bench) {
    bench.put(bench.job("j", overlap(2, Overflow.SKIP)));
    JobClaim claim = bench.claimJob(bench.a);
    List<ExecutionRecord> running =
        bench.fire(bench.a, decide(claim, 2, fires(claim, 2))).claimed();
    JobRecord job = bench.get("j");

    bench.update(withPolicy(job, job.policy().withMaxInstances(1)));

    assertThat(bench.submit("j", "one").status()).isEqualTo(SubmitResult.Status.SKIPPED);
    bench.succeed(running.get(0));
    assertThat(bench.submit("j", "two").status()).isEqualTo(SubmitResult.Status.SKIPPED);
    bench.succeed(running.get(1));
    assertThat(bench.submit("j", "three").status()).isEqualTo(SubmitResult.Status.SUBMITTED);
  }

  @Test
  default void R45_update_ofQueueAndPriority_movesTheJob(Bench bench) {
    JobRecord job = bench.put(bench.job("j"));

    bench.update(withPolicy(job, job.policy().withQueue("other").withPriority(9)));

    assertThat(bench.claimJobs(bench.a)).isEmpty();
    assertThat(bench.claimJobs(bench.a, List.of(new QueueRoom("other", 1))).claims()).hasSize(1);
  }

  private static MissedRange skipped(JobRecord job) {
    Instant fire = Objects.requireNonNull(job.nextFireTime());
    return new MissedRange(job.id(), job.generation(), fire, fire, 1, Reason.PAUSED);
  }
}
