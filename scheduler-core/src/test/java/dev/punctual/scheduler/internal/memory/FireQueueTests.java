package dev.punctual.scheduler.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a store promises about claiming due jobs. */
class FireQueueTests {

  private final StoreFixture f = new StoreFixture();

  @Test
  void claimJobs_takesWhatIsDueAndNothingElse() {
    f.put(f.job("due"));
    f.put(f.job("later", StoreFixture.TASK, JobPolicy.DEFAULT, f.now().plusMillis(1)));

    JobClaims claims = f.claimJobs(f.a, StoreFixture.ROOM);

    assertThat(ids(claims.claims())).containsExactly("due");
    assertThat(claims.storeNow()).isEqualTo(f.now());
    assertThat(claims.nextDue()).isEqualTo(f.now().plusMillis(1));
    f.pass(Duration.ofMillis(1));
    assertThat(ids(f.claimJobs(f.a))).containsExactly("later");
  }

  @Test
  void claimJobs_whenNothingIsLeft_hasNoNextDue() {
    f.put(f.job("j"));

    assertThat(f.claimJobs(f.a, StoreFixture.ROOM).nextDue()).isNull();
  }

  @Test
  void claimJobs_goesByPriorityThenDueTimeThenId() {
    List<JobRecord> jobs = new ArrayList<>();
    jobs.add(job("z", 9, 0));
    jobs.add(job("b", 5, -2));
    jobs.add(job("c", 5, -1));
    jobs.add(job("d", 5, -1));
    jobs.add(job("e-long-name-that-begins-alike-1", 5, -1));
    jobs.add(job("e-long-name-that-begins-alike-2", 5, -1));
    jobs.add(job("é", 5, -1));
    jobs.add(job("0", 0, -9));
    List<String> expected = jobs.stream().map(JobRecord::id).toList();
    Collections.shuffle(jobs, new Random(3));
    jobs.forEach(f::put);

    assertThat(ids(f.claimJobs(f.a))).isEqualTo(expected);
  }

  @Test
  void claimJobs_ofOneDueTime_goesByIdHoweverIdsLook() {
    Random random = new Random(5);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      String hex = String.format("%016x", random.nextLong());
      ids.add(i % 3 == 0 ? hex : i % 3 == 1 ? "job-" + random.nextInt(1_000_000) : "ü" + hex);
      ids.add(hex + i);
    }
    ids.stream().distinct().map(f::job).forEach(f::put);
    List<QueueRoom> room = List.of(new QueueRoom("default", 1_000));

