package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.PARKED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.Membership.Tick;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Overflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The nodes that share a store, and what an idle one is told. */
interface MembershipContract {

  /** For how long nodes are announced here. */
  Duration TTL = Duration.ofMinutes(5);

  @Test
  default void M1_tick_ofAnEmptyStore_tellsThatThereIsNothing(Bench bench) {
    Tick tick = tick(bench, bench.a);

    bench.assertJustNow(tick.storeNow());
    assertThat(tick).isEqualTo(new Tick(tick.storeNow(), 1, null, false, List.of(), Set.of()));
  }

  @Test
  default void M2_tick_countsNodesUntilTheyFallSilent(Bench bench) {
    tick(bench, bench.a);
    bench.pass(Duration.ofMinutes(3));
    assertThat(tick(bench, bench.b).liveNodes()).isEqualTo(2);
    bench.pass(Duration.ofMinutes(3));

    assertThat(tick(bench, bench.b).liveNodes()).isEqualTo(1);
    assertThat(tick(bench, bench.a).liveNodes()).isEqualTo(2);
  }

  @Test
  default void M3_tick_repeated_countsANodeOnce(Bench bench) {
    tick(bench, bench.a);
    tick(bench, bench.a);

    assertThat(tick(bench, bench.a).liveNodes()).isEqualTo(1);
  }

  @Test
  default void M4_leave_forgetsTheNodeAndKeepsItsLeases(Bench bench) {
    tick(bench, bench.a);
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    bench.store.members().leave(bench.a.owner());

    assertThat(tick(bench, bench.b).liveNodes()).isEqualTo(1);
    assertThat(bench.store.leases().claimsOf(bench.a.owner())).containsExactly(run.lease());
    assertThat(bench.live()).containsExactly(run);
  }

  @Test
  default void M5_leave_ofAnUnknownNode_changesNothing(Bench bench) {
    tick(bench, bench.a);
    bench.store.members().leave("nobody");
    bench.store.members().leave("nobody");

    assertThat(tick(bench, bench.a).liveNodes()).isEqualTo(1);
  }

  @Test
  default void M6_tick_tellsWhenTheNodesNextWorkIsDue(Bench bench) {
    Instant soon = bench.now().plus(LATER);
    bench.put(bench.job("fax", "fax", JobPolicy.DEFAULT, soon));
    bench.put(bench.job("mine", TASK, JobPolicy.DEFAULT, soon.plusSeconds(2)));

    assertThat(tick(bench, bench.a).nextDue()).isEqualTo(soon.plusSeconds(2));
    assertThat(tick(bench, fax()).nextDue()).isEqualTo(soon);
  }

  @Test
  default void M7_tick_tellsOfExpiredLeases(Bench bench) {
    bench.running(bench.a, bench.job("j"));
    assertThat(tick(bench, bench.b).expiredLeases()).isFalse();
    bench.pass(LEASE.plusSeconds(1));

    assertThat(tick(bench, bench.b).expiredLeases()).isTrue();
    bench.store.leases().reap(10, 3);
    assertThat(tick(bench, bench.b).expiredLeases()).isFalse();
  }

  @Test
  default void M8_tick_tellsTheHolderOfCancellations(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.running(bench.a, bench.job("other"));
    bench.store.leases().cancel(run.id());

    assertThat(tick(bench, bench.a).cancelled()).containsExactly(run.id());
    assertThat(tick(bench, bench.b).cancelled()).isEmpty();
    bench.succeed(run);
    assertThat(tick(bench, bench.a).cancelled()).isEmpty();
  }

  @Test
  default void M9_tick_tellsOfTasksOfDueJobsThatNobodyKnows(Bench bench) {
    bench.put(bench.job("fax", "fax", JobPolicy.DEFAULT, bench.now().plusSeconds(60)));
    assertThat(tick(bench, bench.a).unknownTasks()).isEmpty();
    bench.pass(Duration.ofSeconds(60));

    assertSoonUnknown(bench, Set.of("fax"));
    tick(bench, fax());
    assertSoonUnknown(bench, Set.of());
    bench.store.members().leave(fax().owner());
    assertSoonUnknown(bench, Set.of("fax"));
  }

