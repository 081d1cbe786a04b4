package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.FAIL;
import static dev.punctual.scheduler.tck.Bench.HOLD;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.ROOM;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.decideUntil;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Claiming due jobs, and when the next one is due. */
interface JobClaimContract {

  @Test
  default void C1_claimJobs_takesWhatIsDueAndNothingElse(Bench bench) {
    JobRecord due = bench.put(bench.job("due"));
    JobRecord later = bench.put(bench.laterJob("later", JobPolicy.DEFAULT));

    JobClaims claims = bench.claimJobs(bench.a, ROOM);

    assertThat(claims.claims()).extracting(JobClaim::job).containsExactly(due);
    bench.assertJustNow(claims.storeNow());
    assertThat(claims.nextDue()).isEqualTo(later.dueTime());
    bench.pass(LATER);
    assertThat(ids(bench.claimJobs(bench.a))).contains("later");
  }

  @Test
  default void C2_claimJobs_atTheVeryMillisecond_takesAJobThatIsDue(Bench bench) {
    bench.needs(StoreCapability.STILL_CLOCK);
    bench.put(bench.job("j", TASK, JobPolicy.DEFAULT, bench.now().plusMillis(1)));

    assertThat(bench.claimJobs(bench.a)).isEmpty();
    bench.pass(Duration.ofMillis(1));
    assertThat(bench.claimJobs(bench.a)).hasSize(1);
  }

  @Test
  default void C3_claimJobs_goesByTheDueTimeNotTheNominalOne(Bench bench) {
    Instant fire = bench.now().minusSeconds(1);
    bench.put(bench.job("j").withFires(null, fire, bench.now().plus(LATER)));

    assertThat(bench.claimJobs(bench.a)).isEmpty();
    bench.pass(LATER);
    assertThat(bench.claimJob(bench.a).job().nextFireTime()).isEqualTo(fire);
  }

  @Test
  default void C4_claimJobs_whenNothingIsLeft_hasNoNextDue(Bench bench) {
    bench.put(bench.job("j"));

    assertThat(bench.claimJobs(bench.a, ROOM).nextDue()).isNull();
  }

  @Test
  default void C5_claimJobs_goesByPriorityThenDueTimeThenId(Bench bench) {
    List<JobRecord> jobs = new ArrayList<>();
    jobs.add(job(bench, "z", 9, 10));
    jobs.add(job(bench, "b", 5, 12));
    jobs.add(job(bench, "c", 5, 11));
    jobs.add(job(bench, "d", 5, 11));
    jobs.add(job(bench, "e-long-name-that-begins-alike-1", 5, 11));
    jobs.add(job(bench, "e-long-name-that-begins-alike-2", 5, 11));
    jobs.add(job(bench, "é", 5, 11));
    jobs.add(job(bench, "y", 4, 90));
    jobs.add(job(bench, "0", 0, 99));
    List<String> expected = jobs.stream().map(JobRecord::id).toList();
    Collections.shuffle(jobs, Seeds.random("claimJobs_goesBy"));
    jobs.forEach(bench::put);

    assertThat(ids(bench.claimJobs(bench.a))).isEqualTo(expected);
  }

  @Test
  default void C6_claimJobs_ofOneDueTime_goesByIdHoweverIdsLook(Bench bench) {
    Random random = Seeds.random("claimJobs_ofOneDueTime");
    Instant due = bench.now().minusSeconds(1);
    Set<String> ids = new TreeSet<>();
    for (int i = 0; i < 90; i++) {
      String hex = String.format("%016x", random.nextLong());
      ids.add(i % 3 == 0 ? hex : i % 3 == 1 ? "job-" + random.nextInt(1_000_000) : "ü" + hex);
      ids.add(hex + i);
    }
    List<JobRecord> jobs = new ArrayList<>();
    ids.forEach(id -> jobs.add(bench.job(id, TASK, JobPolicy.DEFAULT, due)));
    Collections.shuffle(jobs, random);
    bench.store.jobs().put(jobs, FAIL);
    List<QueueRoom> room = List.of(new QueueRoom("default", 1_000));

    assertThat(ids(bench.claimJobs(bench.a, room).claims())).containsExactlyElementsOf(ids);
  }

