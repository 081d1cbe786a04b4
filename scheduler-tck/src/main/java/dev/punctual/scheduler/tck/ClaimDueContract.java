package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.BLOCKED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.MISSED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Bench.ROOM;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.decideUntil;
import static dev.punctual.scheduler.tck.Jobs.delayed;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.withPayload;
import static dev.punctual.scheduler.tck.Jobs.withPolicy;
import static dev.punctual.scheduler.tck.Jobs.withTags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Leasing due executions. */
interface ClaimDueContract {

  @Test
  default void C24_claimDue_leasesWhatIsDue(Bench bench) {
    bench.put(bench.laterJob("j", JobPolicy.DEFAULT));
    bench.submit("j", "run");

    ExecutionClaims claims = bench.claimDue(bench.b);

    assertThat(claims.claimed()).hasSize(1);
    ExecutionRecord run = claims.claimed().get(0);
    assertThat(run.state()).isEqualTo(CLAIMED);
    assertThat(run.owner()).isEqualTo(bench.b.owner());
    assertThat(run.leaseUntil()).isEqualTo(claims.storeNow().plus(LEASE));
    bench.assertJustNow(claims.storeNow());
    assertThat(claims.nextDue()).isNull();
    assertThat(bench.live()).containsExactly(run);
    assertThat(bench.claimDue(bench.a).claimed()).isEmpty();
  }

  @Test
  default void C25_claimDue_carriesWhatTheJobSaidWhenItFired(Bench bench) {
    JobPolicy policy = JobPolicy.DEFAULT.withPriority(7).withMaxInstances(2);
    JobRecord job =
        withTags(withPayload(bench.job("j", policy), Bench.payload("letter")), "red", "blue");
    bench.put(job);
    bench.fireUnclaimed(bench.a, 1);
    bench.update(withPolicy(withTags(bench.get("j")), JobPolicy.DEFAULT));

    ExecutionRecord run = bench.claimOne(bench.a);

    assertThat(run.task()).isEqualTo(TASK);
    assertThat(run.payload()).isEqualTo(Bench.payload("letter"));
    assertThat(run.policy()).isEqualTo(policy);
    assertThat(run.tags()).containsExactlyInAnyOrder("red", "blue");
  }

  @Test
  default void C26_claimDue_repeated_answersTheSameLeases(Bench bench) {
    bench.put(bench.job("j", overlap(9, Overflow.SKIP)));
    bench.submit("j", "one");
    ExecutionClaims first = claimAs(bench, "req");
    bench.submit("j", "two");

    assertThat(claimAs(bench, "req")).isEqualTo(first);
    assertThat(requests(bench.claimDue(bench.a))).containsExactly("two");
  }

  @Test
  default void C27_claimDue_ofTwoNodesWithOneRequestId_areTwoRequests(Bench bench) {
    bench.put(bench.job("j", overlap(9, Overflow.SKIP)));
    bench.submit("j", "one");
    claimAs(bench, "req");
    bench.submit("j", "two");

    assertThat(requests(bench.store.queue().claimDue("req", bench.b, ROOM, LEASE, Duration.ZERO)))
        .containsExactly("two");
  }

  @Test
  default void C28_claimDue_neverLeasesTwice(Bench bench) {
    bench.put(bench.job("j", overlap(100, Overflow.SKIP)));
    bench.fireUnclaimed(bench.a, 20);
    List<QueueRoom> room = List.of(new QueueRoom("default", 3));

    List<ExecutionId> leased = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      bench
          .claimDue(i % 2 == 0 ? bench.a : bench.b, room)
          .claimed()
          .forEach(run -> leased.add(run.id()));
    }

    assertThat(leased).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  default void C29_claimDue_afterTheLeaseRanOut_waitsForTheReap(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.pass(LEASE.plusSeconds(1));

    assertThat(bench.claimDue(bench.b).claimed()).isEmpty();
    bench.store.leases().reap(10, 3);
    assertThat(bench.claimOne(bench.b).token()).isGreaterThan(run.token());
  }

  @Test
  default void C30_claimDue_whoseReplyWasLost_isFoundAmongTheClaims(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "one");
    claimAs(bench, "req");

    List<LeaseRef> found = bench.store.leases().claimsOf(bench.a.owner());

