package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.tck.Bench.HOLD;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Bench.ROOM;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.TaskLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits of tasks, in one call and in the whole cluster; they hold where executions are leased. */
interface TaskLimitContract {

  String REPORT = "report";
  JobPolicy MANY = overlap(10_000, Overflow.SKIP);
  int NO_LIMIT = Integer.MAX_VALUE;

  /** Nodes that take three reports in the whole cluster. */
  Node A = node("node-a", NO_LIMIT, 3);

  Node B = node("node-b", NO_LIMIT, 3);

  @Test
  default void K1_clusterLimit_isNeverExceededByAnyNode(Bench bench) {
    due(bench, "reports", REPORT, 10);

    assertThat(bench.claimDue(A).claimed()).hasSize(3);
    assertThat(bench.claimDue(B).claimed()).isEmpty();
    assertThat(bench.claimDue(A).claimed()).isEmpty();
    assertThat(bench.liveStates("reports"))
        .containsOnly(CLAIMED, SCHEDULED)
        .filteredOn(ExecutionState.CLAIMED::equals)
        .hasSize(3);
  }

  @Test
  default void K2_clusterLimit_freesASlotWithEachEndOfALease(Bench bench) {
    due(bench, "reports", REPORT, 10);
    List<ExecutionRecord> first = bench.claimDue(A).claimed();

    bench.succeed(first.get(0));
    assertThat(bench.claimDue(B).claimed()).hasSize(1);
    bench.store.leases().release(A.owner(), List.of(first.get(1).lease()));
    assertThat(bench.claimDue(B).claimed()).hasSize(1);
    bench.complete(first.get(2).lease(), new Outcome.Failed("boom", Duration.ofHours(1)));
    assertThat(bench.claimDue(B).claimed()).hasSize(1);
    assertThat(bench.claimDue(A).claimed()).isEmpty();
  }

  @Test
  default void K3_clusterLimit_freesTheSlotsOfANodeThatDied(Bench bench) {
    due(bench, "reports", REPORT, 10);
    bench.claimDue(A);
    bench.pass(LEASE.plusSeconds(1));
    assertThat(bench.claimDue(B).claimed()).as("before the reap").isEmpty();

    bench.store.leases().reap(10, 3);

    assertThat(bench.claimDue(B).claimed()).hasSize(3);
  }

  @Test
  default void K4_clusterLimit_countsWhatWasLeasedWithoutOne(Bench bench) {
    due(bench, "reports", REPORT, 10);
    Node unlimited = new Node("node-c", Set.of(REPORT));
    assertThat(bench.claimDue(unlimited, room(2)).claimed()).hasSize(2);

    assertThat(bench.claimDue(A).claimed()).hasSize(1);
    assertThat(bench.claimDue(unlimited).claimed()).hasSize(7);
    assertThat(bench.claimDue(A).claimed()).isEmpty();
  }

  @Test
  default void K5_clusterLimit_isThatOfTheNodeThatAsks(Bench bench) {
    due(bench, "reports", REPORT, 10);
    bench.claimDue(A);

    assertThat(bench.claimDue(node("generous", NO_LIMIT, 5)).claimed()).hasSize(2);
    assertThat(bench.claimDue(A).claimed()).isEmpty();
  }

  @Test
  default void K6_rowsAtTheirLimit_blockNoOthers(Bench bench) {
    bench.dueSince("reports", REPORT, MANY.withPriority(9), Duration.ofSeconds(30), 50);
    due(bench, "mails", TASK, 5);

    List<ExecutionRecord> claimed = bench.claimDue(A, room(10)).claimed();

    assertThat(claimed).extracting(ExecutionRecord::task).filteredOn(REPORT::equals).hasSize(3);
    assertThat(claimed).extracting(ExecutionRecord::task).filteredOn(TASK::equals).hasSize(5);
    assertThat(bench.claimDue(B).claimed()).isEmpty();
    bench.succeed(claimed.get(0));
    assertThat(bench.claimDue(B).claimed())
        .extracting(ExecutionRecord::task)
        .containsExactly(REPORT);
  }