  @Test
  default void M10_tick_tellsOfTasksOfDueExecutionsThatNobodyKnows(Bench bench) {
    bench.put(bench.job("fax", "fax", JobPolicy.DEFAULT, bench.now().plus(LATER)));
    bench.submit("fax", "run");

    assertSoonUnknown(bench, Set.of("fax"));
  }

  @Test
  default void M11_unknownTask_waitsVisiblyUntilANodeAnnouncesIt(Bench bench) {
    bench.put(bench.job("fax", "fax", overlap(3, Overflow.SKIP), bench.now().plus(LATER)));
    bench.submit("fax", "run");
    bench.submit("fax", "more");
    tick(bench, bench.a);
    bench.claimDue(bench.a);

    assertThat(bench.liveStates("fax")).containsOnly(PARKED);
    tick(bench, fax());

    assertThat(bench.liveStates("fax")).containsOnly(SCHEDULED);
    assertThat(bench.claimDue(fax()).claimed()).hasSize(2);
  }

  @Test
  default void M12_unknownTask_jobIsKeptAsItIs(Bench bench) {
    JobRecord job = bench.put(bench.job("fax", "fax", JobPolicy.DEFAULT, bench.now()));
    for (int i = 0; i < 3; i++) {
      assertThat(bench.claimJobs(bench.a)).isEmpty();
      tick(bench, bench.a);
      bench.pass(Duration.ofHours(1));
    }

    assertThat(bench.get("fax")).isEqualTo(job);
    assertThat(bench.claimJobs(fax())).extracting(JobClaim::job).containsExactly(job);
  }

  @Test
  default void M13_unknownTask_isCancelledWithItsJob(Bench bench) {
    bench.put(bench.job("fax", "fax", overlap(3, Overflow.SKIP), bench.now().plus(LATER)));
    bench.submit("fax", "run");
    bench.claimDue(bench.a);

    bench.store.jobs().remove(List.of("fax"));

    assertThat(bench.live()).isEmpty();
    assertThat(tick(bench, fax()).nextDue()).isNull();
    assertSoonUnknown(bench, Set.of());
  }

  /** What a tick tells may be as of one of the twenty before. */
  @Test
  default void M14_tick_tellsNothingOfWorkInQueuesThatTheNodeDoesNotServe(Bench bench) {
    Instant soon = bench.now().plus(LATER);
    bench.put(bench.job("there", TASK, JobPolicy.DEFAULT.withQueue("io"), soon));
    bench.submit("there", "run");
    bench.put(bench.job("here", TASK, JobPolicy.DEFAULT, soon.plusSeconds(1)));

    assertThat(tick(bench, bench.a).nextDue()).isEqualTo(soon.plusSeconds(1));
    assertThat(tick(bench, bench.b.withQueues(Set.of())).nextDue()).isNull();
    assertThat(tick(bench, bench.b.withQueues(Set.of("default", "io"))).nextDue()).isBefore(soon);
  }

  @Test
  default void M15_tick_ofANodeAThirdOfTheTimeApart_keepsItAnnounced(Bench bench) {
    for (int i = 0; i < 6; i++) {
      assertThat(tick(bench, bench.a).liveNodes()).isEqualTo(i == 0 ? 1 : 2);
      bench.pass(TTL.dividedBy(3).minusMillis(1));
      assertThat(tick(bench, bench.b).liveNodes()).isEqualTo(2);
    }
    bench.pass(TTL);

    assertThat(tick(bench, bench.b).liveNodes()).isEqualTo(1);
  }

  private static void assertSoonUnknown(Bench bench, Set<String> tasks) {
    Set<String> told = tick(bench, bench.a).unknownTasks();
    for (int i = 0; i < 20 && !told.equals(tasks); i++) {
      told = tick(bench, bench.a).unknownTasks();
    }
    assertThat(told).isEqualTo(tasks);
  }

  private static Tick tick(Bench bench, Node node) {
    return bench.store.members().tick(node, TTL);
  }

  private static Node fax() {
    return new Node("node-fax", Set.of("fax"));
  }
}
