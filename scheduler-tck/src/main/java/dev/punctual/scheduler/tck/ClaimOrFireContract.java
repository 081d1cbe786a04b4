package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.FAIL;
import static dev.punctual.scheduler.tck.Bench.HOLD;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Bench.ROOM;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.decideUntil;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.TaskLimit;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Claiming due jobs and firing those that leave nothing to decide, in one step. */
interface ClaimOrFireContract {

  @Test
  default void W1_claimOrFire_ofAJobThatRunsOnce_leavesItsExecutionOnly(Bench bench) {
    JobRecord job = bench.put(once(bench, "j", JobPolicy.DEFAULT));

    JobClaims claims = take(bench, bench.a, ROOM);
    bench.assertJustNow(claims.storeNow());
    assertThat(claims.nextDue()).isNull();
    ExecutionRecord run = finish(bench, bench.a, claims).get(0);

    Instant fire = Objects.requireNonNull(job.nextFireTime());
    assertThat(run.id()).isEqualTo(ExecutionId.ofFire("j", job.generation(), fire));
    assertThat(run.state()).isEqualTo(ExecutionState.CLAIMED);
    assertThat(run.owner()).isEqualTo(bench.a.owner());
    assertThat(run.task()).isEqualTo(TASK);
    assertThat(run.payload()).isEqualTo(job.payload());
    assertThat(run.policy()).isEqualTo(job.policy());
    assertThat(run.fireTime()).isEqualTo(fire);
    assertThat(run.dueTime()).isEqualTo(job.dueTime());
    assertThat(run.attempt()).isEqualTo(1);
    bench.assertJustNow(Objects.requireNonNull(run.leaseUntil()).minus(LEASE));
    assertThat(bench.live()).containsExactly(run);
    assertThat(bench.store.jobs().get("j")).isEmpty();
    assertThat(take(bench, bench.b, ROOM).fired()).isEmpty();
    assertThat(bench.store.leases().claimsOf(bench.a.owner())).containsExactly(run.lease());
    assertThat(bench.succeed(run)).isEqualTo(CompleteStatus.DONE);
    assertThat(bench.endedStates()).containsExactly(ExecutionState.SUCCEEDED);
  }

  @Test
  default void W2_claimOrFire_repeated_answersTheSame(Bench bench) {
    bench.put(once(bench, "j", JobPolicy.DEFAULT));
    bench.put(bench.job("again"));
    JobClaims first = takeAs(bench, "req", bench.a, ROOM, Duration.ZERO);
    bench.put(once(bench, "k", JobPolicy.DEFAULT));

    assertThat(takeAs(bench, "req", bench.a, ROOM, Duration.ZERO)).isEqualTo(first);
    assertThat(finish(bench, bench.a, first)).hasSize(2);
    assertThat(finish(bench, bench.a, take(bench, bench.a, ROOM)))
        .extracting(run -> run.id().jobId())
        .containsExactly("k");
  }

  @Test
  default void W3_claimOrFire_ofAJobWithALiveRun_leavesTheDecision(Bench bench) {
    bench.put(once(bench, "j", JobPolicy.DEFAULT));
    bench.submit("j", "run");
    assertThat(bench.claimOne(bench.b).id().isManual()).isTrue();

    JobClaims claims = take(bench, bench.a, ROOM);

    assertThat(claims.fired()).isEmpty();
    assertThat(finish(bench, bench.a, claims)).isEmpty();
    assertThat(bench.store.jobs().get("j")).isEmpty();
    assertThat(bench.live()).hasSize(1);
  }

  @Test
  default void W4_claimOrFire_ofAJobWithAGraceTime_leavesTheDecision(Bench bench) {
    bench.put(once(bench, "j", JobPolicy.DEFAULT.withMisfireGraceTime(Duration.ofMillis(1))));

    JobClaims claims = take(bench, bench.a, ROOM);

    assertThat(claims.fired()).isEmpty();
    assertThat(claims.claims()).extracting(claim -> claim.job().id()).containsExactly("j");
  }

  @Test
  default void W5_claimOrFire_ofAJobThatGoesOn_leavesTheDecision(Bench bench) {
    bench.put(bench.job("j"));
    for (int round = 0; round < 2; round++) {
      JobClaims claims = take(bench, bench.a, ROOM);

      assertThat(claims.fired()).isEmpty();
      JobClaim claim = claims.claims().get(0);
      Instant[] fires = fires(claim, 1);
      bench.fire(bench.a, decideUntil(claim, 1, fires[0].plusMillis(1), fires));
    }
  }

