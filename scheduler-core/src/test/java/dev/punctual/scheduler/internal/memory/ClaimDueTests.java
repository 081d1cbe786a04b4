package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.internal.memory.StoreFixture.overlap;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.MISSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store promises about leasing due executions. */
class ClaimDueTests {

  private final StoreFixture f = new StoreFixture();

  @Test
  void claimDue_leasesWhatIsDue() {
    f.put(f.job("j"));
    f.store.queue().submit("j", "run");

    ExecutionClaims claims = f.claimDue(f.b);

    ExecutionRecord run = claims.claimed().get(0);
    assertThat(run.state()).isEqualTo(CLAIMED);
    assertThat(run.owner()).isEqualTo(f.b.owner());
    assertThat(run.leaseUntil()).isEqualTo(f.now().plus(StoreFixture.LEASE));
    assertThat(claims.storeNow()).isEqualTo(f.now());
    assertThat(claims.nextDue()).isNull();
    assertThat(f.claimDue(f.a).claimed()).isEmpty();
  }

  @Test
  void claimDue_repeated_answersTheSameLeases() {
    f.put(f.job("j", overlap(9, Overflow.SKIP)));
    f.store.queue().submit("j", "one");
    ExecutionClaims first = claimAs("req");
    f.store.queue().submit("j", "two");

    assertThat(claimAs("req")).isEqualTo(first);
    assertThat(f.claimDue(f.a).claimed())
        .extracting(run -> run.id().requestId())
        .containsExactly("two");
  }

  @Test
  void claimDue_whoseReplyWasLost_isFoundAmongTheClaims() {
    f.put(f.job("j"));
    f.store.queue().submit("j", "one");
    claimAs("req");

    List<LeaseRef> found = f.store.leases().claimsOf(f.a.owner());

    assertThat(found).hasSize(1);
    assertThat(f.store.leases().release(f.a.owner(), found)).containsExactly(true);
    assertThat(f.claimDue(f.b).claimed()).hasSize(1);
  }

  @Test
  void claimDue_keepsToTheRoomOfEachQueue() {
    for (String queue : List.of("one", "two", "three")) {
      JobPolicy policy = overlap(9, Overflow.SKIP).withQueue(queue);
      f.put(f.job(queue, StoreFixture.TASK, policy, f.now().plusSeconds(60)));
      for (int i = 0; i < 4; i++) {
        f.store.queue().submit(queue, "run" + i);
      }
    }
    List<QueueRoom> rooms = List.of(new QueueRoom("one", 1), new QueueRoom("two", 3));

    ExecutionClaims claims = f.claimDue(f.a, rooms);

    assertThat(claims.claimed())
        .extracting(run -> run.id().jobId() + run.id().requestId())
        .containsExactlyInAnyOrder("onerun0", "tworun0", "tworun1", "tworun2");
    assertThat(claims.nextDue()).isEqualTo(f.now());
  }

  @Test
  void claimDue_goesByPriorityThenDueTimeThenId() {
    submit("last", 0);
    f.pass(Duration.ofMillis(1));
    submit("c", 5);
    f.pass(Duration.ofMillis(1));
    submit("b", 5);
    submit("a", 5);
    submit("first", 9);

    assertThat(f.claimDue(f.a).claimed())
        .extracting(run -> run.id().jobId())
        .containsExactly("first", "c", "a", "b", "last");
  }

  @Test
  void claimDue_beforeTheDueTime_isEmptyAndSaysWhen() {
    fireLater(Duration.ofMillis(700), null);

    ExecutionClaims claims = f.claimDue(f.a);

    assertThat(claims.claimed()).isEmpty();
    assertThat(claims.nextDue()).isEqualTo(f.now().plusMillis(700));
    f.pass(Duration.ofMillis(700));
    assertThat(f.claimDue(f.a).claimed()).hasSize(1);
  }

  @Test
  void claimDue_withAHorizon_countsTheLeaseFromDue() {
    fireLater(Duration.ofMillis(700), null);

    List<ExecutionRecord> claimed =
        f.store
            .queue()
            .claimDue("r", f.a, StoreFixture.ROOM, StoreFixture.LEASE, Duration.ofSeconds(1))
            .claimed();

    assertThat(claimed).hasSize(1);
    assertThat(claimed.get(0).leaseUntil())
        .isEqualTo(f.now().plusMillis(700).plus(StoreFixture.LEASE));
  }