    assertThat(found).hasSize(1);
    assertThat(bench.store.leases().release(bench.a.owner(), found)).containsExactly(true);
    assertThat(bench.claimDue(bench.b).claimed()).hasSize(1);
  }

  @Test
  default void C31_claimDue_keepsToTheRoomOfEachQueue(Bench bench) {
    for (String queue : List.of("one", "two", "three")) {
      bench.put(bench.laterJob(queue, overlap(9, Overflow.SKIP).withQueue(queue)));
      for (int i = 0; i < 4; i++) {
        bench.submit(queue, "run" + i);
      }
    }
    List<QueueRoom> rooms = List.of(new QueueRoom("one", 1), new QueueRoom("two", 3));

    ExecutionClaims claims = bench.claimDue(bench.a, rooms);

    assertThat(claims.claimed())
        .extracting(run -> run.id().jobId())
        .containsExactlyInAnyOrder("one", "two", "two", "two");
    assertThat(claims.nextDue()).isNotNull().isBeforeOrEqualTo(claims.storeNow());
  }

  @Test
  default void C32_claimDue_goesByPriorityThenDueTimeThenId(Bench bench) {
    Instant base = bench.now().minusSeconds(60);
    fireOnce(bench, "last", 0, base);
    fireOnce(bench, "c", 5, base.plusMillis(1));
    fireOnce(bench, "b", 5, base.plusMillis(2));
    fireOnce(bench, "a", 5, base.plusMillis(2));
    fireOnce(bench, "first", 9, base.plusMillis(3));

    assertThat(bench.claimDue(bench.a).claimed())
        .extracting(run -> run.id().jobId())
        .containsExactly("first", "c", "a", "b", "last");
  }

  @Test
  default void C33_claimDue_ofAllPriorities_goesBandByBand(Bench bench) {
    Instant due = bench.now().minusSeconds(60);
    for (int priority = 0; priority <= 9; priority++) {
      fireOnce(bench, "p" + priority, priority, due.plusMillis(priority));
    }
    List<QueueRoom> one = List.of(new QueueRoom("default", 1));

    for (int priority = 9; priority >= 0; priority--) {
      assertThat(bench.claimDue(bench.a, one).claimed())
          .extracting(run -> run.id().jobId())
          .containsExactly("p" + priority);
    }
  }

  @Test
  default void C34_claimDue_beforeTheDueTime_isEmptyAndSaysWhen(Bench bench) {
    JobRecord job = bench.fireDelayed("j", LATER, null);

    ExecutionClaims claims = bench.claimDue(bench.a);

    assertThat(claims.claimed()).isEmpty();
    assertThat(claims.nextDue()).isEqualTo(Objects.requireNonNull(job.nextFireTime()).plus(LATER));
    bench.pass(LATER);
    assertThat(bench.claimDue(bench.a).claimed()).hasSize(1);
  }

  @Test
  default void C35_claimDue_withAHorizon_countsTheLeaseFromDue(Bench bench) {
    JobRecord job = bench.fireDelayed("j", Duration.ofMillis(2_900), null);
    Instant due = Objects.requireNonNull(job.nextFireTime()).plusMillis(2_900);

    List<ExecutionRecord> claimed =
        bench.store.queue().claimDue("r", bench.a, ROOM, LEASE, Duration.ofSeconds(2)).claimed();

    assertThat(claimed).hasSize(1);
    assertThat(claimed.get(0).dueTime()).isEqualTo(due);
    assertThat(claimed.get(0).leaseUntil()).isEqualTo(due.plus(LEASE));
  }

  @Test
  default void C36_claimDue_atTheDeadline_stillRuns(Bench bench) {
    bench.needs(StoreCapability.STILL_CLOCK);
    bench.fireDelayed("j", Duration.ZERO, Duration.ofSeconds(6));
    bench.pass(Duration.ofSeconds(5));

    assertThat(bench.claimDue(bench.a).claimed()).hasSize(1);
  }

  @Test
  default void C37_claimDue_pastTheDeadline_isMissedAndRecordedOnce(Bench bench) {
    JobRecord job = bench.fireDelayed("j", Duration.ZERO, LEASE);
    Instant fire = Objects.requireNonNull(job.nextFireTime());
    bench.pass(LEASE);

    ExecutionClaims claims = bench.claimDue(bench.a);

    assertThat(claims.claimed()).isEmpty();
    assertThat(claims.missed()).extracting(ExecutionRecord::state).containsExactly(MISSED);
    assertThat(bench.claimDue(bench.a).missed()).isEmpty();
    assertThat(bench.live()).isEmpty();
    assertThat(bench.endedStates()).containsExactly(MISSED);
    assertThat(bench.missed())
        .containsExactly(new MissedRange("j", job.generation(), fire, fire, 1, Reason.GRACE));
  }

  @Test
  default void C38_claimDue_ofAMissedExecution_letsAWaitingOneGo(Bench bench) {
    bench.put(bench.job("j", overlap(1, Overflow.QUEUE_ONE)));
    bench.fire(bench.a, delayed(bench.claimJob(bench.a), Duration.ZERO, LEASE));
    bench.submit("j", "run");
    bench.pass(LEASE);

    assertThat(bench.claimDue(bench.a).missed()).hasSize(1);

    assertThat(bench.liveStates("j")).hasSize(1).doesNotContain(BLOCKED);
    if (bench.liveStates("j").contains(SCHEDULED)) {
      assertThat(requests(bench.claimDue(bench.a))).containsExactly("run");
    }
  }

  @Test
  default void C39_claimDue_passesByTasksThatTheNodeDoesNotKnow(Bench bench) {
    fireForeign(bench, 1_000);
    bench.put(bench.laterJob("mine", JobPolicy.DEFAULT.withPriority(0)));
    bench.submit("mine", "run");

    ExecutionClaims claims = bench.claimDue(bench.a);

    assertThat(requests(claims)).containsExactly("run");
    assertThat(claims.nextDue()).isNull();
  }

  @Test
  @Tag("load")
  default void C40_claimDue_behindABacklogOfUnknownTasks_comesWithinACallPerThousandRows(
      Bench bench) {
    fireForeign(bench, Seeds.ROWS);
    bench.put(bench.laterJob("mine", JobPolicy.DEFAULT.withPriority(0)));
    bench.submit("mine", "run");

    int calls = 0;
    List<String> claimed = List.of();
    while (claimed.isEmpty() && calls++ < 10 + Seeds.ROWS / 1_000) {
      ExecutionClaims claims = bench.claimDue(bench.a, ROOM);
      claimed = requests(claims);
      assertThat(!claimed.isEmpty() || mayAskAgain(claims.nextDue(), claims.storeNow()))
          .as("an empty answer that says to ask again: %s", claims)
          .isTrue();
    }

    assertThat(claimed).as("after %s calls", calls).containsExactly("run");
  }

  @Test
  default void C41_claimDue_ofBlockedOnes_isEmpty(Bench bench) {
    bench.running(bench.a, bench.job("blocked", overlap(1, Overflow.QUEUE_ALL)));
    bench.submit("blocked", "run");

    ExecutionClaims claims = bench.claimDue(bench.a);

    assertThat(claims.claimed()).isEmpty();
    assertThat(claims.nextDue()).isNull();
  }

  @Test
  default void C42_claimDue_repeatedAfterTheRunEnded_doesNotLeaseItAgain(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "one");
    ExecutionRecord run = claimAs(bench, "req").claimed().get(0);
    bench.succeed(run);

    claimAs(bench, "req");

    assertThat(bench.live()).isEmpty();
    assertThat(bench.store.leases().claimsOf(bench.a.owner())).isEmpty();
    assertThat(bench.store.leases().renew(bench.a.owner(), LEASE, List.of(run.lease())).lost())
        .containsExactly(run.lease());
  }

  /** Fires one job of a task that neither node knows, as often as wanted. */
  private static void fireForeign(Bench bench, int count) {
    Node fax = new Node("node-fax", Set.of("fax"));
    Instant due = bench.now().minusSeconds(600);
    for (int done = 0; done < count; done += 1_000) {
      JobPolicy policy = overlap(1_000_000, Overflow.SKIP).withPriority(done / 1_000 % 10);
      bench.put(bench.job("fax" + done, "fax", policy, due));
      JobClaim claim = bench.claimJob(fax);
      bench.fire(fax, decideUntil(claim, 0, null, fires(claim, 1_000)));
    }
  }

  private static void fireOnce(Bench bench, String id, int priority, Instant due) {
    bench.put(bench.job(id, TASK, JobPolicy.DEFAULT.withPriority(priority), due));
    JobClaim claim = bench.claimJob(bench.a);
    bench.fire(bench.a, decideUntil(claim, 0, null, fires(claim, 1)));
  }

  private static ExecutionClaims claimAs(Bench bench, String requestId) {
    return bench.store.queue().claimDue(requestId, bench.a, ROOM, LEASE, Duration.ZERO);
  }

  private static List<String> requests(ExecutionClaims claims) {
    return claims.claimed().stream().map(run -> String.valueOf(run.id().requestId())).toList();
  }

  private static boolean mayAskAgain(@Nullable Instant nextDue, Instant now) {
    return nextDue != null && !nextDue.isAfter(now);
  }
}
