package dev.punctual.scheduler.tck;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is asked in whatever order, the store does what the model does. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
interface ModelContract {

  @Test
  default void Q1_anySequenceOfCalls_isAnsweredAsTheModelDoes(Bench bench) {
    bench.needs(StoreCapability.MOVABLE_CLOCK);
    bench.needs(StoreCapability.STILL_CLOCK);
    Random random = Seeds.random("model");
    Seeds.showing(
        () -> {
          for (int i = 0; i < 20 * Seeds.EFFORT; i++) {
            ModelCheck.run(bench.openAnew(), Operation.sequence(random, 50));
          }
        });
  }
}
