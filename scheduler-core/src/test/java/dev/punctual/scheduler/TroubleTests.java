package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import dev.punctual.scheduler.trigger.Triggers;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that a job, trigger, listener or store does ends a loop or loses a fire. */
class TroubleTests {

  private static final Instant START = EngineFixture.START;
  private static final Trigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<Instant> runs = new ArrayList<>();

  private void note(ExecutionContext context) {
    runs.add(context.fireTime());
  }

  static Stream<Named<Throwable>> throwables() {
    return Stream.of(
        Named.of("Exception", new Exception("boom")),
        Named.of("Error", new Error("boom")),
        Named.of("AssertionError", new AssertionError("boom")),
        Named.of("StackOverflowError", new StackOverflowError()),
        Named.of("OutOfMemoryError", new OutOfMemoryError("boom")),
        Named.of("InterruptedException", new InterruptedException()),
        Named.of("error that cannot be printed", new Unprintable()));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void job_thatThrows_isRecordedAndKeepsFiring(Throwable thrown) {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        context -> {
          note(context);
          TroubleTests.<RuntimeException>sneak(thrown);
        },
        EVERY_SECOND,
        o -> o.retry(RetryPolicy.NONE));

    fixture.advance(Duration.ofSeconds(3));

    assertThat(runs).hasSize(3);
    assertThat(fixture.ended())
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.state()).isEqualTo(ExecutionState.DEAD))
        .allSatisfy(row -> assertThat(row.error()).contains(thrown.getClass().getName()));
    assertThat(fixture.events(ExecutionEvent.Failed.class))
        .hasSize(3)
        .allSatisfy(event -> assertThat(event.error()).isSameAs(thrown));
    assertThat(scheduler.health().isHealthy()).isTrue();
  }

  @Test
  void claims_thatAlwaysFailThoughTheirRepetitionsAreAnswered_failTheLoopAndSlowItDown() {
    AtomicBoolean fails = new AtomicBoolean(true);
    Set<Object> requests = new HashSet<>();
    TappedStore tapped = new TappedStore(fixture.memory);
    tapped.on(
        "claimOrFire",
        (arguments, real) -> {
          if (!fails.get()) {
            return real.call(arguments);
          }
          if (requests.add(arguments[0])) {
            throw new StoreException("no such column");
          }
          Instant now = fixture.time.instant();
          return new JobClaims(now, List.of(), now); // it was not carried out
        });
    fixture.store = tapped.store();
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, DateTrigger.now());

    fixture.advance(Duration.ofSeconds(60));

    assertThat(requests).hasSizeBetween(3, 30);
    assertThat(fixture.events(TroubleEvent.LoopFailed.class))
        .hasSizeBetween(1, 30)
        .allSatisfy(event -> assertThat(event.error()).hasMessage("no such column"));
    fails.set(false);
    fixture.advance(Duration.ofSeconds(60));
    assertThat(runs).hasSize(1);
  }

  @Test
  void triggerThatCannotBeRead_pausesItsJobAndKeepsIt() {
    BackgroundScheduler scheduler = fixture.started();
    JobRecord job =
        scheduler
            .addJob(() -> {}, IntervalTrigger.every(Duration.ofSeconds(1)), o -> o.id("job"))
            .definition();
    Trigger unreadable = Triggers.read("lunar phase=full");
    fixture
        .memory
        .jobs()
        .update(
            new JobChange(
                job.withDefinition(job.name(), unreadable, job.policy(), job.tags()), List.of()));

    fixture.advance(Duration.ofSeconds(5));

    JobRecord kept = fixture.memory.jobs().get("job").orElseThrow();
    assertThat(kept.state()).isEqualTo(JobState.PAUSED);
    assertThat(kept.problem()).contains("cannot be read").contains("unknown trigger kind");
    assertThat(kept.trigger().text()).isEqualTo("lunar phase=full");
    assertThat(fixture.ended()).isEmpty();
  }

  @Test
  void listener_thatThrows_changesNothing() {
    BackgroundScheduler scheduler =
        fixture.scheduler(
            builder ->
                builder.listener(
                    event -> {
                      throw new StackOverflowError("listener");
                    }));
    scheduler.start();
    scheduler.addJob(this::note, EVERY_SECOND);

    fixture.advance(Duration.ofSeconds(3));

    assertThat(runs).hasSize(3);
    assertThat(fixture.ended())
        .extracting(EndedExecution::state)
        .containsOnly(ExecutionState.SUCCEEDED);
    assertThat(scheduler.health().isHealthy()).isTrue();
  }

  static Stream<Named<Trigger>> brokenTriggers() {
    return Stream.of(
        Named.of(
            "answers the same instant",
            EngineFixture.trigger("same", (previous, now) -> START.plusSeconds(1))),
        Named.of(
            "goes back",
            EngineFixture.trigger(
                "back",
                (previous, now) ->
                    previous == null ? START.plusSeconds(1) : previous.minusSeconds(1))),
        Named.of(
            "leaves the years that can be kept",
            EngineFixture.trigger(
                "far", (previous, now) -> previous == null ? START.plusSeconds(1) : Instant.MAX)),
        Named.of(
            "answers parts of a millisecond",
            EngineFixture.trigger(
                "nanos",
                (previous, now) ->
                    previous == null ? START.plusSeconds(1) : previous.plusNanos(1_500_000))),
        Named.of(
            "throws",
            EngineFixture.trigger(
                "throws",
                (previous, now) -> {
                  if (previous != null) {
                    throw new StackOverflowError("trigger");
                  }
                  return START.plusSeconds(1);
                })));
  }

  @ParameterizedTest
  @MethodSource("brokenTriggers")
  void trigger_thatDoesNotAdvance_pausesItsJobWithTheReasonAndHarmsNoOther(Trigger broken) {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(context -> {}, broken, o -> o.id("broken"));
    scheduler.addJob(this::note, EVERY_SECOND);

    fixture.advance(Duration.ofSeconds(5));

    assertThat(runs).hasSize(5);
    Job job = scheduler.getJob("broken").orElseThrow();
    assertThat(job.isPaused()).isTrue();
    assertThat(job.definition().problem()).contains(broken.text().substring("custom ".length()));
    assertThat(fixture.events(JobEvent.Paused.class))
        .singleElement()
        .satisfies(event -> assertThat(event.problem()).isNotNull());
    assertThat(scheduler.health().isHealthy()).isTrue();
  }

  @Test
  void store_thatIsDownAtTheStart_isServedWhenItIsBack() {
    FaultyStore faulty = new FaultyStore(fixture.memory, 1, FaultyStore.When.BEFORE);
    fixture.store = faulty.store();
    BackgroundScheduler scheduler = fixture.scheduler();
    faulty.begin();

    scheduler.start();
    fixture.advance(Duration.ofSeconds(10));
    assertThat(scheduler.isRunning()).isTrue();
    assertThat(scheduler.health().isHealthy()).isFalse();
    assertThat(fixture.events(TroubleEvent.LoopFailed.class)).isNotEmpty();
    faulty.end();
    fixture.advance(Duration.ofMinutes(1));
    assertThat(scheduler.health().isHealthy()).isTrue();

    scheduler.addJob(this::note, DateTrigger.now());
    fixture.time.runReady();
    assertThat(runs).as("by a hint of the store").hasSize(1);
  }

  @Test
  void storeThatWasDownForLong_foundAgainByOneLoop_isServedByAllAtOnce() {
    JobStore durable = DurableStore.over(fixture.memory);
    FaultyStore faulty = new FaultyStore(durable, 1, FaultyStore.When.BEFORE);
    fixture.store = faulty.store();
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(Task.named("note", this::note), EVERY_SECOND);
    fixture.advance(Duration.ofSeconds(3));
    faulty.begin();
    fixture.advance(Duration.ofMinutes(20));
    assertThat(failingLoops(scheduler)).as("each waits for long by now").isGreaterThan(2);
    int before = runs.size();
    faulty.end();

    for (int millis = 0; millis < 30_000 && runs.size() == before; millis += 10) {
      fixture.advance(Duration.ofMillis(10));
    }

    assertThat(runs).hasSizeGreaterThan(before);
    assertThat(failingLoops(scheduler)).isZero();
  }

  private static long failingLoops(Scheduler scheduler) {
    return scheduler.health().loops().stream().filter(loop -> loop.failures() > 0).count();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void store_thatFailsEveryThirdCall_losesAndRepeatsNothing(FaultyStore.When when) {
    FaultyStore faulty = new FaultyStore(fixture.memory, 3, when);
    fixture.store = faulty.store();
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick"));
    scheduler.start();
    faulty.begin();

    fixture.advance(Duration.ofMinutes(10));
    faulty.end();
    fixture.advance(Duration.ofMillis(60_500));

    long skipped = fixture.missed().stream().mapToLong(range -> range.count()).sum();
    assertThat(runs).doesNotHaveDuplicates();
    assertThat(runs).hasSizeGreaterThan(600);
    assertThat(runs.size() + skipped).isEqualTo(660);
    assertThat(fixture.memory.history().live(null, null, 10).items()).isEmpty();
    assertThat(fixture.events(TroubleEvent.LoopFailed.class)).isNotEmpty();
    assertThat(scheduler.health().isHealthy()).isTrue();
  }

  static Stream<FaultyStore.When> failures() {
    return Stream.of(FaultyStore.When.values());
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** An error whose text cannot be had. */
  private static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no text");
    }
  }

  @Test
  void store_thatIsDown_holdsUpNoOther() {
    FaultyStore down =
        new FaultyStore(MemoryJobStore.create(fixture.time), 1, FaultyStore.When.BEFORE);
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.jobStore("down", down.store()));
    scheduler.start();
    scheduler.addJob(context -> {}, EVERY_SECOND, o -> o.store("down"));
    scheduler.addJob(this::note, EVERY_SECOND);
    down.begin();

    fixture.advance(Duration.ofMinutes(1));

    assertThat(runs).hasSize(60);
    assertThat(fixture.events(TroubleEvent.LoopFailed.class)).isNotEmpty();
  }

  @Test
  void executor_thatThrowsWhenItIsGivenARun_losesNothing() {
    ThrowingExecutor broken = new ThrowingExecutor();
    BackgroundScheduler scheduler =
        fixture.scheduler(b -> b.executor("default", broken.executor()));
    scheduler.start();
    scheduler.addJob(this::note, EVERY_SECOND);
    fixture.advance(Duration.ofSeconds(2));

    broken.throwing = true;
    fixture.advance(Duration.ofSeconds(10));
    broken.throwing = false;
    fixture.advance(Duration.ofMinutes(2));

    long skipped = fixture.missed().stream().mapToLong(range -> range.count()).sum();
    assertThat(runs).doesNotHaveDuplicates().hasSizeGreaterThan(60);
    assertThat(runs.size() + skipped).isBetween(131L, 132L);
    assertThat(scheduler.health().isHealthy()).isTrue();
  }

  /** An executor in the caller that can be told to fail. */
  private static final class ThrowingExecutor {
    private final JobExecutor real = DirectExecutor.create();
    private boolean throwing;

    JobExecutor executor() {
      return (JobExecutor)
          Proxy.newProxyInstance(
              TroubleTests.class.getClassLoader(),
              new Class<?>[] {JobExecutor.class},
              (proxy, method, arguments) -> {
                if (throwing && method.getName().equals("submit")) {
                  throw new IllegalStateException("broken pool");
                }
                return method.getName().equals("equals")
                    ? System.identityHashCode(proxy) == System.identityHashCode(arguments[0])
                    : method.invoke(real, arguments);
              });
    }
  }
}