  @Test
  default void K7_rowsAtTheirLimit_keepTheirOrder(Bench bench) {
    Node one = node("one", NO_LIMIT, 1);
    due(bench, "reports", REPORT, 5);
    List<Instant> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ExecutionRecord run = bench.claimOne(one);
      assertThat(bench.claimDue(one).claimed()).isEmpty();
      order.add(run.fireTime());
      bench.succeed(run);
    }

    assertThat(order).isSorted().doesNotHaveDuplicates();
  }

  @Test
  default void K8_rowsAtTheirLimit_takeNoneOfTheOldestSlots(Bench bench) {
    due(bench, "reports", REPORT, 10);
    bench.claimDue(A);
    bench.dueSince("mails", TASK, MANY, Duration.ofSeconds(1), 2);

    List<QueueRoom> oldest = List.of(new QueueRoom("default", 2, 2));
    assertThat(bench.claimDue(A, oldest).claimed())
        .extracting(ExecutionRecord::task)
        .containsExactly(TASK, TASK);
  }

  @Test
  default void K9_perCallLimit_holdsForOneCallOverAllQueues(Bench bench) {
    Node two = node("two", 2, NO_LIMIT);
    due(bench, "reports", REPORT, 5);
    bench.dueSince("elsewhere", REPORT, MANY.withQueue("io"), Duration.ofSeconds(10), 1);
    List<QueueRoom> rooms = List.of(new QueueRoom("default", 10), new QueueRoom("io", 10));

    ExecutionClaims first = bench.claimDue(two, rooms);

    assertThat(first.claimed()).hasSize(2);
    assertThat(first.nextDue()).as("more by another call").isBefore(first.storeNow());
    assertThat(bench.claimDue(two, rooms).claimed()).hasSize(2);
    ExecutionClaims last = bench.claimDue(two, rooms);
    assertThat(last.claimed()).hasSize(2);
    assertThat(last.nextDue()).isNull();
  }

  @Test
  default void K10_nextDue_leavesOutWhatAClusterLimitHolds(Bench bench) {
    due(bench, "reports", REPORT, 10);
    ExecutionClaims claims = bench.claimDue(A);

    assertThat(claims.nextDue()).isNull();
    assertThat(nextDue(bench, A)).isNull();
    assertThat(tickDue(bench, A)).isNull();
    assertThat(nextDue(bench, new Node("c", Set.of(REPORT)))).isNotNull();

    bench.succeed(claims.claimed().get(0));
    assertThat(nextDue(bench, A)).isNotNull();
    assertThat(tickDue(bench, A)).isNotNull();
  }

  @Test
  default void K11_fire_leasesNothingBeyondTheClusterLimit(Bench bench) {
    for (int i = 0; i < 5; i++) {
      bench.put(bench.job("j" + i, REPORT, JobPolicy.DEFAULT, bench.now().minusSeconds(1)));
    }
    List<FireDecision> decisions =
        bench.store.queue().claimJobs(bench.fresh(), A, ROOM, HOLD, Duration.ZERO).claims().stream()
            .map(claim -> decide(claim, 1, fires(claim, 1)))
            .toList();

    List<FireResult> results = bench.store.queue().fire(A, LEASE, decisions).results();

    assertThat(results).hasSize(5).allMatch(FireResult::applied);
    assertThat(results.stream().mapToInt(result -> result.claimed().size()).sum()).isEqualTo(3);
    assertThat(bench.live())
        .extracting(ExecutionRecord::state)
        .containsExactlyInAnyOrder(CLAIMED, CLAIMED, CLAIMED, SCHEDULED, SCHEDULED);
    assertThat(bench.claimDue(B).claimed()).isEmpty();
  }

  @Test
  default void K12_fire_leasesNoMoreThanThePerCallLimit(Bench bench) {
    Node one = node("one", 1, NO_LIMIT);
    for (int i = 0; i < 2; i++) {
      bench.put(bench.job("j" + i, REPORT, MANY, bench.now().minusSeconds(1)));
    }
    List<FireDecision> decisions =
        bench.claimJobs(one).stream().map(claim -> decide(claim, 3, fires(claim, 3))).toList();

    List<FireResult> results = bench.store.queue().fire(one, LEASE, decisions).results();

    assertThat(results.stream().mapToInt(result -> result.claimed().size()).sum()).isEqualTo(1);
    assertThat(bench.live()).hasSize(6);
    assertThat(bench.claimDue(one).claimed()).hasSize(1);
  }

  @Test
  default void K13_limit_ofOneTask_leavesTheOthersAlone(Bench bench) {
    due(bench, "mails", TASK, 20);

    assertThat(bench.claimDue(A).claimed()).hasSize(20);
  }

  @Test
  default void K14_claimDue_repeated_answersTheSameLeasesThoughTheLimitIsReached(Bench bench) {
    due(bench, "reports", REPORT, 10);
    ExecutionClaims first = bench.store.queue().claimDue("once", A, ROOM, LEASE, Duration.ZERO);

    ExecutionClaims again = bench.store.queue().claimDue("once", A, ROOM, LEASE, Duration.ZERO);

    assertThat(again.claimed()).hasSize(3).isEqualTo(first.claimed());
  }

  @Test
  default void K15_cancelledWhileLeased_keepsItsSlotUntilItEnds(Bench bench) {
    due(bench, "reports", REPORT, 5);
    List<ExecutionRecord> running = bench.claimDue(A).claimed();

    bench.store.leases().cancel(running.get(0).id());
    assertThat(bench.claimDue(B).claimed()).isEmpty();

    bench.complete(running.get(0).lease(), new Outcome.Cancelled());
    assertThat(bench.claimDue(B).claimed()).hasSize(1);
  }

  @Test
  @Tag("load")
  default void K16_claimDue_behindABacklogAtItsLimit_comesWithinACallPerThousandRows(Bench bench) {
    for (int done = 0; done < Seeds.ROWS; done += 1_000) {
      JobPolicy policy = overlap(1_000_000, Overflow.SKIP).withPriority(done / 1_000 % 10);
      bench.dueSince("reports" + done, REPORT, policy, Duration.ofMinutes(10), 1_000);
    }
    bench.put(bench.laterJob("mine", JobPolicy.DEFAULT.withPriority(0)));
    bench.submit("mine", "run");
    assertThat(bench.claimDue(A, room(3)).claimed()).hasSize(3);

    int calls = 0;
    List<ExecutionRecord> claimed = List.of();
    while (claimed.isEmpty() && calls++ < 10 + Seeds.ROWS / 1_000) {
      claimed = bench.claimDue(A, room(3)).claimed();
    }

    assertThat(claimed)
        .as("after %s calls", calls)
        .extracting(run -> run.id().jobId())
        .containsExactly("mine");
  }

  private static Node node(String owner, int perCall, int inCluster) {
    return new Node(owner, Set.of(TASK, REPORT))
        .withLimits(Map.of(REPORT, new TaskLimit(perCall, inCluster)));
  }

  private static void due(Bench bench, String id, String task, int count) {
    bench.dueSince(id, task, MANY, Duration.ofSeconds(10), count);
  }

  private static List<QueueRoom> room(int room) {
    return List.of(new QueueRoom("default", room));
  }

  private static @Nullable Instant nextDue(Bench bench, Node node) {
    return bench.store.queue().nextDue(node).due();
  }

  private static @Nullable Instant tickDue(Bench bench, Node node) {
    return bench.store.members().tick(node, Duration.ofMinutes(1)).nextDue();
  }
}
