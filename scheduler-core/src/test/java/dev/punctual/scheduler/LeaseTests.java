package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that hears nothing from its store believes in its leases no longer than they last. */
class LeaseTests {

  private static final Duration LONGER_THAN_A_LEASE = Duration.ofMinutes(1);

  private final EngineFixture fixture = new EngineFixture();
  private final HeldExecutor executor = new HeldExecutor();
  private final List<Instant> runs = new ArrayList<>();
  private final List<Boolean> believes = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private FaultyStore store;
  private BackgroundScheduler scheduler;

  /** A leased run waits for its thread when the store falls silent. */
  @BeforeEach
  void holdARun() {
    store = new FaultyStore(fixture.memory, 1, FaultyStore.When.BEFORE);
    fixture.store = store.store();
    scheduler = fixture.scheduler(b -> b.executor("default", executor));
    scheduler.start();
    scheduler.addJob(this::run, DateTrigger.at(EngineFixture.START.plusSeconds(1)));
    fixture.advance(Duration.ofSeconds(2));
    assertThat(executor.size()).isOne();
    store.begin();
  }

  private void run(ExecutionContext context) {
    runs.add(context.fireTime());
    believes.add(context.holdsLease());
    meanwhile.run();
    believes.add(context.holdsLease());
  }

  @Test
  void run_whoseLeaseHolds_starts() {
    fixture.advance(Duration.ofSeconds(10));
    executor.runAll();

    assertThat(runs).hasSize(1);
    assertThat(believes).containsExactly(true, true);
  }

  @Test
  void run_whoseLeaseRanOut_neverStarts() {
    fixture.advance(LONGER_THAN_A_LEASE);
    executor.runAll();

    assertNothingStarted();
  }

  @Test
  void run_whoseLeaseRanOut_isGivenBack() {
    store.end();
    fixture.time.stepWall(LONGER_THAN_A_LEASE);
    executor.runAll();

    assertThat(fixture.memory.history().live(null, null, 10).items())
        .extracting(ExecutionRecord::state)
        .containsExactly(ExecutionState.SCHEDULED);
  }

  @Test
  void run_whoseLeaseRanOut_isNotStoppedLikeARunningOne() {
    store.end();
    ExecutionId id = fixture.memory.history().live(null, null, 10).items().get(0).id();
    store.interrupt("release", () -> scheduler.cancel(id));
    fixture.time.stepWall(LONGER_THAN_A_LEASE);
    executor.runAll();

    fixture.advance(LONGER_THAN_A_LEASE);

    assertThat(fixture.events(ExecutionEvent.CancelRequested.class)).isEmpty();
    assertThat(fixture.events(ExecutionEvent.Abandoned.class)).isEmpty();
    assertThat(scheduler.health().abandoned()).isEmpty();
  }

  @Test
  void run_whoseLeaseRanOutWhileTheClockWasSetBack_neverStarts() {
    fixture.time.stepWall(LONGER_THAN_A_LEASE.multipliedBy(5).negated());
    fixture.advance(LONGER_THAN_A_LEASE);
    executor.runAll();

    assertNothingStarted();
  }

  @Test
  void run_whoseLeaseRanOutWhileTheMachineWasSuspended_neverStarts() {
    fixture.time.stepWall(LONGER_THAN_A_LEASE);
    executor.runAll();

    assertNothingStarted();
  }

  @Test
  void runningJob_whoseLeaseRunsOut_isToldSo() {
    meanwhile = () -> fixture.advance(LONGER_THAN_A_LEASE);
    executor.runAll();

    assertThat(believes).containsExactly(true, false);
  }

  @Test
  void runningJob_whoseLeaseRunsOutWhileTheClockIsSetBack_isToldSo() {
    meanwhile =
        () -> {
          fixture.time.stepWall(LONGER_THAN_A_LEASE.multipliedBy(5).negated());
          fixture.advance(LONGER_THAN_A_LEASE);
        };
    executor.runAll();

    assertThat(believes).containsExactly(true, false);
  }

  @Test
  void runningJob_whoseMachineWasSuspended_isToldSo() {
    meanwhile = () -> fixture.time.stepWall(LONGER_THAN_A_LEASE);
    executor.runAll();

    assertThat(believes).containsExactly(true, false);
  }

  private void assertNothingStarted() {
    assertThat(runs).isEmpty();
    assertThat(fixture.events(ExecutionEvent.Started.class)).isEmpty();
  }
}
