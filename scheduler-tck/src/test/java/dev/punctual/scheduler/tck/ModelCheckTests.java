package dev.punctual.scheduler.tck;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** The memory store does what the model does; a sequence that shows otherwise is made short. */
class ModelCheckTests {

  private static final int LENGTH = 50;
  private static final int SEQUENCES = 1_000;

  @Property
  @AddLifecycleHook(Effort.class)
  void memoryStore_afterAnySequence_isAsTheModel(@ForAll("sequences") List<Operation> steps) {
    ModelCheck.run(new MemoryStoreUnderTest(), steps);
  }

  @Provide
  Arbitrary<List<Operation>> sequences() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, Operation.BOUND - 1);
    Arbitrary<Integer> kind = Arbitraries.integers().between(0, Operation.MIXED - 1);
    return Combinators.combine(kind, number, number, number)
        .as(Operation::of)
        .list()
        .ofMinSize(1)
        .ofMaxSize(2 * LENGTH)
        .withSizeDistribution(RandomDistribution.uniform())
        .map(List::copyOf);
  }

  /** As many sequences as asked for, chosen by the seed of the suite. */
  static final class Effort implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(
        PropertyLifecycleContext context, PropertyExecutor property) {
      context.attributes().setTries(SEQUENCES * Seeds.EFFORT);
      context.attributes().setSeed(String.valueOf(Seeds.SEED));
      return property.execute();
    }
  }
}
