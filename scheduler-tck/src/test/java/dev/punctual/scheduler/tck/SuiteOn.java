package dev.punctual.scheduler.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.punctual.scheduler.store.JobStore;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the store suite inside a test and tells which clauses failed. */
final class SuiteOn {

  private static volatile Supplier<StoreUnderTest> opener = MemoryStoreUnderTest::new;

  private SuiteOn() {}

  /**
   * The numbers of the clauses that fail on a changed memory store.
   *
   * @param clauses matches the names of those that are run; those about large backlogs are not
   */
  static Set<String> failures(UnaryOperator<JobStore> change, String clauses) {
    return failures(() -> new MemoryStoreUnderTest(change), clauses);
  }

  /** The numbers of the clauses that fail on a memory store that hides some capabilities. */
  static Set<String> failuresWithout(EnumSet<StoreCapability> missing) {
    return failures(() -> new CapabilityTests.Without(missing), ".*");
  }

  private static Set<String> failures(Supplier<StoreUnderTest> open, String clauses) {
    Failures failures = new Failures();
    opener = open;
    try {
      LauncherFactory.create(
              LauncherConfig.builder()
                  .enableLauncherSessionListenerAutoRegistration(false)
                  .enableTestExecutionListenerAutoRegistration(false)
                  .build())
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(OnOpenedStore.class))
                  .filters(
                      EngineFilter.includeEngines("junit-jupiter"),
                      (PostDiscoveryFilter) test -> included(test, clauses))
                  .build(),
              failures);
    } finally {
      opener = MemoryStoreUnderTest::new;
    }
    if (failures.passed + failures.failed.size() == 0) {
      throw new AssertionError("no clause is called " + clauses);
    }
    return failures.failed;
  }

  private static FilterResult included(TestDescriptor test, String clauses) {
    boolean wanted = test.getDisplayName().matches(clauses);
    return FilterResult.includedIf(!test.isTest() || (wanted && test.getTags().isEmpty()));
  }

  /** The suite; surefire does not find it by its name, since it may fail on purpose. */
  static final class OnOpenedStore extends JobStoreContract {
    @Override
    protected StoreUnderTest open() {
      return opener.get();
    }
  }

  private static final class Failures implements TestExecutionListener {

    private final Set<String> failed = new TreeSet<>();
    private int passed;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        failed.add(test.getDisplayName().replaceFirst("_.*", ""));
      } else if (test.isTest()) {
        passed++;
      }
    }
  }
}