  @Test
  default void W6_claimOrFire_ofALimitedTask_leavesTheDecision(Bench bench) {
    bench.put(once(bench, "j", JobPolicy.DEFAULT));
    bench.put(once(bench, "k", JobPolicy.DEFAULT));
    Node limited = new Node("limited", Set.of(TASK)).withLimits(Map.of(TASK, new TaskLimit(1, 1)));

    JobClaims claims = take(bench, limited, ROOM);

    assertThat(claims.fired()).isEmpty();
    List<ExecutionRecord> runs = finish(bench, limited, claims);
    assertThat(runs).hasSize(1);
    assertThat(bench.live()).hasSize(2);
  }

  @Test
  default void W7_claimOrFire_ofAJobThatWasChanged_runsWhatItIsNow(Bench bench) {
    JobRecord job = bench.put(once(bench, "j", JobPolicy.DEFAULT));
    bench.update(job.withState(JobState.PAUSED, null));
    assertThat(take(bench, bench.a, ROOM)).matches(Nothing::isIn);
    bench.become("j", JobState.ACTIVE);
    JobRecord now = bench.get("j");

    ExecutionRecord run = finish(bench, bench.a, take(bench, bench.a, ROOM)).get(0);

    assertThat(run.fireTime()).isEqualTo(now.nextFireTime());
    assertThat(bench.store.jobs().get("j")).isEmpty();
  }

  @Test
  default void W8_claimOrFire_goesByPriorityAndKeepsRoomForTheOldest(Bench bench) {
    Instant due = bench.now().minusSeconds(100);
    List<JobRecord> jobs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      JobPolicy policy = JobPolicy.DEFAULT.withPriority(i < 6 ? 7 : 2);
      jobs.add(once(bench, "j" + i, policy, i < 6 ? due : due.minusSeconds(i)));
    }
    bench.store.jobs().put(jobs, FAIL);

