package dev.punctual.scheduler.tck.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.tck.NoWordToStop;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Stores that lack one guard each are found out by the simulator. */
class GuardTests {

  private static final int SEEDS = 8;

  private static Stream<Violation> violations(StoreFactory factory) {
    return LongStream.range(0, SEEDS)
        .mapToObj(
            seed ->
                ClusterSimulation.builder()
                    .seed(seed)
                    .duration(Duration.ofDays(2))
                    .usersPause(Duration.ofMinutes(1))
                    .store(factory)
                    .run())
        .flatMap(report -> report.violations().stream());
  }

  /** What is found until the invariant is. */
  private static void assertBreaks(Invariant invariant, StoreFactory factory) {
    assertThat(violations(factory).map(Violation::invariant).filter(invariant::equals).findFirst())
        .as("%s within %d seeds", invariant, SEEDS)
        .isPresent();
  }

  @Test
  void wholeStore_isClean() {
    assertThat(violations(MemoryJobStore::create)).isEmpty();
  }

  @Test
  void storeWithoutTokenTest_breaksFenced() {
    assertBreaks(
        Invariant.FENCED, clock -> new BrokenStore.NoTokenTest(MemoryJobStore.create(clock)));
  }

  @Test
  void storeWithoutVersionTest_breaksRevocation() {
    assertBreaks(
        Invariant.REVOCATION, clock -> new BrokenStore.NoVersionTest(MemoryJobStore.create(clock)));
  }

  @Test
  void storeThatFiresAgain_breaksConservation() {
    assertBreaks(
        Invariant.CONSERVATION, clock -> new BrokenStore.FiresAgain(MemoryJobStore.create(clock)));
  }

  @Test
  void storeWithoutOverlapLimit_breaksMaxInstances() {
    assertBreaks(
        Invariant.MAX_INSTANCES,
        clock -> new BrokenStore.NoOverlapLimit(MemoryJobStore.create(clock)));
  }

  @Test
  void storeWithoutMissedRanges_breaksConservation() {
    assertBreaks(
        Invariant.CONSERVATION,
        clock -> new BrokenStore.NoMissedRanges(MemoryJobStore.create(clock)));
  }

  @Test
  void storeThatPurgesLiveExecutions_breaksConservation() {
    assertBreaks(
        Invariant.CONSERVATION, clock -> new BrokenStore.PurgesAll(MemoryJobStore.create(clock)));
  }

  @Test
  void storeThatReapsEarly_breaksOneLease() {
    assertBreaks(
        Invariant.ONE_LEASE,
        clock -> new BrokenStore.ForgetsRenewals(MemoryJobStore.create(clock)));
  }

  @Test
  void storeWithoutTaskLimits_breaksTaskLimit() {
    assertBreaks(
        Invariant.TASK_LIMIT, clock -> new BrokenStore.NoTaskLimits(MemoryJobStore.create(clock)));
  }

  @Test
  void storeWithoutTaskLimits_breaksRateLimit() {
    assertBreaks(
        Invariant.RATE_LIMIT, clock -> new BrokenStore.NoTaskLimits(MemoryJobStore.create(clock)));
  }

  @Test
  void storeThatTellsNoOwnerWhomToStop_breaksCancellation() {
    assertBreaks(Invariant.CANCELLATION, clock -> new NoWordToStop(MemoryJobStore.create(clock)));
  }

  @Test
  void storeThatDropsFollowUps_breaksConservation() {
    assertBreaks(
        Invariant.CONSERVATION, clock -> new BrokenStore.NoFollowUps(MemoryJobStore.create(clock)));
  }
}
