package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.store.ExecutionState.DEAD;
import static dev.punctual.scheduler.store.ExecutionState.LOST;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.RunPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of an execution whose node is gone, by what its job demands. */
class ReapGuaranteeTests {

  private static final int MAX_LOST = 3;

  private final StoreFixture f = new StoreFixture();

  @Test
  void reap_ofAConfirmedStartThatMayHappenOnce_isLost() {
    ExecutionRecord run = f.running(f.a, f.job("j", guaranteed(Guarantee.AT_MOST_ONCE)));
    start(run);
    f.pass(StoreFixture.LEASE.plusMillis(1));

    List<ExecutionRecord> reaped = f.store.leases().reap(10, MAX_LOST);

    assertThat(reaped).extracting(ExecutionRecord::state).containsExactly(LOST);
    EndedExecution ended = f.ended().get(0);
    assertThat(ended.state()).isEqualTo(LOST);
    assertThat(ended.started()).isNotNull();
    assertThat(ended.node()).isEqualTo(f.a.owner());
    assertThat(ended.error()).isNotBlank();
    assertThat(ended.payload()).isEqualTo(run.payload());
    assertThat(ended.policy()).isEqualTo(run.policy());
    assertThat(f.live()).isEmpty();
    assertThat(f.succeed(run)).isEqualTo(CompleteStatus.FENCED);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AT_MOST_ONCE")
  void reap_ofAConfirmedStartThatMayHappenAgain_isReleased(Guarantee guarantee) {
    ExecutionRecord run = f.running(f.a, f.job("j", guaranteed(guarantee)));
    start(run);
    f.pass(StoreFixture.LEASE.plusMillis(1));

    assertThat(f.store.leases().reap(10, MAX_LOST))
        .extracting(ExecutionRecord::state)
        .containsExactly(SCHEDULED);
    assertThat(f.claimDue(f.b).claimed()).extracting(ExecutionRecord::id).containsExactly(run.id());
  }

  @Test
  void reap_ofAnUnconfirmedStartThatMayHappenOnce_isReleased() {
    f.running(f.a, f.job("j", guaranteed(Guarantee.AT_MOST_ONCE)));
    f.pass(StoreFixture.LEASE.plusMillis(1));

    f.store.leases().reap(10, MAX_LOST);

    assertThat(f.liveStates("j")).containsExactly(SCHEDULED);
  }

  @Test
  void reap_afterTooManyLosses_keepsWhatItTakesToRunItAgain() {
    JobPolicy policy = guaranteed(Guarantee.AT_LEAST_ONCE_CONFIRMED).withPriority(7);
    ExecutionRecord run = f.running(f.a, f.job("j", policy));
    start(run);
    f.pass(StoreFixture.LEASE.plusMillis(1));

    f.store.leases().reap(10, 0);

    EndedExecution dead = f.ended().get(0);
    assertThat(dead.state()).isEqualTo(DEAD);
    assertThat(dead.payload()).isEqualTo(run.payload());
    assertThat(dead.policy()).isEqualTo(policy);
    assertThat(dead.started()).isNotNull();
    assertThat(dead.node()).isEqualTo(f.a.owner());
  }

  private boolean start(ExecutionRecord run) {
    return f.store.leases().start(f.a.owner(), List.of(run.lease())).get(0);
  }

  private static JobPolicy guaranteed(Guarantee guarantee) {
    return JobPolicy.DEFAULT.withRun(RunPolicy.DEFAULT.withGuarantee(guarantee));
  }
}