    assertThat(ids(bench, List.of(new QueueRoom("default", 2))))
        .containsExactlyInAnyOrder("j0", "j1");
    assertThat(ids(bench, List.of(new QueueRoom("default", 4, 2))))
        .containsExactlyInAnyOrder("j2", "j3", "j10", "j11");
    assertThat(ids(bench, List.of(new QueueRoom("other", 4)))).isEmpty();
    assertThat(ids(bench, ROOM)).containsExactlyInAnyOrder("j4", "j5", "j6", "j7", "j8", "j9");
  }

  @Test
  default void W9_claimOrFire_ofAJobThatWasPutTwice_runsItsFireOnce(Bench bench) {
    JobRecord job = once(bench, "j", JobPolicy.DEFAULT);
    bench.put(job);
    List<ExecutionRecord> runs = finish(bench, bench.a, take(bench, bench.a, ROOM));
    bench.put(job);
    bench.put(once(bench, "k", JobPolicy.DEFAULT));

    assertThat(ids(bench, ROOM)).containsExactly("k");
    assertThat(bench.live()).hasSize(2).containsAll(runs);
    assertThat(bench.store.jobs().get("j")).isEmpty();
  }

  @Test
  default void W10_claimOrFire_withAHorizon_leasesFromTheDueTime(Bench bench) {
    Instant soon = bench.now().plusMillis(1_500);
    bench.put(once(bench, "soon", JobPolicy.DEFAULT, soon));
    bench.put(once(bench, "late", JobPolicy.DEFAULT, bench.now().plus(Bench.LATER)));
    assertThat(take(bench, bench.a, ROOM)).matches(Nothing::isIn);

    JobClaims claims = takeAs(bench, bench.fresh(), bench.a, ROOM, Duration.ofSeconds(2));
    ExecutionRecord run = finish(bench, bench.a, claims).get(0);

    assertThat(run.id().jobId()).isEqualTo("soon");
    assertThat(run.leaseUntil()).isAfterOrEqualTo(soon.plus(LEASE));
  }

  @Test
  default void W11_claimOrFire_whenItsLeaseRunsOut_isRunAgain(Bench bench) {
    bench.put(once(bench, "j", JobPolicy.DEFAULT));
    ExecutionRecord run = finish(bench, bench.a, take(bench, bench.a, ROOM)).get(0);
    bench.pass(LEASE.plusSeconds(1));

    assertThat(bench.store.leases().reap(10, 5)).hasSize(1);
    ExecutionRecord next = bench.claimOne(bench.b);

    assertThat(next.id()).isEqualTo(run.id());
    assertThat(next.token()).isNotEqualTo(run.token());
    assertThat(bench.succeed(run)).isEqualTo(CompleteStatus.FENCED);
    assertThat(bench.succeed(next)).isEqualTo(CompleteStatus.DONE);
  }

  @Test
  default void W12_claimOrFire_ofANodeWithoutTasks_isEmpty(Bench bench) {
    bench.put(once(bench, "j", JobPolicy.DEFAULT));

    assertThat(take(bench, new Node("idle", Set.of()), ROOM)).matches(Nothing::isIn);
    assertThat(finish(bench, bench.a, take(bench, bench.a, ROOM))).hasSize(1);
  }

  @Test
  default void W13_claimOrFire_whileMoreIsDue_saysToAskAgainAndAtLastWhenTheNextIsDue(Bench bench) {
    Instant due = bench.now().minusSeconds(100);
    for (int i = 0; i < 25; i++) {
      bench.put(once(bench, "j" + i, JobPolicy.DEFAULT, due));
    }
    JobRecord later =
        bench.put(once(bench, "later", JobPolicy.DEFAULT, bench.now().plus(Bench.LATER)));
    Set<String> taken = new HashSet<>();

    List<QueueRoom> room = List.of(new QueueRoom("default", 10));
    JobClaims claims = take(bench, bench.a, room);
    while (!Nothing.isIn(claims)) {
      finish(bench, bench.a, claims).forEach(run -> taken.add(run.id().jobId()));
      Instant next = claims.nextDue();
      boolean asksAgain = next != null && !next.isAfter(claims.storeNow());
      assertThat(asksAgain || taken.size() == 25).as("%s after %s", claims, taken).isTrue();
      claims = take(bench, bench.a, room);
    }

    assertThat(taken).hasSize(25);
    assertThat(claims.nextDue()).isEqualTo(later.dueTime());
  }

  /** Says whether an answer brought nothing. */
  final class Nothing {
    private Nothing() {}

    static boolean isIn(JobClaims claims) {
      return claims.claims().isEmpty() && claims.fired().isEmpty();
    }
  }

  private static JobRecord once(Bench bench, String id, JobPolicy policy) {
    return once(bench, id, policy, bench.now().minusSeconds(1));
  }

  private static JobRecord once(Bench bench, String id, JobPolicy policy, Instant due) {
    Payload payload =
        new Payload.Encoded("text", 1, ("for " + id).getBytes(StandardCharsets.UTF_8));
    long generation = bench.job(id, TASK, policy, due).generation();
    return Jobs.of(id, generation, TASK, policy, due, DateTrigger.at(due), payload);
  }

  private static JobClaims take(Bench bench, Node node, List<QueueRoom> rooms) {
    return takeAs(bench, bench.fresh(), node, rooms, Duration.ZERO);
  }

  private static JobClaims takeAs(
      Bench bench, String request, Node node, List<QueueRoom> rooms, Duration horizon) {
    return bench.store.queue().claimOrFire(request, node, rooms, HOLD, LEASE, horizon);
  }

  private static List<String> ids(Bench bench, List<QueueRoom> rooms) {
    return finish(bench, bench.a, take(bench, bench.a, rooms)).stream()
        .map(run -> run.id().jobId())
        .toList();
  }

  /** Fires what was only claimed, as the engine does; answers all executions. */
  private static List<ExecutionRecord> finish(Bench bench, Node node, JobClaims claims) {
    List<ExecutionRecord> runs = new ArrayList<>(claims.fired());
    for (JobClaim claim : claims.claims()) {
      boolean once = claim.job().trigger() instanceof DateTrigger;
      Instant[] fires = fires(claim, 1);
      runs.addAll(
          bench
              .fire(node, once ? decideUntil(claim, 1, null, fires) : decide(claim, 1, fires))
              .claimed());
    }
    return runs;
  }
}