  @Test
  default void C7_claimJobs_keepsToTheRoomOfEachQueue(Bench bench) {
    Instant due = bench.now().minusSeconds(1);
    for (String queue : List.of("one", "two", "three")) {
      for (int i = 0; i < 5; i++) {
        JobPolicy policy = JobPolicy.DEFAULT.withQueue(queue);
        bench.put(bench.job(queue + i, TASK, policy, due));
      }
    }
    List<QueueRoom> rooms = List.of(new QueueRoom("one", 2), new QueueRoom("two", 9));

    JobClaims claims = bench.claimJobs(bench.a, rooms);

    assertThat(ids(claims.claims()))
        .containsExactlyInAnyOrder("one0", "one1", "two0", "two1", "two2", "two3", "two4");
    assertThat(claims.nextDue()).isEqualTo(due);
  }

  @Test
  default void C8_claimJobs_repeated_answersTheSameClaims(Bench bench) {
    bench.put(bench.job("j"));
    JobClaims first = claimAs(bench, "req", bench.a);
    bench.put(bench.job("k"));

    assertThat(claimAs(bench, "req", bench.a)).isEqualTo(first);
    assertThat(ids(bench.claimJobs(bench.a))).containsExactly("k");
  }

  @Test
  default void C9_claimJobs_ofTwoNodesWithOneRequestId_areTwoRequests(Bench bench) {
    bench.put(bench.job("j"));
    bench.put(bench.job("k"));
    List<QueueRoom> room = List.of(new QueueRoom("default", 1));

    JobClaims one = bench.store.queue().claimJobs("req", bench.a, room, HOLD, Duration.ZERO);
    JobClaims two = bench.store.queue().claimJobs("req", bench.b, room, HOLD, Duration.ZERO);

    assertThat(ids(one.claims())).hasSize(1);
    assertThat(ids(two.claims())).hasSize(1).doesNotContainAnyElementsOf(ids(one.claims()));
  }

  @Test
  default void C10_claimJobs_neverClaimsTwice(Bench bench) {
    for (int i = 0; i < 20; i++) {
      bench.put(bench.job("j" + i));
    }
    List<QueueRoom> room = List.of(new QueueRoom("default", 3));

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      claimed.addAll(ids(bench.claimJobs(i % 2 == 0 ? bench.a : bench.b, room).claims()));
    }

    assertThat(claimed).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  default void C11_claimJobs_skipsClaimedJobsUntilTheClaimRunsOut(Bench bench) {
    bench.put(bench.job("j"));
    JobClaims claimed = bench.claimJobs(bench.a, ROOM);
    JobClaim first = claimed.claims().get(0);

    JobClaims others = bench.claimJobs(bench.b, ROOM);
    assertThat(others.claims()).isEmpty();
    assertThat(others.nextDue()).isEqualTo(claimed.storeNow().plus(HOLD));
    bench.pass(HOLD);
    JobClaim second = bench.claimJob(bench.b);

    assertThat(second.token()).isNotEqualTo(first.token());
    assertThat(bench.fire(bench.a, decide(first, 1, fires(first, 1)))).isEqualTo(FireResult.STALE);
    assertThat(bench.fire(bench.b, decide(second, 1, fires(second, 1))).applied()).isTrue();
  }

  @Test
  default void C12_claimJobs_ofAnExpiredClaimThatNobodyTookOver_stillCounts(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    bench.pass(HOLD.plusSeconds(1));
    bench.store.queue().nextDue(bench.b);

    assertThat(
            bench
                .fire(bench.a, decideUntil(claim, 1, bench.now().plus(LATER), fires(claim, 1)))
                .applied())
        .isTrue();
    assertThat(bench.claimJobs(bench.b)).isEmpty();
  }

  @Test
  default void C13_claimJobs_withAHorizon_takesJobsAhead(Bench bench) {
    bench.put(bench.job("soon", TASK, JobPolicy.DEFAULT, bench.now().plusMillis(1_500)));
    bench.put(bench.laterJob("late", JobPolicy.DEFAULT));

    assertThat(ids(ahead(bench).claims())).containsExactly("soon");
  }

