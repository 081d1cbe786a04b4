package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
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

  static class Mistaken {
    @ScheduledJob(id = "a")
    void nothing() {}

    @ScheduledJob(id = "b", every = "1s", cron = "* * * * *")
    void both() {}

    @ScheduledJob(id = "c", every = "10")
    void unitless() {}

    @ScheduledJob(id = "d", every = "0s")
    void zero() {}

    @ScheduledJob(id = "e", every = "1s", zone = "UTC")
    void zonedInterval() {}

    @ScheduledJob(id = "f", cron = "61 * * * *", zone = "Mars/Base", jitter = "-1s")
    void threeMistakes() {}

    @ScheduledJob(id = "g", cron = "crontab 0 9 * * * zone=UTC", zone = "Asia/Tokyo")
    void twoZones() {}

    @ScheduledJob(id = "h", at = "tomorrow", jitter = "1s")
    void badDate() {}

    @ScheduledJob(id = "i", at = "2026-05-01T09:30:00Z", zone = "UTC")
    void zonedInstant() {}

    @ScheduledJob(id = "j", every = "1s", executor = "nowhere", store = "nirvana", maxInstances = 0)
    void unknownNames() {}

    @ScheduledJob(
        id = "k",
        every = "1s",
        coalesce = {Coalesce.ALL, Coalesce.LATEST},
        overflow = {Overflow.SKIP, Overflow.QUEUE_ALL},
        priority = 10,
        maxCatchUp = -1,
        misfireGraceTime = "0s",
        tags = "")
    void badPolicy() {}

    @ScheduledJob(id = "l", cron = "crontab 0 9 * * * end=2020-01-01T00:00:00Z")
    void never() {}

    @ScheduledJob(id = "m", every = "1s")
    void fine() {}

    @ScheduledJob(id = "n", every = "1s")
    static void fixed() {}
  }

  @Test
  void mistakes_ofAnObject_areAllToldAtOnceAndNothingIsAdded() {
    List<String> problems = problemsOf(new Mistaken());

    assertThat(problems).allSatisfy(p -> assertThat(p).contains("Mistaken."));
    assertThat(problems.stream().map(p -> p.substring(p.indexOf("Mistaken.") + 9)))
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).startsWith("nothing(): nothing says when").contains("exactly one"),
            p -> assertThat(p).startsWith("both(): every and cron are given").contains("one of"),
            p -> assertThat(p).startsWith("unitless(): every '10': add a unit"),
            p -> assertThat(p).startsWith("zero(): every '0s':").contains("must be positive"),
            p -> assertThat(p).startsWith("zonedInterval(): zone 'UTC':").contains("use cron"),
            p -> assertThat(p).startsWith("threeMistakes(): cron '61 * * * *':").contains("column"),
            p -> assertThat(p).startsWith("threeMistakes(): zone 'Mars/Base':"),
            p -> assertThat(p).startsWith("threeMistakes(): jitter '-1s':"),
            p -> assertThat(p).startsWith("twoZones(): zone 'Asia/Tokyo':").contains("UTC"),
            p -> assertThat(p).startsWith("badDate(): at 'tomorrow':").contains("2026-05-01"),
            p -> assertThat(p).startsWith("badDate(): jitter '1s':"),
            p -> assertThat(p).startsWith("zonedInstant(): zone 'UTC':").contains("leave one out"),
            p -> assertThat(p).startsWith("unknownNames():").contains("executor called 'nowhere'"),
            p -> assertThat(p).startsWith("unknownNames():").contains("store called 'nirvana'"),
            p -> assertThat(p).startsWith("unknownNames(): maxInstances 0"),
            p -> assertThat(p).startsWith("badPolicy(): coalesce has 2 values"),
            p -> assertThat(p).startsWith("badPolicy(): overflow has 2 values"),
            p -> assertThat(p).startsWith("badPolicy(): priority 10"),
            p -> assertThat(p).startsWith("badPolicy(): maxCatchUp -1"),
            p -> assertThat(p).startsWith("badPolicy(): misfireGraceTime '0s'"),
            p -> assertThat(p).startsWith("badPolicy(): tag ''"),
            p -> assertThat(p).startsWith("never(): trigger 'crontab").contains("never fires"),
            p -> assertThat(p).startsWith("fixed(): a job is a method of an instance"));
    fixture.advance(Duration.ofSeconds(3));
    assertThat(fixture.ended()).isEmpty();
  }

  static class Strict {
    @ScheduledJob(id = "first", every = "1s")
    void first() {}

    @ScheduledJob(id = "taken", every = "1s", onConflict = ConflictPolicy.FAIL)
    void taken() {}
  }

  @Test
  void takenId_withFail_isRefusedBeforeAnythingIsAdded() {
    scheduler.addJob(() -> {}, IntervalTrigger.every(Duration.ofHours(1)), o -> o.id("taken"));

    assertThatThrownBy(() -> scheduler.register(new Strict()))
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessageContaining("taken(): a job with the id 'taken' exists already");
    assertThat(scheduler.getJob("first")).isEmpty();
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
}
