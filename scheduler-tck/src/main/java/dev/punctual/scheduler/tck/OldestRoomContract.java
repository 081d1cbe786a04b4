package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The slots of a room that go to what has been due longest, whatever its priority. */
interface OldestRoomContract {

  @Test
  default void C43_claimDue_goesByPriorityFirstAndThenToTheOldest(Bench bench) {
    due(bench, "low", 0, 30, 2);
    due(bench, "middle", 5, 20, 2);
    due(bench, "high", 9, 10, 5);

    assertThat(claim(bench, bench.a, 3, 1)).containsExactly("high", "high", "low");
    assertThat(claim(bench, bench.a, 2, 2)).containsExactly("low", "middle");
    assertThat(claim(bench, bench.a, 2, 0)).containsExactly("high", "high");
  }

  @Test
  default void C44_claimDue_ofTheOldestWithEqualDueTimes_goesByPriorityThenId(Bench bench) {
    Instant due = bench.now().minusSeconds(10);
    fireAt(bench, "b", 9, due);
    fireAt(bench, "low", 0, due);
    fireAt(bench, "a", 9, due);

    assertThat(claim(bench, bench.a, 3, 3)).containsExactly("a", "b", "low");
  }

  @Test
  default void C45_claimDue_ofTheOldest_isAmongWhatTheNodeCanRun(Bench bench) {
    bench.dueSince("foreign", "fax", many(0), Duration.ofSeconds(30), 1);
    due(bench, "mine", 3, 10, 1);

    assertThat(claim(bench, bench.a, 2, 2)).containsExactly("mine");
    assertThat(claim(bench, new Node("node-fax", Set.of("fax")), 1, 1)).containsExactly("foreign");
  }

  @Test
  default void C46_claimDue_ofTheOldest_isDue(Bench bench) {
    bench.fireDelayed("j", Duration.ofSeconds(60), null);

    assertThat(claim(bench, bench.a, 1, 1)).isEmpty();
    bench.pass(Duration.ofSeconds(61));
    assertThat(claim(bench, bench.a, 1, 1)).containsExactly("j");
  }

  @Test
  default void C47_claimDue_ofTheOldest_keepsToItsQueue(Bench bench) {
    bench.dueSince("elsewhere", TASK, many(0).withQueue("io"), Duration.ofSeconds(30), 1);
    due(bench, "here", 5, 10, 1);

    assertThat(claim(bench, bench.a, 2, 2)).containsExactly("here");
  }

  @Test
  default void C48_claimJobs_givesSlotsToTheOldestJobsToo(Bench bench) {
    Instant now = bench.now();
    bench.put(bench.job("low", TASK, many(0), now.minusSeconds(30)));
    for (int i = 1; i <= 3; i++) {
      bench.put(bench.job("high-" + i, TASK, many(9), now.minusSeconds(10)));
    }

    List<JobClaim> claims = bench.claimJobs(bench.a, room(2, 1)).claims();

    assertThat(claims).extracting(claim -> claim.job().id()).containsExactly("high-1", "low");
  }

  @Test
  default void C49_claimDue_underAFloodOfHighPriority_reachesTheLowest(Bench bench) {
    due(bench, "older", 9, 60, 12);
    due(bench, "low", 0, 30, 1);
    bench.put(bench.laterJob("flood", many(9)));
    int sent = 0;
    int oldestSlots = 0;
    boolean reached = false;
    while (!reached && oldestSlots < 50) {
      for (int i = 0; i < 5; i++) {
        bench.submit("flood", "r" + sent++);
      }
      List<ExecutionRecord> claimed = bench.claimDue(bench.a, room(5, 1)).claimed();
      oldestSlots++;
      reached = claimed.stream().anyMatch(run -> run.id().jobId().equals("low"));
      claimed.forEach(bench::succeed);
    }

    assertThat(reached).as("reached after %s slots for the oldest", oldestSlots).isTrue();
    assertThat(oldestSlots).as("not later than those before it").isLessThanOrEqualTo(13);
  }

  private static void due(Bench bench, String id, int priority, int seconds, int count) {
    bench.dueSince(id, TASK, many(priority), Duration.ofSeconds(seconds), count);
  }

  private static void fireAt(Bench bench, String id, int priority, Instant due) {
    bench.put(bench.job(id, TASK, many(priority), due));
    JobClaim claim = bench.claimJob(bench.a);
    bench.fire(bench.a, Jobs.decideUntil(claim, 0, null, due));
  }

  private static JobPolicy many(int priority) {
    return overlap(10_000, Overflow.SKIP).withPriority(priority);
  }

  private static List<QueueRoom> room(int room, int oldest) {
    return List.of(new QueueRoom("default", room, oldest));
  }

  /** The jobs of what is leased. */
  private static List<String> claim(Bench bench, Node node, int room, int oldest) {
    return bench.claimDue(node, room(room, oldest)).claimed().stream()
        .map(run -> run.id().jobId())
        .toList();
  }
}