  @Test
  default void C14_claimJobs_withAHorizon_isExactToTheMillisecond(Bench bench) {
    bench.needs(StoreCapability.STILL_CLOCK);
    bench.put(bench.job("soon", TASK, JobPolicy.DEFAULT, bench.now().plusMillis(2_000)));
    bench.put(bench.job("late", TASK, JobPolicy.DEFAULT, bench.now().plusMillis(2_001)));

    assertThat(ids(ahead(bench).claims())).containsExactly("soon");
  }

  @Test
  default void C15_claimJobs_withAHorizon_leavesJobsThatStillRunUntilTheyAreDue(Bench bench) {
    bench.needs(StoreCapability.STILL_CLOCK);
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    Instant next = bench.now().plusMillis(1_500);
    bench.fire(bench.a, decideUntil(claim, 1, next, fires(claim, 1)));

    JobClaims early = ahead(bench);
    assertThat(early.claims()).isEmpty();
    assertThat(early.nextDue()).isEqualTo(next);
    bench.pass(Duration.ofMillis(1_500));

    assertThat(ids(ahead(bench).claims())).containsExactly("j");
  }

  @Test
  default void C16_claimJobs_ofPausedAndParkedJobs_isEmpty(Bench bench) {
    bench.put(bench.job("paused").withState(JobState.PAUSED, null));
    bench.put(bench.job("parked").withState(JobState.PARKED, "no such trigger"));

    assertThat(bench.claimJobs(bench.a, ROOM).claims()).isEmpty();
    assertThat(bench.store.queue().nextDue(bench.a).due()).isNull();
  }

  @Test
  default void C17_claimJobs_passesByTasksThatTheNodeDoesNotKnow(Bench bench) {
    putForeign(bench, 1_000);
    bench.put(bench.job("mine", JobPolicy.DEFAULT.withPriority(0)));

    assertThat(ids(bench.claimJobs(bench.a))).containsExactly("mine");
  }

  @Test
  @Tag("load")
  default void C18_claimJobs_behindABacklogOfUnknownTasks_comesWithinACallPerThousandRows(
      Bench bench) {
    putForeign(bench, Seeds.ROWS);
    bench.put(bench.job("mine", JobPolicy.DEFAULT.withPriority(0)));

    int calls = 0;
    List<String> claimed = List.of();
    while (claimed.isEmpty() && calls++ < 10 + Seeds.ROWS / 1_000) {
      JobClaims claims = bench.claimJobs(bench.a, ROOM);
      claimed = ids(claims.claims());
      assertThat(!claimed.isEmpty() || mayAskAgain(claims.nextDue(), claims.storeNow()))
          .as("an empty answer that says to ask again: %s", claims)
          .isTrue();
    }

    assertThat(claimed).as("after %s calls", calls).containsExactly("mine");
  }

  @Test
  default void C19_claimJobs_ofTheNodeThatKnows_findsWhatOthersPassedBy(Bench bench) {
    Node c = new Node("node-c", Set.of("fax", TASK));
    Instant due = bench.now().minusSeconds(1);
    bench.put(bench.job("a", "fax", JobPolicy.DEFAULT, due));
    bench.put(bench.job("b"));
    bench.put(bench.job("c", "fax", JobPolicy.DEFAULT, due));
    assertThat(ids(bench.claimJobs(bench.a))).containsExactly("b");
    bench.put(bench.job("d", "fax", JobPolicy.DEFAULT, due.minusSeconds(1)));
    bench.put(bench.job("e", TASK, JobPolicy.DEFAULT, due));

    assertThat(ids(bench.claimJobs(c))).containsExactly("d", "a", "c", "e");
  }

  @Test
  default void C20_claimJobs_ofANodeWithoutTasks_isEmpty(Bench bench) {
    bench.put(bench.job("j"));
    Node idle = new Node("idle", Set.of());

    assertThat(bench.claimJobs(idle)).isEmpty();
    assertThat(bench.store.queue().nextDue(idle).due()).isNull();
    assertThat(bench.claimJobs(bench.a)).hasSize(1);
  }