  @Test
  void claimDue_atTheDeadline_stillRuns() {
    fireLater(Duration.ZERO, f.now().plusSeconds(5));
    f.pass(Duration.ofSeconds(5));

    assertThat(f.claimDue(f.a).claimed()).hasSize(1);
  }

  @Test
  void claimDue_pastTheDeadline_isMissedAndRecordedOnce() {
    JobRecord job = fireLater(Duration.ZERO, f.now().plusSeconds(5));
    Instant fire = f.now();
    f.pass(Duration.ofMillis(5_001));

    ExecutionClaims claims = f.claimDue(f.a);

    assertThat(claims.claimed()).isEmpty();
    assertThat(claims.missed()).extracting(ExecutionRecord::state).containsExactly(MISSED);
    assertThat(f.claimDue(f.a).missed()).isEmpty();
    assertThat(f.live()).isEmpty();
    assertThat(f.endedStates()).containsExactly(MISSED);
    assertThat(f.missed())
        .containsExactly(new MissedRange("j", job.generation(), fire, fire, 1, Reason.GRACE));
  }

  @Test
  void claimDue_ofAMissedExecution_letsAWaitingOneGoInTheSameCall() {
    f.put(f.job("j", overlap(1, Overflow.QUEUE_ONE)));
    Instant fire = f.now();
    Instant next = fire.plusSeconds(60);
    PlannedFire planned = new PlannedFire(fire, fire, fire.plusSeconds(1), Adjustment.NONE);
    FireDecision decision =
        new FireDecision(f.claimJob(f.a), List.of(planned), List.of(), fire, next, next, 0, null);
    f.fire(f.a, decision);
    f.store.queue().submit("j", "run");
    f.pass(Duration.ofSeconds(2));

    ExecutionClaims claims = f.claimDue(f.a);

    assertThat(claims.missed()).hasSize(1);
    assertThat(claims.claimed()).extracting(run -> run.id().requestId()).containsExactly("run");
  }

  @Test
  void claimDue_passesByTasksThatTheNodeDoesNotKnow() {
    f.put(f.job("fax", "fax", overlap(3_000, Overflow.SKIP), f.now().plusSeconds(60)));
    for (int i = 0; i < 2_000; i++) {
      f.store.queue().submit("fax", "run" + i);
    }
    f.pass(Duration.ofMillis(1));
    f.put(f.job("mine"));
    f.store.queue().submit("mine", "run");

    ExecutionClaims claims = f.claimDue(f.a);

    assertThat(claims.claimed()).extracting(run -> run.id().jobId()).containsExactly("mine");
    assertThat(claims.nextDue()).isNull();
  }

  @Test
  void claimDue_ofWaitingHeldAndBlockedOnes_isEmpty() {
    f.running(f.a, f.job("blocked", overlap(1, Overflow.QUEUE_ALL)));
    f.store.queue().submit("blocked", "run");

    ExecutionClaims claims = f.claimDue(f.a);

    assertThat(claims.claimed()).isEmpty();
    assertThat(claims.nextDue()).isNull();
  }

  private void submit(String id, int priority) {
    JobPolicy policy = JobPolicy.DEFAULT.withPriority(priority);
    f.put(f.job(id, StoreFixture.TASK, policy, f.now().plusSeconds(60)));
    f.store.queue().submit(id, "run");
  }

  private ExecutionClaims claimAs(String requestId) {
    return f.store
        .queue()
        .claimDue(requestId, f.a, StoreFixture.ROOM, StoreFixture.LEASE, Duration.ZERO);
  }

  /** Fires a job whose execution is due only later, as jitter does. */
  private JobRecord fireLater(Duration delay, Instant deadline) {
    JobRecord job = f.put(f.job("j"));
    JobClaim claim = f.claimJob(f.a);
    Instant fire = f.now();
    PlannedFire planned = new PlannedFire(fire, fire.plus(delay), deadline, Adjustment.NONE);
    Instant next = fire.plusSeconds(60);
    f.fire(f.a, new FireDecision(claim, List.of(planned), List.of(), fire, next, next, 0, null));
    return job;
  }
}
