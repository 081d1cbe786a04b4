package dev.punctual.scheduler.tck;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Whatever threads do to the memory store at once is as if they had taken turns. */
class MemoryStoreLinearizabilityTests {

  private static final int SCENARIOS = 10;
  private static final int THREADS = 3;
  private static final int CALLS = 4;

  @Test
  void memoryStore_underManyInterleavings_isAsIfCallsTookTurns() {
    new ModelCheckingOptions()
        .iterations(SCENARIOS * Seeds.EFFORT)
        .invocationsPerIteration(100)
        .threads(THREADS)
        .actorsPerThread(CALLS)
        .actorsBefore(2)
        .actorsAfter(2)
        .check(StoreActors.class);
  }

  @Test
  void memoryStore_underStress_isAsIfCallsTookTurns() {
    new StressOptions()
        .iterations(SCENARIOS * Seeds.EFFORT)
        .invocationsPerIteration(500)
        .threads(THREADS)
        .actorsPerThread(CALLS)
        .actorsBefore(2)
        .actorsAfter(2)
        .check(StoreActors.class);
  }
}
