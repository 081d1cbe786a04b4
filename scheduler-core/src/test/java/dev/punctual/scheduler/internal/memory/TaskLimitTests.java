package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a store promises about limits of tasks. */
class TaskLimitTests {

  private static final String REPORT = "report";
  private static final JobPolicy MANY = StoreFixture.overlap(1_000, Overflow.SKIP);

  private final StoreFixture f = new StoreFixture();
  private final Node a = node("node-a", new TaskLimit(100, 3));
  private final Node b = node("node-b", new TaskLimit(100, 3));

  @Test
  void clusterLimit_isNeverExceededByAnyNode() {
    submit("reports", REPORT, 10);

    List<ExecutionRecord> first = f.claimDue(a).claimed();
    List<ExecutionRecord> second = f.claimDue(b).claimed();

    assertThat(first).hasSize(3);
    assertThat(second).isEmpty();
    assertThat(f.liveStates("reports"))
        .containsOnly(CLAIMED, SCHEDULED)
        .filteredOn(ExecutionState.CLAIMED::equals)
        .hasSize(3);
  }

  @Test
  void clusterLimit_freesASlotWithEachEnd() {
    submit("reports", REPORT, 10);
    List<ExecutionRecord> first = f.claimDue(a).claimed();

    f.succeed(first.get(0));
    assertThat(f.claimDue(b).claimed()).hasSize(1);
    f.store.leases().release(a.owner(), List.of(first.get(1).lease()));
    assertThat(f.claimDue(b).claimed()).hasSize(1);
    f.complete(first.get(2).lease(), new Outcome.Failed("boom", Duration.ofHours(1)));
    assertThat(f.claimDue(b).claimed()).hasSize(1);
    assertThat(f.claimDue(a).claimed()).isEmpty();

    f.pass(StoreFixture.LEASE.plusMillis(1));
    f.store.leases().reap(10, 3);
    assertThat(f.claimDue(a).claimed()).hasSize(3);
  }

  @Test
  void clusterLimit_countsWhatWasLeasedBeforeAnybodySetOne() {
    submit("reports", REPORT, 10);
    Node unlimited = new Node("node-c", Set.of(REPORT));
    assertThat(f.claimDue(unlimited, room(2, 0)).claimed()).hasSize(2);

    assertThat(f.claimDue(a).claimed()).hasSize(1);
    assertThat(f.claimDue(unlimited).claimed()).hasSize(7);
  }

  @Test
  void rowsAtTheirLimit_blockNoOthers() {
    submit("reports", REPORT, 50);
    submit("mails", StoreFixture.TASK, 5);

    List<ExecutionRecord> claimed = f.claimDue(a, room(10, 0)).claimed();

    assertThat(tasks(claimed)).containsExactlyInAnyOrderElementsOf(listOf(3, 5));
    assertThat(f.claimDue(b).claimed()).isEmpty();
    f.succeed(claimed.stream().filter(run -> run.task().equals(REPORT)).findFirst().orElseThrow());
    assertThat(f.claimDue(b).claimed()).hasSize(1);
  }

  @Test
  void rowsAtTheirLimit_keepTheirOrder() {
    Node one = node("one", new TaskLimit(100, 1));
    put("reports", REPORT);
    for (int i = 0; i < 5; i++) {
      f.store.queue().submit("reports", "r" + i);
      f.pass(Duration.ofMillis(1));
    }
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      List<ExecutionRecord> claimed = f.claimDue(one).claimed();
      assertThat(claimed).hasSize(1);
      order.add(claimed.get(0).id().requestId());
      f.succeed(claimed.get(0));
    }

