package dev.punctual.scheduler.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Node;
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
    return new Node(owner, Set.of(StoreFixture.TASK, REPORT)).withLimits(Map.of(REPORT, limit));
  }

  private static List<QueueRoom> room(int room, int oldest) {
    return List.of(new QueueRoom("default", room, oldest));
  }

  private static List<String> tasks(List<ExecutionRecord> claimed) {
    return claimed.stream().map(ExecutionRecord::task).toList();
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
