package dev.punctual.scheduler.tck;

import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads do to the memory store at once is as if they had taken turns with the model. The
 * threads really run; exploring their interleavings one by one does not get past the lambdas inside
 * the patterns that check names.
 */
class MemoryStoreLinearizabilityTests {

  private static final int SCENARIOS = 10;

  @Test
  void memoryStore_underThreads_answersAsIfCallsTookTurns() {
    new StressOptions()
        .iterations(SCENARIOS * Seeds.EFFORT)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .sequentialSpecification(StoreActors.OnModel.class)
        .check(StoreActors.OnMemory.class);
  }
}
