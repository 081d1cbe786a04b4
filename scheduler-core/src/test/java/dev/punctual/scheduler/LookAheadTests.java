package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When runs start that were claimed ahead of their time, whatever the store is busy with. */
class LookAheadTests {

  private static final Duration SLOW = Duration.ofMillis(20);
  private static final Instant FIRST = EngineFixture.START.plusMillis(700);

  private final EngineFixture fixture = new EngineFixture();
  private final TappedStore tapped = new TappedStore(DurableStore.over(fixture.memory));
  private final Map<Instant, Duration> late = new TreeMap<>();
  private final List<String> slowed = new ArrayList<>();
  private final Task<Void> task =
      Task.named(
          "note",
          context ->
              late.put(
                  context.fireTime(), Duration.between(context.fireTime(), context.startedAt())));

  /** An executor whose threads are idle, and all of them the caller's. */
  private static final class Slots extends HeldExecutor {
    Slots(int count) {
      super(count);
    }

    @Override
    public boolean submit(Runnable run) {
      run.run();
      return true;
    }
  }

  private BackgroundScheduler start(JobExecutor executor) {
    fixture.store = tapped.store();
    BackgroundScheduler scheduler =
        fixture.scheduler(builder -> builder.tasks(task).executor("default", executor));
    scheduler.start();
    return scheduler;
  }

  /** Has each call of a method take a while before the store does what it says. */
  private void slow(String method) {
    tapped.on(
        method,
        (arguments, real) -> {
          slowed.add(method);
          pass(SLOW);
          return real.call(arguments);
        });
  }

  private void pass(Duration duration) throws InterruptedException {
    fixture.time.await(new CompletableFuture<>(), duration);
  }

  private void addEvery7Millis(BackgroundScheduler scheduler, int jobs) {
    for (int i = 0; i < jobs; i++) {
      scheduler.addJob(task, DateTrigger.at(FIRST.plusMillis(7L * i)));
    }
  }