  @Test
  default void C21_nextDue_isTheEarliestOfJobsAndExecutionsThatTheNodeCanRun(Bench bench) {
    Instant soon = bench.now().plus(LATER);
    bench.put(bench.job("fax", "fax", JobPolicy.DEFAULT, soon.minusSeconds(60)));
    bench.put(bench.job("mine", TASK, JobPolicy.DEFAULT.withQueue("io"), soon));
    bench.put(bench.job("next", TASK, JobPolicy.DEFAULT, soon.plusSeconds(1)));
    Node node = bench.a.withQueues(Set.of("default", "io"));

    assertThat(bench.store.queue().nextDue(node).due()).isEqualTo(soon);
    bench.submit("mine", "run");
    Instant due = Objects.requireNonNull(bench.store.queue().nextDue(node).due());
    bench.assertJustNow(due);
    bench.assertJustNow(bench.store.queue().nextDue(node).storeNow());
  }

  @Test
  default void C22_nextDue_ofAClaimedJob_isTheEndOfTheClaim(Bench bench) {
    bench.put(bench.job("j"));
    Instant claimed = bench.claimJobs(bench.a, ROOM).storeNow();

    assertThat(bench.store.queue().nextDue(bench.b).due()).isEqualTo(claimed.plus(HOLD));
  }

  @Test
  default void C23_nextDue_ofAnEmptyStore_isNull(Bench bench) {
    assertThat(bench.store.queue().nextDue(bench.a).due()).isNull();
  }

  @Test
  default void C50_nextDue_leavesOutTheQueuesThatTheNodeDoesNotServe(Bench bench) {
    Instant soon = bench.now().plus(LATER);
    bench.put(bench.job("there", TASK, JobPolicy.DEFAULT.withQueue("io"), soon));
    bench.submit("there", "run");
    bench.put(bench.job("here", TASK, JobPolicy.DEFAULT, soon.plusSeconds(1)));

    assertThat(nextDue(bench, Set.of("default"))).isEqualTo(soon.plusSeconds(1));
    bench.assertJustNow(Objects.requireNonNull(nextDue(bench, Set.of("io"))));
    assertThat(nextDue(bench, Set.of("gpu"))).isNull();
    assertThat(nextDue(bench, Set.of())).isNull();
  }

  @Test
  default void C51_nextDue_ofAClaimedJob_countsInItsQueueAlone(Bench bench) {
    bench.put(bench.job("there", JobPolicy.DEFAULT.withQueue("io")));
    Instant claimed = bench.claimJobs(bench.a, List.of(new QueueRoom("io", 1))).storeNow();

    assertThat(nextDue(bench, Set.of("default"))).isNull();
    assertThat(nextDue(bench, Set.of("default", "io"))).isEqualTo(claimed.plus(HOLD));
  }

  private static @Nullable Instant nextDue(Bench bench, Set<String> queues) {
    return bench.store.queue().nextDue(bench.b.withQueues(queues)).due();
  }

  private static void putForeign(Bench bench, int count) {
    Instant due = bench.now().minusSeconds(60);
    for (int at = 0; at < count; ) {
      List<JobRecord> batch = new ArrayList<>();
      for (; batch.size() < 1_000 && at < count; at++) {
        JobPolicy policy = JobPolicy.DEFAULT.withPriority(at % 10);
        batch.add(bench.job("foreign" + at, "task" + at % 7, policy, due));
      }
      bench.store.jobs().put(batch, FAIL);
    }
  }

  private static JobRecord job(Bench bench, String id, int priority, int secondsAgo) {
    Instant due = Instant.ofEpochSecond(bench.now().getEpochSecond() / 10_000 * 10_000);
    JobPolicy policy = JobPolicy.DEFAULT.withPriority(priority);
    return bench.job(id, TASK, policy, due.minusSeconds(secondsAgo));
  }

  private static JobClaims claimAs(Bench bench, String requestId, Node node) {
    return bench.store.queue().claimJobs(requestId, node, ROOM, HOLD, Duration.ZERO);
  }

  private static JobClaims ahead(Bench bench) {
    return bench.store.queue().claimJobs(bench.fresh(), bench.a, ROOM, HOLD, Duration.ofSeconds(2));
  }

  private static List<String> ids(List<JobClaim> claims) {
    return claims.stream().map(claim -> claim.job().id()).toList();
  }

  private static boolean mayAskAgain(@Nullable Instant nextDue, Instant now) {
    return nextDue != null && !nextDue.isAfter(now);
  }
}
