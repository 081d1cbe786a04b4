package dev.punctual.scheduler.tck;

import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.strategy.managed.modelchecking.ModelCheckingOptions;
import org.jetbrains.kotlinx.lincheck.strategy.stress.StressOptions;
import org.junit.jupiter.api.Test;

/** Whatever threads do to the memory store at once is as if they had taken turns. */
class MemoryStoreLinearizabilityTests {

  private static final int SCENARIOS = 20;
  private static final int THREADS = 3;
  private static final int CALLS = 4;

  @Test
  void memoryStore_underManyInterleavings_isAsIfCallsTookTurns() {
    LinChecker.check(
        StoreActors.class,
        new ModelCheckingOptions()
            .iterations(SCENARIOS * Seeds.EFFORT)
            .invocationsPerIteration(300)
            .threads(THREADS)
            .actorsPerThread(CALLS)
            .actorsBefore(2)
            .actorsAfter(2));
  }

  @Test
  void memoryStore_underStress_isAsIfCallsTookTurns() {
    LinChecker.check(
        StoreActors.class,
        new StressOptions()
            .iterations(SCENARIOS * Seeds.EFFORT)
            .invocationsPerIteration(1_000)
            .threads(THREADS)
            .actorsPerThread(CALLS)
            .actorsBefore(2)
            .actorsAfter(2));
  }
}