    assertThat(ids(f.claimJobs(f.a, room).claims())).isSorted().hasSize(180);
  }

  @Test
  void claimJobs_keepsToTheRoomOfEachQueue() {
    for (String queue : List.of("one", "two", "three")) {
      for (int i = 0; i < 5; i++) {
        f.put(f.job(queue + i, JobPolicy.DEFAULT.withQueue(queue)));
      }
    }
    List<QueueRoom> rooms = List.of(new QueueRoom("one", 2), new QueueRoom("two", 9));

    JobClaims claims = f.claimJobs(f.a, rooms);

    assertThat(ids(claims.claims()))
        .containsExactlyInAnyOrder("one0", "one1", "two0", "two1", "two2", "two3", "two4");
    assertThat(claims.nextDue()).isEqualTo(f.now());
  }

  @Test
  void claimJobs_repeated_answersTheSameClaims() {
    f.put(f.job("j"));
    JobClaims first =
        f.store.queue().claimJobs("req", f.a, StoreFixture.ROOM, StoreFixture.HOLD, Duration.ZERO);
    f.put(f.job("k"));

    JobClaims again =
        f.store.queue().claimJobs("req", f.a, StoreFixture.ROOM, StoreFixture.HOLD, Duration.ZERO);

    assertThat(again).isEqualTo(first);
    assertThat(ids(f.claimJobs(f.a))).containsExactly("k");
  }

  @Test
  void claimJobs_ofTwoNodesWithOneRequestId_areTwoRequests() {
    f.put(f.job("j"));
    f.put(f.job("k"));
    List<QueueRoom> room = List.of(new QueueRoom("default", 1));

    JobClaims one = f.store.queue().claimJobs("req", f.a, room, StoreFixture.HOLD, Duration.ZERO);
    JobClaims two = f.store.queue().claimJobs("req", f.b, room, StoreFixture.HOLD, Duration.ZERO);

    assertThat(ids(one.claims())).containsExactly("j");
    assertThat(ids(two.claims())).containsExactly("k");
  }

  @Test
  void claimJobs_skipsClaimedJobsUntilTheClaimRunsOut() {
    f.put(f.job("j"));
    JobClaim first = f.claimJob(f.a);

    JobClaims others = f.claimJobs(f.b, StoreFixture.ROOM);
    assertThat(others.claims()).isEmpty();
    assertThat(others.nextDue()).isEqualTo(f.now().plus(StoreFixture.HOLD));
    f.pass(StoreFixture.HOLD);
    JobClaim second = f.claimJob(f.b);

    assertThat(second.token()).isNotEqualTo(first.token());
    assertThat(f.fire(f.a, StoreFixture.decide(first, 1, f.now())).applied()).isFalse();
    assertThat(f.fire(f.b, StoreFixture.decide(second, 1, f.now())).applied()).isTrue();
  }

  @Test
  void claimJobs_ofAnExpiredClaimThatNobodyTookOver_stillCounts() {
    f.put(f.job("j"));
    JobClaim claim = f.claimJob(f.a);
    f.pass(StoreFixture.HOLD.plusSeconds(1));
    f.store.queue().nextDue(f.b);

    assertThat(f.fire(f.a, StoreFixture.decide(claim, 1, f.now())).applied()).isTrue();
    assertThat(f.claimJobs(f.b)).isEmpty();
  }

  @Test
  void claimJobs_withAHorizon_takesJobsAhead() {
    f.put(f.job("soon", StoreFixture.TASK, JobPolicy.DEFAULT, f.now().plusMillis(500)));
    f.put(f.job("late", StoreFixture.TASK, JobPolicy.DEFAULT, f.now().plusMillis(501)));

    assertThat(ids(ahead(Duration.ofMillis(500)).claims())).containsExactly("soon");
  }

  @Test
  void claimJobs_withAHorizon_leavesJobsThatStillRunUntilTheyAreDue() {
    f.running(f.a, f.job("j"));

    JobClaims early = ahead(Duration.ofSeconds(2));
    assertThat(early.claims()).isEmpty();
    assertThat(early.nextDue()).isEqualTo(f.now().plusSeconds(1));
    f.pass(Duration.ofSeconds(1));

    assertThat(ids(ahead(Duration.ofSeconds(2)).claims())).containsExactly("j");
  }

  @Test
  void claimJobs_ofPausedAndParkedJobs_isEmpty() {
    f.put(f.job("paused").withState(JobState.PAUSED, null));
    f.put(f.job("parked").withState(JobState.PARKED, "no such trigger"));

    assertThat(f.claimJobs(f.a, StoreFixture.ROOM).claims()).isEmpty();
    assertThat(f.store.queue().nextDue(f.a).due()).isNull();
  }

  @Test
  void claimJobs_passesByTasksThatTheNodeDoesNotKnow() {
    for (int i = 0; i < 3_000; i++) {
      JobPolicy policy = JobPolicy.DEFAULT.withPriority(i % 10);
      f.put(f.job("foreign" + i, "task" + i % 7, policy, f.now().minusSeconds(1)));
    }
    f.put(f.job("mine", JobPolicy.DEFAULT.withPriority(0)));

    assertThat(ids(f.claimJobs(f.a))).containsExactly("mine");
  }

  @Test
  void claimJobs_ofTheNodeThatKnows_findsWhatOthersPassedBy() {
    Node c = new Node("node-c", Set.of("fax", StoreFixture.TASK));
    f.put(f.job("a", "fax", JobPolicy.DEFAULT, f.now()));
    f.put(f.job("b"));
    f.put(f.job("c", "fax", JobPolicy.DEFAULT, f.now()));
    assertThat(ids(f.claimJobs(f.a))).containsExactly("b");
    f.put(f.job("d", "fax", JobPolicy.DEFAULT, f.now().minusSeconds(1)));
    f.put(f.job("e"));

    assertThat(ids(f.claimJobs(c))).containsExactly("d", "a", "c", "e");
  }

  @Test
  void nextDue_isTheEarliestOfJobsAndExecutionsThatTheNodeCanRun() {
    f.put(f.job("fax", "fax", JobPolicy.DEFAULT, f.now().plusSeconds(1)));
    f.put(f.job("mine", StoreFixture.TASK, JobPolicy.DEFAULT, f.now().plusSeconds(5)));

    assertThat(f.store.queue().nextDue(f.a).due()).isEqualTo(f.now().plusSeconds(5));
    f.store.queue().submit("mine", "run");
    assertThat(f.store.queue().nextDue(f.a).due()).isEqualTo(f.now());
    assertThat(f.store.queue().nextDue(f.a).storeNow()).isEqualTo(f.now());
  }

  @Test
  void nextDue_ofAClaimedJob_isTheEndOfTheClaim() {
    f.put(f.job("j"));
    f.claimJob(f.a);

    assertThat(f.store.queue().nextDue(f.b).due()).isEqualTo(f.now().plus(StoreFixture.HOLD));
  }

  @Test
  void nextDue_ofAnEmptyStore_isNull() {
    assertThat(f.store.queue().nextDue(f.a).due()).isNull();
  }

  @Test
  void store_neverAsksATrigger() {
    f.put(f.job("j")); // its trigger fails when asked
    JobClaim claim = f.claimJob(f.a);
    FireDecision decision = StoreFixture.decide(claim, 1, f.now());

    assertThat(f.fire(f.a, decision).applied()).isTrue();
  }

  private JobRecord job(String id, int priority, int dueSeconds) {
    return f.job(
        id,
        StoreFixture.TASK,
        JobPolicy.DEFAULT.withPriority(priority),
        f.now().plusSeconds(dueSeconds));
  }

  private JobClaims ahead(Duration horizon) {
    return f.store.queue().claimJobs(f.fresh(), f.a, StoreFixture.ROOM, StoreFixture.HOLD, horizon);
  }

  private static List<String> ids(List<JobClaim> claims) {
    return claims.stream().map(claim -> claim.job().id()).toList();
  }
}
