package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.punctual.scheduler.store.JobStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store cannot do is skipped by name and never passed in silence. */
class CapabilityTests {

  @ParameterizedTest(name = "{0}")
  @EnumSource(StoreCapability.class)
  void need_ofWhatIsNotDeclared_abortsNamingIt(StoreCapability capability) {
    Bench bench = new Bench(new Without(EnumSet.of(capability)));

    assertThat(catchThrowable(() -> bench.needs(capability)))
        .hasMessageStartingWith("Assumption failed")
        .hasMessageContaining(capability.name());
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(StoreCapability.class)
  void need_ofWhatIsDeclared_goesOn(StoreCapability capability) {
    Bench bench = new Bench(new Without(EnumSet.noneOf(StoreCapability.class)));

    assertThat(catchThrowable(() -> bench.needs(capability))).isNull();
  }

  @Test
  void clock_thatCannotBeMoved_skipsWhatMovesIt() {
    Bench bench = new Bench(new Without(EnumSet.of(StoreCapability.MOVABLE_CLOCK)));

    assertThat(catchThrowable(() -> bench.pass(Duration.ofSeconds(1))))
        .hasMessageStartingWith("Assumption failed");
  }

  @Test
  void suite_onAStoreWithoutCapabilities_failsNothing() {
    assertThat(SuiteOn.failuresWithout(EnumSet.allOf(StoreCapability.class))).isEmpty();
  }

  /** A memory store of which some capabilities are not declared. */
  static final class Without implements StoreUnderTest {

    private final MemoryStoreUnderTest memory = new MemoryStoreUnderTest();
    private final Set<StoreCapability> declared;

    Without(EnumSet<StoreCapability> missing) {
      declared = EnumSet.complementOf(missing);
    }

    @Override
    public JobStore store() {
      return memory.store();
    }

    @Override
    public Set<StoreCapability> capabilities() {
      return declared;
    }

    @Override
    public void moveClock(Duration step) {
      memory.moveClock(step);
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
