package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.internal.memory.StoreFixture.overlap;
import static dev.punctual.scheduler.store.ExecutionState.PARKED;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Membership.Tick;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Overflow;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a store promises about the nodes that share it. */
class MembershipTests {

  private static final Duration TTL = Duration.ofSeconds(20);

  private final StoreFixture f = new StoreFixture();

  @Test
  void tick_ofAnEmptyStore_tellsThatThereIsNothing() {
    assertThat(tick(f.a)).isEqualTo(new Tick(f.now(), 1, null, false, List.of(), Set.of()));
  }

  @Test
  void tick_countsNodesUntilTheyFallSilent() {
    tick(f.a);
    f.pass(Duration.ofSeconds(10));
    assertThat(tick(f.b).liveNodes()).isEqualTo(2);
    f.pass(Duration.ofSeconds(10));

    assertThat(tick(f.b).liveNodes()).isEqualTo(1);
    assertThat(tick(f.a).liveNodes()).isEqualTo(2);
  }

  @Test
  void leave_forgetsTheNodeAndKeepsItsLeases() {
    tick(f.a);
    ExecutionRecord run = f.running(f.a, f.job("j"));

    f.store.members().leave(f.a.owner());

    assertThat(tick(f.b).liveNodes()).isEqualTo(1);
    assertThat(f.store.leases().claimsOf(f.a.owner())).containsExactly(run.lease());
  }

  @Test
  void leave_ofAnUnknownNode_changesNothing() {
    tick(f.a);
    f.store.members().leave("nobody");
    f.store.members().leave("nobody");

    assertThat(tick(f.a).liveNodes()).isEqualTo(1);
  }

  @Test
  void tick_tellsWhenTheNodesNextWorkIsDue() {
    f.put(f.job("fax", "fax", JobPolicy.DEFAULT, f.now().plusSeconds(1)));
    f.put(f.job("mine", StoreFixture.TASK, JobPolicy.DEFAULT, f.now().plusSeconds(3)));

    assertThat(tick(f.a).nextDue()).isEqualTo(f.now().plusSeconds(3));
    assertThat(tick(fax()).nextDue()).isEqualTo(f.now().plusSeconds(1));
  }

  @Test
  void tick_tellsOfExpiredLeases() {
    f.running(f.a, f.job("j"));
    assertThat(tick(f.b).expiredLeases()).isFalse();
    f.pass(StoreFixture.LEASE.plusMillis(1));

    assertThat(tick(f.b).expiredLeases()).isTrue();
    f.store.leases().reap(10, 3);
    assertThat(tick(f.b).expiredLeases()).isFalse();
  }

  @Test
  void tick_tellsTheHolderOfCancellations() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    f.running(f.a, f.job("other"));
    f.store.leases().cancel(run.id());

    assertThat(tick(f.a).cancelled()).containsExactly(run.id());
    assertThat(tick(f.b).cancelled()).isEmpty();
    f.succeed(run);
    assertThat(tick(f.a).cancelled()).isEmpty();
  }

  @Test
  void tick_tellsOfTasksOfDueJobsThatNobodyKnows() {
    f.put(f.job("fax", "fax", JobPolicy.DEFAULT, f.now().plusSeconds(1)));
    assertThat(tick(f.a).unknownTasks()).isEmpty();
    f.pass(Duration.ofSeconds(1));

    assertThat(tick(f.a).unknownTasks()).containsExactly("fax");
    tick(fax());
    assertThat(tick(f.a).unknownTasks()).isEmpty();
    f.store.members().leave(fax().owner());
    assertThat(tick(f.a).unknownTasks()).containsExactly("fax");
  }

  @Test
  void tick_tellsOfTasksOfDueExecutionsThatNobodyKnows() {
    f.put(f.job("fax", "fax", JobPolicy.DEFAULT, f.now().plusSeconds(60)));
    f.store.queue().submit("fax", "run");

    assertThat(tick(f.a).unknownTasks()).containsExactly("fax");
  }

  @Test
  void executionsThatNobodyKnows_waitUntilANodeAnnouncesTheirTask() {
    f.put(f.job("fax", "fax", overlap(3, Overflow.SKIP), f.now().plusSeconds(60)));
    f.store.queue().submit("fax", "run");
    f.store.queue().submit("fax", "more");
    tick(f.a);
    f.claimDue(f.a);

    assertThat(f.liveStates("fax")).containsOnly(PARKED);
    tick(fax());

    assertThat(f.liveStates("fax")).containsOnly(SCHEDULED);
    assertThat(f.claimDue(fax()).claimed()).hasSize(2);
  }

  @Test
  void executionsThatNobodyKnows_areCancelledWithTheirJob() {
    f.put(f.job("fax", "fax", overlap(3, Overflow.SKIP), f.now().plusSeconds(60)));
    f.store.queue().submit("fax", "run");
    f.claimDue(f.a);

    f.store.jobs().remove(List.of("fax"));

    assertThat(f.live()).isEmpty();
    assertThat(tick(fax()).nextDue()).isNull();
    assertThat(tick(f.a).unknownTasks()).isEmpty();
  }

  private Tick tick(Node node) {
    return f.store.members().tick(node, TTL);
  }

  private static Node fax() {
    return new Node("node-fax", Set.of("fax"));
  }
}
