package dev.punctual.scheduler.tck.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.MemoryJobStore;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Stores that lack one guard each are found out by the simulator. */
class GuardTests {

  private static Set<Invariant> broken(StoreFactory factory) {
    Set<Invariant> found = new TreeSet<>();
    LongStream.range(0, 8)
        .mapToObj(
            seed ->
                ClusterSimulation.builder()
                    .seed(seed)
                    .duration(Duration.ofDays(2))
                    .usersPause(Duration.ofMinutes(1))
                    .store(factory)
                    .run())
        .flatMap(report -> report.violations().stream())
        .forEach(violation -> found.add(violation.invariant()));
    return found;
  }

  @Test
  void wholeStore_isClean() {
    assertThat(broken(MemoryJobStore::create)).isEmpty();
  }

  @Test
  void storeWithoutTokenTest_breaksFenced() {
    assertThat(broken(clock -> new BrokenStore.NoTokenTest(MemoryJobStore.create(clock))))
        .contains(Invariant.FENCED);
  }

  @Test
  void storeWithoutVersionTest_breaksRevocation() {
    assertThat(broken(clock -> new BrokenStore.NoVersionTest(MemoryJobStore.create(clock))))
        .contains(Invariant.REVOCATION);
  }

  @Test
  void storeThatFiresAgain_breaksConservation() {
    assertThat(broken(clock -> new BrokenStore.FiresAgain(MemoryJobStore.create(clock))))
        .contains(Invariant.CONSERVATION);
  }

  @Test
  void storeWithoutOverlapLimit_breaksMaxInstances() {
    assertThat(broken(clock -> new BrokenStore.NoOverlapLimit(MemoryJobStore.create(clock))))
        .contains(Invariant.MAX_INSTANCES);
  }

  @Test
  void storeWithoutMissedRanges_breaksConservation() {
    assertThat(broken(clock -> new BrokenStore.NoMissedRanges(MemoryJobStore.create(clock))))
        .contains(Invariant.CONSERVATION);
  }

  @Test
  void storeThatPurgesLiveExecutions_breaksConservation() {
    assertThat(broken(clock -> new BrokenStore.PurgesAll(MemoryJobStore.create(clock))))
        .contains(Invariant.CONSERVATION);
  }

  @Test
  void storeThatReapsEarly_breaksOneLease() {
    assertThat(broken(clock -> new BrokenStore.ForgetsRenewals(MemoryJobStore.create(clock))))
        .contains(Invariant.ONE_LEASE);
  }
}
