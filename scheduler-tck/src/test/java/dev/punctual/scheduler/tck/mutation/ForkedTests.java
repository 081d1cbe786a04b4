package dev.punctual.scheduler.tck.mutation;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The program of a process that runs tests, and writes a line for each about how it went. */
final class ForkedTests {

  static final String MARK = "test: ";

  /** How a test that was asked for went. */
  enum Verdict {
    PASSED,
    FAILED,
    ABSENT
  }

  private ForkedTests() {}

  /**
   * Runs tests.
   *
   * @param names {@code Class#beginning of a method's name}
   */
  public static void main(String[] names) throws ClassNotFoundException {
    for (String name : names) {
      Verdict verdict = run(name);
      System.out.println("\n" + MARK + verdict + " " + name);
    }
    System.exit(0);
  }

  private static Verdict run(String name) throws ClassNotFoundException {
    int mark = name.indexOf('#');
    String method = name.substring(mark + 1);
    AtomicInteger run = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Class.forName(name.substring(0, mark))))
                .filters(
                    EngineFilter.includeEngines("junit-jupiter"),
                    (PostDiscoveryFilter) test -> isWanted(test, method))
                .build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                run.addAndGet(test.isTest() ? 1 : 0);
                failed.addAndGet(result.getStatus() == TestExecutionResult.Status.FAILED ? 1 : 0);
              }
            });
    if (run.get() == 0) {
      return Verdict.ABSENT;
    }
    return failed.get() > 0 ? Verdict.FAILED : Verdict.PASSED;
  }

  private static FilterResult isWanted(TestDescriptor test, String method) {
    return FilterResult.includedIf(
        test.getSource()
            .filter(source -> test.isTest() && source instanceof MethodSource)
            .map(source -> ((MethodSource) source).getMethodName().startsWith(method))
            .orElse(!test.isTest()));
  }
}
