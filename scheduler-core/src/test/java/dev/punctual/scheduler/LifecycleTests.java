package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.event.LifecycleEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starting and pausing a scheduler, and jobs that come late because of it. */
class LifecycleTests {

  private static final IntervalTrigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<Instant> ran = new ArrayList<>();

  private void note(ExecutionContext context) {
    ran.add(context.fireTime());
  }

  @Test
  void start_twice_isRefusedAndHarmsNothing() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND);

    assertThatThrownBy(scheduler::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("RUNNING");
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).hasSize(2);
  }

  @Test
  void pauseAndResume_beforeTheStart_areRefused() {
    BackgroundScheduler scheduler = fixture.scheduler();

    assertThatThrownBy(scheduler::pause)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NEW");
    assertThatThrownBy(scheduler::resume).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void pauseAndResume_twice_areTheSameAsOnce() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.pause();
    scheduler.pause();
    scheduler.resume();
    scheduler.resume();

    assertThat(fixture.events(LifecycleEvent.class))
        .extracting(event -> (Object) event.getClass())
        .containsExactly(
            LifecycleEvent.Started.class,
            LifecycleEvent.Paused.class,
            LifecycleEvent.Resumed.class);
  }

  @Test
  void pausedScheduler_isRunningAndRunsNothing() {
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.startPaused();
    scheduler.addJob(this::note, EVERY_SECOND);
    fixture.advance(Duration.ofSeconds(5));

    assertThat(scheduler.isRunning()).isTrue();
    assertThat(scheduler.state()).isEqualTo(SchedulerState.PAUSED);
    assertThat(ran).isEmpty();
  }

  @Test
  void runningJob_goesOnWhenTheSchedulerPauses() {
    BackgroundScheduler scheduler = fixture.started();
    CompletableFuture<Void> end = new CompletableFuture<>();
    Task<String> slow = Task.async("slow", String.class, (text, context) -> end);
    scheduler.addJob(slow, "x", DateTrigger.now());
    fixture.advance(Duration.ofSeconds(1));
    scheduler.pause();
    end.complete(null);
    fixture.advance(Duration.ofSeconds(1));

    assertThat(fixture.ended()).hasSize(1);
  }

  @Test
  void firesMissedDuringAPause_areCoalescedIntoOneLateRunAndRecorded() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND);
    scheduler.pause();
    fixture.advance(Duration.ofSeconds(10));
    scheduler.resume();
    fixture.time.runReady();

    assertThat(ran).containsExactly(EngineFixture.START.plusSeconds(10));
    assertThat(fixture.missed()).extracting(MissedRange::count).containsExactly(9L);
  }

  @Test
  void pastDate_runsOnceAtOnceByDefault() {
    BackgroundScheduler scheduler = fixture.started();
    Instant past = EngineFixture.START.minus(Duration.ofDays(400));
    scheduler.addJob(this::note, DateTrigger.at(past));
    fixture.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly(past);
    assertThat(scheduler.getJobs()).isEmpty();
  }

  @Test
  void graceTime_isKeptByAFireExactlyThatLate() {
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.startPaused();
    Instant fire = EngineFixture.START.plusSeconds(1);
    scheduler.addJob(
        this::note, DateTrigger.at(fire), o -> o.misfireGraceTime(Duration.ofSeconds(5)));
    scheduler.addJob(
        this::note,
        DateTrigger.at(fire.minusMillis(1)),
        o -> o.misfireGraceTime(Duration.ofSeconds(5)));
    fixture.advance(Duration.ofSeconds(6));
    scheduler.resume();
    fixture.time.runReady();

    assertThat(ran).containsExactly(fire);
    assertThat(fixture.missed()).hasSize(1);
  }

  @Test
  void tenYearsOfMissedSeconds_areOneRunAndOneRecord() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND);
    fixture.advance(Duration.ofSeconds(20));
    Duration tenYears = Duration.ofDays(3650);

    fixture.time.stepWall(tenYears);
    fixture.advance(Duration.ofSeconds(20));

    assertThat(ran).hasSizeLessThanOrEqualTo(42);
    assertThat(fixture.missed()).hasSize(1);
    assertThat(fixture.missed().get(0).count() + ran.size()).isEqualTo(tenYears.toSeconds() + 40);
    assertThat(fixture.events(TroubleEvent.ClockJumped.class))
        .extracting(TroubleEvent.ClockJumped::jump)
        .allSatisfy(jump -> assertThat(jump).isCloseTo(tenYears, Duration.ofSeconds(1)))
        .hasSize(1);
  }

  @Test
  void jitter_neverMovesTheFollowingFire() {
    BackgroundScheduler scheduler = fixture.started();
    Duration hour = Duration.ofHours(1);
    List<Duration> delays = new ArrayList<>();
    scheduler.addJob(
        context -> {
          note(context);
          delays.add(Duration.between(context.fireTime(), context.startedAt()));
        },
        IntervalTrigger.every(hour).withJitter(Duration.ofMinutes(10)));
    fixture.advance(Duration.ofHours(100).plusMinutes(11));

    assertThat(ran).hasSize(100);
    for (int i = 0; i < 100; i++) {
      assertThat(ran.get(i)).isEqualTo(EngineFixture.START.plus(hour.multipliedBy(i + 1L)));
    }
    assertThat(delays)
        .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ZERO, Duration.ofMinutes(10)))
        .anySatisfy(delay -> assertThat(delay).isGreaterThan(Duration.ofMinutes(8)));
    assertThat(delays.stream().distinct().count()).isGreaterThan(50);
  }

  @Test
  void equalJobs_areThoseOfOneIdInOneStore() {
    BackgroundScheduler scheduler = fixture.started();
    Job first = scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("a"));
    Job second = scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("b"));

    assertThat(scheduler.getJob("a")).contains(first);
    assertThat(first).isNotEqualTo(second).hasSameHashCodeAs(scheduler.getJob("a").orElseThrow());
    scheduler.addStore("other", MemoryJobStore.create(fixture.time));
    assertThat(scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("a").store("other")))
        .isNotEqualTo(first);
  }

  @Test
  void jitter_ofTheLastFire_mayPassTheEndOfTheTrigger() {
    BackgroundScheduler scheduler = fixture.started();
    Instant end = EngineFixture.START.plusSeconds(3600);
    List<Instant> started = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      scheduler.addJob(
          context -> started.add(context.startedAt()),
          IntervalTrigger.every(Duration.ofHours(1)).withEnd(end).withJitter(Duration.ofHours(1)));
    }
    fixture.advance(Duration.ofHours(3));

    assertThat(started)
        .hasSize(20)
        .allSatisfy(at -> assertThat(at).isBetween(end, end.plusSeconds(3600)))
        .anySatisfy(at -> assertThat(at).isAfter(end));
    assertThat(scheduler.getJobs()).isEmpty();
  }

  @Test
  void start_thatFails_hasStartedNothingAndCanBeRepeated() {
    FaultyStore faulty = new FaultyStore(fixture.memory, 1, FaultyStore.When.BEFORE);
    fixture.store = faulty.store();
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("a"));
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("b"));
    faulty.begin();

    assertThatThrownBy(scheduler::start).isInstanceOf(StoreException.class);
    assertThat(scheduler.state()).isEqualTo(SchedulerState.NEW);
    assertThat(fixture.events).isNotEmpty().noneMatch(LifecycleEvent.class::isInstance);

    faulty.end();
    scheduler.start();
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).hasSize(4);
  }

  @Test
  void scheduler_ofWhichNothingIsSaid_hasAStoreAndAnExecutorCalledDefault() {
    BackgroundScheduler scheduler = BackgroundScheduler.create();

    assertThat(scheduler.stores()).containsExactly("default");
    assertThat(scheduler.executors()).containsExactly("default");
    assertThat(scheduler.isRunning()).isFalse();
  }

  @Test
  @Timeout(30)
  void start_ofABlockingScheduler_returnsWhenAJobShutsItDown() {
    BlockingScheduler scheduler = BlockingScheduler.create();
    List<Boolean> threads = new CopyOnWriteArrayList<>();
    scheduler.addJob(
        () -> {
          threads.add(Thread.currentThread().isDaemon());
          scheduler.shutdown();
        },
        DateTrigger.now());

    scheduler.start();

    assertThat(threads).containsExactly(true);
    assertThat(scheduler.state()).isEqualTo(SchedulerState.TERMINATED);
  }

  @Test
  @Timeout(30)
  void startPaused_ofABlockingScheduler_runsNothingUntilItIsResumed() throws Exception {
    BlockingScheduler scheduler = BlockingScheduler.create();
    CountDownLatch started = new CountDownLatch(1);
    scheduler.subscribe(LifecycleEvent.Started.class, event -> started.countDown());
    List<SchedulerState> seen = new CopyOnWriteArrayList<>();
    scheduler.addJob(
        () -> {
          seen.add(scheduler.state());
          scheduler.shutdown();
        },
        DateTrigger.now());
    Thread caller = new Thread(scheduler::startPaused);
    caller.start();
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(scheduler.state()).isEqualTo(SchedulerState.PAUSED);
    scheduler.resume();
    caller.join();

    assertThat(seen).containsExactly(SchedulerState.RUNNING);
  }
}
