package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which methods can be jobs, which are found, and how mistakes are told. */
@SuppressWarnings("unused")
class AnnotatedMethodTests {

  private static final List<String> RAN = new ArrayList<>();

  private final EngineFixture fixture = new EngineFixture();
  private final BackgroundScheduler scheduler = fixture.started();

  AnnotatedMethodTests() {
    RAN.clear();
  }

  private List<String> problemsOf(Object object) {
    ConfigProblemsException refused =
        catchThrowableOfType(ConfigProblemsException.class, () -> scheduler.register(object));
    assertThat(refused).as("the refusal of %s", object.getClass()).isNotNull();
    assertThat(scheduler.getJobs()).isEmpty();
    return refused.problems();
  }

  static class Base {
    @ScheduledJob(every = "1s")
    protected void inherited() {
      RAN.add("Base.inherited");
    }

    @ScheduledJob(every = "1s")
    void overridden() {
      RAN.add("Base.overridden");
    }

    @ScheduledJob(every = "1s")
    void redefined() {
      RAN.add("Base.redefined");
    }

    @ScheduledJob(id = "base-secret", every = "1s")
    private void secret() {
      RAN.add("Base.secret");
    }
  }

  static class Sub extends Base {
    @Override
    void overridden() {
      RAN.add("Sub.overridden");
    }

    @Override
    @ScheduledJob(id = "redefined", every = "1s")
    void redefined() {
      RAN.add("Sub.redefined");
    }

    @ScheduledJob(id = "sub-secret", every = "1s")
    private void secret() {
      RAN.add("Sub.secret");
    }
  }

  @Test
  void inheritedMethods_areJobsOfTheObjectsClass() {
    assertThat(scheduler.register(new Sub()))
        .extracting(Job::id)
        .containsExactly(
            "Sub.inherited", "Sub.overridden", "base-secret", "redefined", "sub-secret");

    fixture.advance(Duration.ofSeconds(1));
    assertThat(RAN)
        .containsExactlyInAnyOrder(
            "Base.inherited", "Sub.overridden", "Sub.redefined", "Base.secret", "Sub.secret");
  }

  interface Work<T> {
    @ScheduledJob(every = "1s")
    void work(T input);
  }

  static class Worker implements Work<ExecutionContext> {
    @Override
    public void work(ExecutionContext input) {
      RAN.add("worked for " + input.jobId());
    }
  }

  static class AnnotatedWorker implements Work<ExecutionContext> {
    @Override
    @ScheduledJob(id = "own", every = "1s")
    public void work(ExecutionContext input) {
      RAN.add("worked for " + input.jobId());
    }
  }

  interface Source<T> {
    @ScheduledJob(every = "1s")
    T fetch();
  }

  static class Fetcher implements Source<CompletionStage<String>> {
    @Override
    public CompletableFuture<String> fetch() {
      RAN.add("fetched");
      return CompletableFuture.completedFuture("x");
    }
  }

  interface Defaulting {
    @ScheduledJob(every = "1s")
    default void standard() {
      RAN.add("standard");
    }
  }

  interface Special extends Defaulting {
    @Override
    default void standard() {
      RAN.add("special");
    }
  }

  static class Standard implements Defaulting {}

  static class Both implements Defaulting, Special {}

