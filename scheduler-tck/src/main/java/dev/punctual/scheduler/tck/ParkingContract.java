package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.PARKED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.ExecutionState.SUCCEEDED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.ALREADY_DONE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.withPayload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.TaskLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Executions that a node cannot run: kept, visible, and tried by those that can. */
interface ParkingContract {

  Duration TTL = Duration.ofMinutes(5);

  @Test
  default void E23_parked_keepsTheExecutionForOtherNodes(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.store.members().tick(bench.a, TTL);

    assertThat(park(bench, run)).isEqualTo(DONE);
    assertThat(park(bench, run)).isEqualTo(ALREADY_DONE);

    assertThat(bench.liveStates("j")).containsExactly(PARKED);
    bench.store.members().tick(bench.a, TTL);
    assertThat(bench.claimDue(bench.a).claimed()).isEmpty();
    bench.store.members().tick(new Node("node-c", Set.of("other")), TTL);
    assertThat(bench.liveStates("j")).containsExactly(PARKED);
    bench.store.members().tick(bench.b, TTL);
    assertThat(bench.liveStates("j")).containsExactly(SCHEDULED);
    assertThat(bench.claimDue(bench.b).claimed()).hasSize(1);
  }

  @Test
  default void E24_parked_keepsEveryByteOfIt(Bench bench) {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Payload payload = new Payload.Encoded("no-such-codec", 7, bytes);
    ExecutionRecord run = bench.running(bench.a, withPayload(bench.job("j"), payload));
    park(bench, run);

    bench.store.members().tick(bench.b, TTL);

    ExecutionRecord again = bench.claimOne(bench.b);
    assertThat(again.payload()).isEqualTo(payload);
    assertThat(again.id()).isEqualTo(run.id());
    assertThat(again.attempt()).isEqualTo(1);
  }

  @Test
  default void E25_parked_byEveryNode_isTriedOnceByEach(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    park(bench, run);
    bench.store.members().tick(bench.b, TTL);
    ExecutionRecord second = bench.claimOne(bench.b);
    Completion completion =
        new Completion(second.lease(), new Outcome.Parked("?"), null, bench.now());
    bench.store.leases().complete(bench.b.owner(), List.of(completion));

    bench.store.members().tick(bench.a, TTL);
    bench.store.members().tick(bench.b, TTL);

    assertThat(bench.liveStates("j")).containsExactly(PARKED);
  }

  @Test
  default void E26_parked_releasedDuringAPause_isHeld(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    park(bench, run);
    bench.become("j", JobState.PAUSED);
    assertThat(bench.liveStates("j")).containsExactly(PARKED);

    bench.store.members().tick(bench.b, TTL);

    assertThat(bench.liveStates("j")).containsExactly(HELD);
  }

  @Test
  default void E27_parked_canBeCancelled(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    park(bench, run);

    assertThat(bench.store.leases().cancel(run.id())).isEqualTo(CancelStatus.CANCELLED);
    bench.store.members().tick(bench.b, TTL);

    assertThat(bench.live()).isEmpty();
    assertThat(bench.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  default void E28_parked_isCancelledWithItsJob(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    park(bench, run);

    bench.store.jobs().remove(List.of("j"));

    assertThat(bench.live()).isEmpty();
    assertThat(bench.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  default void E29_parked_ofARemovedJob_isCancelled(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.store.jobs().remove(List.of("j"));

    assertThat(park(bench, run)).isEqualTo(DONE);

    assertThat(bench.live()).isEmpty();
    assertThat(bench.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  default void E30_parked_stillCountsForTheLimit(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    park(bench, run);

    assertThat(bench.submit("j", "next").status()).isEqualTo(SubmitResult.Status.SKIPPED);
  }

  @Test
  default void E31_parked_amongGoodOnes_isNotInTheirWay(Bench bench) {
    bench.put(bench.job("j", overlap(100, Overflow.SKIP)));
    bench.fireUnclaimed(bench.a, 40);
    List<ExecutionRecord> all = bench.claimDue(bench.a).claimed();
    for (int i = 0; i < all.size(); i++) {
      if (i % 4 == 0) {
        park(bench, all.get(i));
      } else {
        bench.succeed(all.get(i));
      }
    }

    assertThat(bench.liveStates("j")).hasSize(10).containsOnly(PARKED);
    assertThat(bench.endedStates()).hasSize(30).containsOnly(SUCCEEDED);
    assertThat(bench.claimDue(bench.b).claimed()).isEmpty();
  }

  @Test
  default void E32_parked_releasedBeyondALimit_isNotDue(Bench bench) {
    ExecutionRecord parked = bench.running(bench.a, bench.job("j", overlap(2, Overflow.SKIP)));
    park(bench, parked);
    bench.submit("j", "busy");
    bench.claimOne(bench.a);
    Node limited = bench.b.withLimits(Map.of(Bench.TASK, new TaskLimit(1, 1)));

    Instant nextFire = bench.store.jobs().get("j").orElseThrow().dueTime();
    assertThat(bench.store.members().tick(limited, TTL).nextDue()).isEqualTo(nextFire);
    assertThat(bench.liveStates("j")).containsExactlyInAnyOrder(SCHEDULED, CLAIMED);
  }

  private static CompleteStatus park(Bench bench, ExecutionRecord run) {
    Completion completion =
        new Completion(run.lease(), new Outcome.Parked("unreadable"), null, bench.now());
    return bench.store.leases().complete(bench.a.owner(), List.of(completion)).get(0);
  }
}
