package dev.punctual.scheduler.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a store promises about the slots that go to what has been due longest. */
class OldestRoomTests {

  private final StoreFixture f = new StoreFixture();

  @Test
  void slots_goByPriorityFirstAndThenToTheOldest() {
    queued("low", 0, 2);
    f.pass(Duration.ofSeconds(1));
    queued("middle", 5, 2);
    f.pass(Duration.ofSeconds(1));
    queued("high", 9, 5);

    assertThat(jobs(f.claimDue(f.a, room(3, 1)).claimed())).containsExactly("high", "high", "low");
    assertThat(jobs(f.claimDue(f.a, room(2, 2)).claimed())).containsExactly("low", "middle");
    assertThat(jobs(f.claimDue(f.a, room(2, 0)).claimed())).containsExactly("high", "high");
  }

  @Test
  void oldest_withEqualDueTimes_goesByPriority() {
    queued("low", 0, 1);
    queued("high", 9, 1);

    assertThat(jobs(f.claimDue(f.a, room(1, 1)).claimed())).containsExactly("high");
  }

  @Test
  void oldest_isAmongWhatTheNodeCanRun() {
    f.put(f.job("foreign", "unknown", many(0), f.now().plus(Duration.ofDays(1))));
    f.store.queue().submit("foreign", "r");
    f.pass(Duration.ofSeconds(1));
    queued("mine", 3, 1);

    assertThat(jobs(f.claimDue(f.a, room(2, 2)).claimed())).containsExactly("mine");
    Node other = new Node("other", Set.of("unknown"));
    assertThat(jobs(f.claimDue(other, room(1, 1)).claimed())).containsExactly("foreign");
  }

  @Test
  void oldest_isDue() {
    f.put(f.job("j", many(0)));
    JobClaim claim = f.claimJob(f.a);
    f.fire(f.a, StoreFixture.decide(claim, 0, f.now().plusSeconds(5)));

    assertThat(f.claimDue(f.a, room(1, 1)).claimed()).isEmpty();
    f.pass(Duration.ofSeconds(5));
    assertThat(f.claimDue(f.a, room(1, 1)).claimed()).hasSize(1);
  }

  @Test
  void claimJobs_givesSlotsToTheOldestJobsToo() {
    f.put(f.job("low", many(0)));
    f.pass(Duration.ofSeconds(1));
    f.put(f.job("high-1", many(9)));
    f.put(f.job("high-2", many(9)));
    f.put(f.job("high-3", many(9)));

    List<JobClaim> claims = f.claimJobs(f.a, room(2, 1)).claims();

    assertThat(claims).extracting(claim -> claim.job().id()).containsExactly("high-1", "low");
  }

  @Test
  void steadyFloodOfHighPriority_doesNotStarveTheLowest() {
    queued("low", 0, 1);
    f.pass(Duration.ofMillis(1));
    f.put(f.job("high", "mail", many(9), f.now().plus(Duration.ofDays(1))));
    int sent = 0;
    int claims = 0;
    boolean reached = false;
    while (!reached && claims < 100) {
      for (int i = 0; i < 10; i++) {
        f.store.queue().submit("high", "r" + sent++);
      }
      f.pass(Duration.ofMillis(1));
      List<ExecutionRecord> claimed = f.claimDue(f.a, room(1, claims % 10 == 9 ? 1 : 0)).claimed();
      claims++;
      reached = jobs(claimed).contains("low");
      claimed.forEach(f::succeed);
    }

    assertThat(reached).isTrue();
    assertThat(claims).isEqualTo(10);
  }

  @Test
  void olderFloodOfHighPriority_isAheadOfTheLowestOnlyAsFarAsItIsOlder() {
    queued("high", 9, 30);
    f.pass(Duration.ofMillis(1));
    queued("low", 0, 1);
    int sent = 30;
    int oldestSlots = 0;
    boolean reached = false;
    while (!reached && oldestSlots < 100) {
      for (int i = 0; i < 5; i++) {
        f.store.queue().submit("high", "r" + sent++);
      }
      f.pass(Duration.ofMillis(1));
      List<ExecutionRecord> claimed = f.claimDue(f.a, room(5, 1)).claimed();
      oldestSlots++;
      reached = jobs(claimed).contains("low");
      claimed.forEach(f::succeed);
    }

    assertThat(reached).isTrue();
    assertThat(oldestSlots).isLessThanOrEqualTo(31);
  }

  private static JobPolicy many(int priority) {
    return StoreFixture.overlap(10_000, Overflow.SKIP).withPriority(priority);
  }

  private static List<QueueRoom> room(int room, int oldest) {
    return List.of(new QueueRoom("default", room, oldest));
  }

  private static List<String> jobs(List<ExecutionRecord> claimed) {
    return claimed.stream().map(run -> run.id().jobId()).toList();
  }

  private void queued(String id, int priority, int count) {
    f.put(f.job(id, StoreFixture.TASK, many(priority), f.now().plus(Duration.ofDays(1))));
    for (int i = 0; i < count; i++) {
      f.store.queue().submit(id, "r" + i);
    }
  }
}