  /** What is registered, its only job's id, and what that does. */
  static Stream<Arguments> found() {
    return Stream.of(
        Arguments.of(Named.of("generic parameter", new Worker()), "Worker.work", "worked for "),
        Arguments.of(Named.of("bridge with annotation", new AnnotatedWorker()), "own", "worked"),
        Arguments.of(Named.of("generic result", new Fetcher()), "Fetcher.fetch", "fetched"),
        Arguments.of(Named.of("default method", new Standard()), "Standard.standard", "standard"),
        Arguments.of(Named.of("overridden default", new Both()), "Both.standard", "special"),
        Arguments.of(
            Named.of(
                "anonymous class with an id",
                new Object() {
                  @ScheduledJob(id = "anonymous", every = "1s")
                  void run() {
                    RAN.add("ran");
                  }
                }),
            "anonymous",
            "ran"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("found")
  void method_isFoundOnceAndCalledOnTheObject(Object object, String id, String does) {
    assertThat(scheduler.register(object)).extracting(Job::id).containsExactly(id);

    fixture.advance(Duration.ofSeconds(1));
    assertThat(RAN).singleElement().asString().startsWith(does);
  }

  static class StaticMethod {
    @ScheduledJob(every = "1s")
    static void run() {}
  }

  static class StringParameter {
    @ScheduledJob(every = "1s")
    void run(String text) {}
  }

  static class TwoParameters {
    @ScheduledJob(every = "1s")
    void run(ExecutionContext one, ExecutionContext two) {}
  }

  static class Varargs {
    @ScheduledJob(every = "1s")
    void run(ExecutionContext... all) {}
  }

  static class IntResult {
    @ScheduledJob(every = "1s")
    int run() {
      return 1;
    }
  }

  static class FutureResult {
    @ScheduledJob(every = "1s")
    Future<String> run() {
      return CompletableFuture.completedFuture("x");
    }
  }

  static class Overloaded {
    @ScheduledJob(every = "1s")
    void run() {}

    @ScheduledJob(every = "1s")
    void run(ExecutionContext context) {}
  }

  static class SameId {
    @ScheduledJob(every = "1s")
    @ScheduledJob(every = "2s")
    void run() {}
  }

  static class Plain {
    public void run() {}
  }

  static class StrangeId {
    @ScheduledJob(id = "not good", every = "1s")
    void run() {}
  }

  static class TakenTask {
    @ScheduledJob(id = "inline", every = "1s")
    void run() {}
  }

  static Stream<Arguments> refused() {
    Runnable lambda = () -> {};
    return Stream.of(
        Arguments.of(new StaticMethod(), "StaticMethod.run()", "not static", "addJob"),
        Arguments.of(new StringParameter(), "run(String)", "no parameter or one", "Task.named"),
        Arguments.of(new TwoParameters(), "run(ExecutionContext, ", "or one", "Task.named"),
        Arguments.of(new Varargs(), "run(ExecutionContext[])", "variable", "Task.named"),
        Arguments.of(new IntResult(), "IntResult.run()", "not int", "from a void method"),
        Arguments.of(new FutureResult(), "run()", "not java.util.concurrent.Future", "void"),
        Arguments.of(new Overloaded(), "run(", "'Overloaded.run' is that of", "say id"),
        Arguments.of(new SameId(), "SameId.run()", "'SameId.run' is that of", "say id"),
        Arguments.of(new Plain(), "AnnotatedMethodTests$Plain", "no method", "@ScheduledJob"),
        Arguments.of(lambda, "AnnotatedMethodTests", "no method", "@ScheduledJob"),
        Arguments.of(Sub.class, "AnnotatedMethodTests$Sub", "not the class", "make one"),
        Arguments.of(new StrangeId(), "run()", "'not good'", "letters"),
        Arguments.of(new TakenTask(), "run()", "another task is called 'inline'", "say id"),
        Arguments.of(
            new Object() {
              @ScheduledJob(every = "1s")
              void run() {}
            },
            "run()",
            "no name that stays the same",
            "say id"));
  }

  @ParameterizedTest(name = "{1}, {2}")
  @MethodSource("refused")
  void method_thatCannotBeAJob_isRefusedByNameRuleAndFix(
      Object object, String name, String rule, String fix) {
    assertThat(problemsOf(object))
        .singleElement()
        .asString()
        .contains(name)
        .contains(rule)
        .contains(fix);
  }

  @Test
  void taskOfTheSameName_isNotTakenOver() {
    scheduler.addJob(
        Task.named("Plain", context -> RAN.add("plain")),
        IntervalTrigger.every(Duration.ofHours(1)),
        o -> o.id("x"));

    assertThatThrownBy(
            () ->
                scheduler.register(
                    new Object() {
                      @ScheduledJob(id = "Plain", every = "1s")
                      void run() {}
                    }))
        .hasMessageContaining("another task is called 'Plain'");
  }

  @Test
  void register_afterTheShutdown_isRefused() {
    scheduler.shutdown();

    assertThatThrownBy(() -> scheduler.register(new Standard()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TERMINATED");
  }

  @Test
  void method_inAModuleThatIsNotOpen_isRefusedWithTheLineToAdd(@TempDir Path folder)
      throws Exception {
    assertThat(problemsOf(JobsModule.jobs(folder, "exports app.jobs;")))
        .singleElement()
        .asString()
        .startsWith("app.jobs.Hidden.run(): module app does not let")
        .contains("'opens app.jobs;'");
  }

  @Test
  void method_inAModuleThatIsOpen_isCalledThoughPrivate(@TempDir Path folder) throws Exception {
    assertThat(scheduler.register(JobsModule.jobs(folder, "exports app.jobs; opens app.jobs;")))
        .extracting(Job::id)
        .containsExactly("Hidden.run");
  }
}