    assertThat(order).containsExactly("r0", "r1", "r2", "r3", "r4");
  }

  @Test
  void perCallLimit_holdsForOneCallOverAllQueues() {
    Node two = node("two", new TaskLimit(2, Integer.MAX_VALUE));
    submit("reports", REPORT, 5);
    put("elsewhere", REPORT, MANY.withQueue("io"));
    f.store.queue().submit("elsewhere", "r");

    List<QueueRoom> rooms = List.of(new QueueRoom("default", 10), new QueueRoom("io", 10));
    ExecutionClaims first = f.claimDue(two, rooms);

    assertThat(first.claimed()).hasSize(2);
    assertThat(first.nextDue()).isEqualTo(f.now());
    assertThat(f.claimDue(two, rooms).claimed()).hasSize(2);
    assertThat(f.claimDue(two, rooms).claimed()).hasSize(2);
    assertThat(f.claimDue(two, rooms).nextDue()).isNull();
  }

  @Test
  void nextDue_leavesOutWhatALimitHolds() {
    submit("reports", REPORT, 10);
    ExecutionClaims claims = f.claimDue(a);

    assertThat(claims.nextDue()).isNull();
    assertThat(f.store.queue().nextDue(a).due()).isNull();
    assertThat(f.store.members().tick(a, Duration.ofMinutes(1)).nextDue()).isNull();
    assertThat(f.store.queue().nextDue(new Node("c", Set.of(REPORT))).due()).isEqualTo(f.now());

    f.succeed(claims.claimed().get(0));
    assertThat(f.store.queue().nextDue(a).due()).isEqualTo(f.now());
    assertThat(f.store.members().tick(a, Duration.ofMinutes(1)).nextDue()).isEqualTo(f.now());
  }

  @Test
  void freedSlot_hintsOnceForWhatWaits() {
    submit("reports", REPORT, 5);
    List<ExecutionRecord> running = f.claimDue(a).claimed();
    List<Instant> hints = new ArrayList<>();
    f.store.hints().subscribe(hints::add);
    f.succeed(running.get(0));
    assertThat(hints).containsExactly(f.now());

    hints.clear();
    f.claimDue(a);
    f.pass(StoreFixture.LEASE.plusMillis(1));
    f.store.leases().reap(10, 3);
    assertThat(hints).isNotEmpty();
  }

  @Test
  void freedSlot_ofATaskThatNothingWaitsFor_hintsNothing() {
    submit("reports", REPORT, 1);
    submit("mails", StoreFixture.TASK, 1);
    List<ExecutionRecord> running = f.claimDue(a).claimed();
    List<Instant> hints = new ArrayList<>();
    f.store.hints().subscribe(hints::add);
    running.forEach(f::succeed);
    assertThat(hints).isEmpty();
  }

  @Test
  void fire_leasesNothingBeyondALimit() {
    for (int i = 0; i < 5; i++) {
      f.put(f.job("j" + i, REPORT, JobPolicy.DEFAULT, f.now()));
    }
    List<FireDecision> decisions =
        f
            .store
            .queue()
            .claimJobs(f.fresh(), a, StoreFixture.ROOM, StoreFixture.HOLD, Duration.ZERO)
            .claims()
            .stream()
            .map(claim -> StoreFixture.decide(claim, 1, f.now()))
            .toList();
    assertThat(decisions).hasSize(5);

    List<FireResult> results = f.store.queue().fire(a, StoreFixture.LEASE, decisions).results();

    assertThat(results).allMatch(FireResult::applied);
    assertThat(results.stream().mapToInt(result -> result.claimed().size()).sum()).isEqualTo(3);
    assertThat(f.live())
        .extracting(ExecutionRecord::state)
        .containsExactlyInAnyOrder(CLAIMED, CLAIMED, CLAIMED, SCHEDULED, SCHEDULED);
    assertThat(f.claimDue(b).claimed()).isEmpty();
  }

  @Test
  void fire_leasesNoMoreThanThePerCallLimit() {
    Node one = node("one", new TaskLimit(1, Integer.MAX_VALUE));
    f.put(f.job("j", REPORT, StoreFixture.overlap(5, Overflow.SKIP), f.now()));
    JobClaim claim = f.claimJob(one);
    Instant now = f.now();

    FireResult result =
        f.fire(one, StoreFixture.decide(claim, 3, now, now.plusMillis(1), now.plusMillis(2)));

    assertThat(result.claimed()).hasSize(1);
    f.pass(Duration.ofMillis(5));
    assertThat(f.claimDue(one).claimed()).hasSize(1);
  }

  @Test
  void limit_ofOneTask_leavesTheOthersAlone() {
    submit("mails", StoreFixture.TASK, 20);

    assertThat(f.claimDue(a).claimed()).hasSize(20);
  }

  @Test
  void limitOfEachCall_isThatOfTheNodeThatMakesIt() {
    submit("reports", REPORT, 10);
    f.claimDue(a);

    assertThat(f.claimDue(node("generous", new TaskLimit(100, 5))).claimed()).hasSize(2);
    assertThat(f.claimDue(a).claimed()).isEmpty();
  }

  @Test
  void manyRowsAtTheirLimit_areGoneThroughInBoundedSteps() {
    put("reports", REPORT);
    JobPolicy all = StoreFixture.overlap(20_000, Overflow.SKIP);
    put("flood", REPORT, all);
    IntStream.range(0, 10_000).forEach(i -> f.store.queue().submit("flood", "r" + i));
    f.pass(Duration.ofMillis(1));
    submit("mails", StoreFixture.TASK, 1);

    f.claimDue(a, room(3, 0));
    int calls = 1;
    List<ExecutionRecord> claimed = List.of();
    while (claimed.isEmpty() && calls < 10) {
      claimed = f.claimDue(a).claimed();
      calls++;
    }

    assertThat(tasks(claimed)).containsExactly(StoreFixture.TASK);
    assertThat(calls).isLessThanOrEqualTo(4);
    assertThat(f.store.queue().nextDue(a).due()).isNull();
  }

  private static Node node(String owner, TaskLimit limit) {
    return new Node(owner, Set.of(StoreFixture.TASK, REPORT), Map.of(REPORT, limit));
  }

  private static List<QueueRoom> room(int room, int oldest) {
    return List.of(new QueueRoom("default", room, oldest));
  }

  private static List<String> tasks(List<ExecutionRecord> claimed) {
    return claimed.stream().map(ExecutionRecord::task).toList();
  }

  private static List<String> listOf(int reports, int mails) {
    List<String> tasks = new ArrayList<>();
    IntStream.range(0, reports).forEach(i -> tasks.add(REPORT));
    IntStream.range(0, mails).forEach(i -> tasks.add(StoreFixture.TASK));
    return tasks;
  }

  private void put(String id, String task) {
    put(id, task, MANY);
  }

  private void put(String id, String task, JobPolicy policy) {
    f.put(f.job(id, task, policy, f.now()).withFires(null, null, null));
  }

  private List<ExecutionId> submit(String id, String task, int count) {
    put(id, task);
    return IntStream.range(0, count)
        .mapToObj(i -> f.store.queue().submit(id, "r" + i).id())
        .toList();
  }
}