  private long claimed(BackgroundScheduler scheduler) {
    return scheduler.liveExecutions(1_000).stream()
        .filter(row -> row.state() == ExecutionState.CLAIMED)
        .count();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"claimOrFire", "fire", "claimDue"})
  void claimedRun_whileTheStoreIsSlowToAnswer_startsAtItsInstant(String method) {
    BackgroundScheduler scheduler = start(new Slots(100));
    addEvery7Millis(scheduler, 100);
    slow(method);

    fixture.advance(Duration.ofSeconds(2));

    assertThat(slowed).hasSizeGreaterThan(1);
    assertThat(late).hasSize(100);
    assertThat(late).allSatisfy((due, by) -> assertThat(by).as("%s", due).isZero());
  }

  @Test
  void claimedRun_whileTheStoreDoesNotAnswerAtAll_startsAtItsInstant() {
    BackgroundScheduler scheduler = start(new Slots(100));
    addEvery7Millis(scheduler, 20);
    fixture.advance(Duration.ofMillis(600));
    assertThat(claimed(scheduler)).isEqualTo(20);
    tapped.on(
        "claimOrFire",
        (arguments, real) -> {
          slowed.add("claimOrFire");
          pass(Duration.ofSeconds(10));
          throw new StoreException("no connection");
        });
    scheduler.addJob(task, DateTrigger.at(FIRST.plusSeconds(9)));

    fixture.advance(Duration.ofSeconds(20));

    assertThat(slowed).isNotEmpty();
    assertThat(late).hasSize(20);
    assertThat(late.values()).containsOnly(Duration.ZERO);
  }

  @Test
  void jobsDueOneAfterTheOther_areClaimedManyAtATime() {
    BackgroundScheduler scheduler = start(new Slots(100));
    addEvery7Millis(scheduler, 100);
    tapped.on(
        "claimOrFire",
        (arguments, real) -> {
          slowed.add("claimOrFire");
          return real.call(arguments);
        });

    fixture.advance(Duration.ofSeconds(2));

    assertThat(late).hasSize(100);
    assertThat(slowed).hasSizeLessThan(8); // 700 ms of jobs, 250 ms of them a claim, and the ends
  }

  @Test
  void jobAddedWithinTheLookAhead_behindOneThatCannotBeClaimedAhead_startsAtItsInstant() {
    BackgroundScheduler scheduler = start(new Slots(100));
    Task<Void> slow =
        Task.async(
            "slow",
            Void.class,
            (nothing, context) -> fixture.completeAfter(Duration.ofMillis(990)));
    scheduler.addJob(slow, IntervalTrigger.every(Duration.ofSeconds(1)).withStart(FIRST));
    fixture.advance(Duration.ofMillis(1_300));
    for (String method : List.of("claimOrFire", "fire", "claimDue")) {
      slow(method);
    }
    Instant second = FIRST.plusSeconds(1);
    for (int i = -10; i <= 10; i += 5) {
      scheduler.addJob(task, DateTrigger.at(second.plusMillis(i)));
    }

    fixture.advance(Duration.ofSeconds(1));

    assertThat(late).hasSize(5);
    assertThat(late.values()).containsOnly(Duration.ZERO);
  }

  @Test
  void jobDueAtOnce_whileClaimedRunsTakeAllRoom_startsWhenTheFirstOfThemHas() {
    BackgroundScheduler scheduler = start(new Slots(10));
    addEvery7Millis(scheduler, 20);
    fixture.advance(Duration.ofMillis(670));
    assertThat(claimed(scheduler)).isEqualTo(10);
    Instant now = fixture.time.instant();
    scheduler.addJob(task, DateTrigger.at(now));

    fixture.advance(Duration.ofSeconds(1));

    assertThat(late).hasSize(21);
    assertThat(late.get(now)).isEqualTo(Duration.between(now, FIRST));
  }

  @Test
  void claimedRuns_untilTheyStart_takeTheRoomOfTheirExecutor() {
    HeldExecutor executor = new HeldExecutor(1);
    BackgroundScheduler scheduler = start(executor);
    addEvery7Millis(scheduler, 5);

    fixture.advance(Duration.ofMillis(690));
    assertThat(claimed(scheduler)).isEqualTo(1);
    assertThat(executor.size()).isZero();

    fixture.advance(Duration.ofMillis(10));
    assertThat(executor.size()).isEqualTo(1);
    assertThat(claimed(scheduler)).isEqualTo(1);

    executor.runOne();
    fixture.advance(Duration.ofMillis(5));
    assertThat(late).hasSize(1);
    assertThat(executor.size()).isZero();
    assertThat(claimed(scheduler)).isEqualTo(1);
  }

  @Test
  void claimedRuns_ofAPausedJob_leaveTheirRoomToOthers() {
    HeldExecutor executor = new HeldExecutor(1);
    BackgroundScheduler scheduler = start(executor);
    scheduler.addJob(
        task, IntervalTrigger.every(Duration.ofHours(1)).withStart(FIRST), o -> o.id("first"));
    fixture.advance(Duration.ofMillis(600));
    assertThat(claimed(scheduler)).isEqualTo(1);

    scheduler.pauseJob("first");
    scheduler.addJob(task, DateTrigger.at(FIRST.minusMillis(50)), o -> o.id("other"));
    fixture.advance(Duration.ofMillis(300));
    executor.runAll();

    assertThat(late).containsOnlyKeys(FIRST.minusMillis(50));
  }

  @Test
  void claimedRun_whoseExecutorThrowsAtItsInstant_isGivenBackAndToldAndRunsLater() {
    List<Runnable> refused = new ArrayList<>();
    HeldExecutor executor =
        new HeldExecutor() {
          @Override
          public boolean submit(Runnable run) {
            if (refused.isEmpty()) {
              refused.add(run);
              throw new IllegalStateException("no thread");
            }
            return super.submit(run);
          }
        };
    BackgroundScheduler scheduler = start(executor);
    scheduler.addJob(task, DateTrigger.at(FIRST));

    fixture.advance(Duration.ofSeconds(3));
    executor.runAll();

    assertThat(late).containsOnlyKeys(FIRST);
    assertThat(fixture.events(TroubleEvent.LoopFailed.class))
        .singleElement()
        .satisfies(event -> assertThat(event.error()).hasRootCauseMessage("no thread"));
  }

  @Test
  void claimedRun_whenTheSchedulerIsPaused_isGivenBackAndStartsAfterwards() {
    BackgroundScheduler scheduler = start(new Slots(100));
    scheduler.addJob(task, DateTrigger.at(FIRST));
    fixture.advance(Duration.ofMillis(600));
    assertThat(claimed(scheduler)).isEqualTo(1);

    scheduler.pause();
    assertThat(claimed(scheduler)).isZero();
    fixture.advance(Duration.ofSeconds(1));
    assertThat(late).isEmpty();
    scheduler.resume();
    fixture.advance(Duration.ofMillis(1));

    assertThat(late).containsExactlyEntriesOf(Map.of(FIRST, Duration.ofMillis(900)));
  }
}
