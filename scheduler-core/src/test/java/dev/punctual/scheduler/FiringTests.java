package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.ExecutorStats;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.engine.Jitter;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When jobs run, and what becomes of fires that were not met. */
class FiringTests {

  private static final Instant START = EngineFixture.START;
  private static final IntervalTrigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<Instant> runs = new ArrayList<>();

  private void note(ExecutionContext context) {
    runs.add(context.fireTime());
  }

  @Test
  void interval_runs_atEachNominalTime() {
    fixture.started().addJob(this::note, IntervalTrigger.every(Duration.ofSeconds(3)));

    fixture.advance(Duration.ofSeconds(10));

    assertThat(runs)
        .containsExactly(START.plusSeconds(3), START.plusSeconds(6), START.plusSeconds(9));
  }

  @Test
  void context_tellsTheRunAboutItself() {
    BackgroundScheduler scheduler = fixture.started();
    List<String> seen = new ArrayList<>();
    scheduler.addJob(
        context ->
            seen.add(
                "%s %s %s %d %s %s"
                    .formatted(
                        context.jobId(),
                        context.fireTime(),
                        context.startedAt(),
                        context.attempt(),
                        context.holdsLease(),
                        context.isCancelled())),
        DateTrigger.at(START.plusSeconds(1)),
        o -> o.id("once"));

    fixture.advance(Duration.ofSeconds(2));

    Instant at = START.plusSeconds(1);
    assertThat(seen).containsExactly("once " + at + " " + at + " 1 true false");
  }

  @Test
  void oneShot_afterItsRun_isGoneAndInTheHistory() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, DateTrigger.at(START.plusSeconds(1)), o -> o.id("once"));

    fixture.advance(Duration.ofSeconds(2));

    assertThat(scheduler.getJob("once")).isEmpty();
    assertThat(fixture.ended())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.id().jobId()).isEqualTo("once");
              assertThat(row.state()).isEqualTo(ExecutionState.SUCCEEDED);
            });
    assertThat(fixture.events(JobEvent.Removed.class))
        .singleElement()
        .satisfies(event -> assertThat(event.exhausted()).isTrue());
  }

  @Test
  void events_ofOneRun_comeInOrder() {
    fixture.started().addJob(this::note, DateTrigger.at(START.plusSeconds(1)));

    fixture.advance(Duration.ofSeconds(2));

    List<Class<?>> order =
        fixture.events.stream()
            .filter(ExecutionEvent.class::isInstance)
            .<Class<?>>map(SchedulerEvent::getClass)
            .toList();
    assertThat(order)
        .containsExactly(
            ExecutionEvent.Submitted.class,
            ExecutionEvent.Started.class,
            ExecutionEvent.Succeeded.class);
  }

  @Test
  void nowTrigger_addedBeforeTheStart_countsFromTheStart() {
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.addJob(this::note, DateTrigger.now(), o -> o.misfireGraceTime(Duration.ofSeconds(1)));
    fixture.advance(Duration.ofMinutes(2));

    scheduler.start();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(runs).containsExactly(START.plusSeconds(120));
  }

  @Test
  void downtime_of30DaysAtOneSecond_isOneLateRunAndOneRangeWithTheExactCount() {
    BackgroundScheduler first = fixture.started();
    first.addJob(this::note, EVERY_SECOND, o -> o.id("tick"));
    fixture.advance(Duration.ofSeconds(10));
    first.shutdown();
    runs.clear();

    fixture.advance(Duration.ofDays(30));
    BackgroundScheduler second = fixture.scheduler();
    second.start();
    fixture.time.runReady();

    long missedSeconds = Duration.ofDays(30).toSeconds();
    assertThat(runs).containsExactly(START.plusSeconds(10 + missedSeconds));
    assertThat(fixture.missed())
        .singleElement()
        .satisfies(
            range -> {
              assertThat(range.count()).isEqualTo(missedSeconds - 1);
              assertThat(range.first()).isEqualTo(START.plusSeconds(11));
              assertThat(range.last()).isEqualTo(START.plusSeconds(10 + missedSeconds - 1));
              assertThat(range.reason()).isEqualTo(Reason.COALESCED);
            });
  }

  @Test
  void downtime_withEarliest_runsTheFirstMissedFire() {
    runAfterDowntime(Coalesce.EARLIEST, 5);

    assertThat(runs).containsExactly(START.plusSeconds(1));
    assertThat(fixture.missed()).extracting(MissedRange::count).containsExactly(4L);
  }

  @Test
  void downtime_withAll_runsEachFireInOrderUpToTheCapAndRecordsTheRest() {
    runAfterDowntime(Coalesce.ALL, 150);

    assertThat(runs)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 100).mapToObj(START::plusSeconds).toList());
    assertThat(fixture.missed())
        .singleElement()
        .satisfies(
            range -> {
              assertThat(range.reason()).isEqualTo(Reason.CATCH_UP_CAP);
              assertThat(range.count()).isEqualTo(50);
            });
  }

  private void runAfterDowntime(Coalesce coalesce, int seconds) {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.coalesce(coalesce));
    scheduler.pause();
    fixture.advance(Duration.ofSeconds(seconds));
    scheduler.resume();
    fixture.time.runReady();
  }

  @Test
  void misfireGrace_lateFires_areRecordedAndNotRun() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        this::note,
        IntervalTrigger.every(Duration.ofSeconds(10)),
        o -> o.misfireGraceTime(Duration.ofSeconds(3)));
    scheduler.pause();
    fixture.advance(Duration.ofSeconds(35));
    scheduler.resume();
    fixture.advance(Duration.ofSeconds(5));

    assertThat(runs).containsExactly(START.plusSeconds(40));
    assertThat(fixture.missed())
        .singleElement()
        .satisfies(
            range -> {
              assertThat(range.reason()).isEqualTo(Reason.GRACE);
              assertThat(range.count()).isEqualTo(3);
            });
  }

  @Test
  void misfireGrace_countsTheTimeInTheExecutorsQueue() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.executor("default", held));
    scheduler.start();
    scheduler.addJob(this::note, DateTrigger.now(), o -> o.misfireGraceTime(Duration.ofSeconds(3)));
    scheduler.addJob(this::note, DateTrigger.now());
    fixture.advance(Duration.ofSeconds(4));

    held.runAll();

    assertThat(runs).hasSize(1);
    assertThat(fixture.missed()).extracting(MissedRange::reason).containsExactly(Reason.GRACE);
    assertThat(fixture.events(ExecutionEvent.Missed.class)).hasSize(1);
  }

  @Test
  void pausedJob_whoseRunWaitsInTheExecutorsQueue_doesNotStart() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.executor("default", held));
    scheduler.start();
    Job job = scheduler.addJob(this::note, EVERY_SECOND);
    fixture.advance(Duration.ofSeconds(1));
    assertThat(held.size()).isEqualTo(1);

    job.pause();
    held.runAll();
    assertThat(runs).isEmpty();

    job.resume();
    fixture.time.runReady();
    held.runAll();
    assertThat(runs).containsExactly(START.plusSeconds(1));
  }

  @Test
  void clock_setForwardByAnHour_runsOnceLateAndRecordsTheRest() {
    fixture.started().addJob(this::note, IntervalTrigger.every(Duration.ofMinutes(1)));
    fixture.advance(Duration.ofMinutes(2));
    runs.clear();

    fixture.time.stepWall(Duration.ofHours(1));
    fixture.advance(Duration.ofMinutes(2));

    assertThat(runs)
        .containsExactly(
            START.plus(Duration.ofMinutes(62)),
            START.plus(Duration.ofMinutes(63)),
            START.plus(Duration.ofMinutes(64)));
    assertThat(fixture.missed()).extracting(MissedRange::count).containsExactly(59L);
  }

  @Test
  void clock_setBackByAnHour_repeatsNothingAndGoesOnWhereItWas() {
    fixture.started().addJob(this::note, IntervalTrigger.every(Duration.ofMinutes(1)));
    fixture.advance(Duration.ofMinutes(2));

    fixture.time.stepWall(Duration.ofHours(-1));
    fixture.advance(Duration.ofMinutes(62));

    assertThat(runs)
        .containsExactly(
            START.plus(Duration.ofMinutes(1)),
            START.plus(Duration.ofMinutes(2)),
            START.plus(Duration.ofMinutes(3)),
            START.plus(Duration.ofMinutes(4)));
    assertThat(fixture.missed()).isEmpty();
  }

  @Test
  void zoneRules_thatChangedWhileTheJobWasStored_moveItsNextFire() {
    Instant[] nine = {START.plus(Duration.ofHours(1))};
    Trigger daily = EngineFixture.zonedTrigger("daily", () -> nine[0]);
    fixture.store = DurableStore.over(fixture.memory);
    Task<Void> task = Task.named("report", this::note);
    BackgroundScheduler first = fixture.scheduler(b -> b.tasks(task));
    first.start();
    first.addJob(task, daily, o -> o.id("report"));
    fixture.advance(Duration.ofMinutes(90));
    first.shutdown();

    nine[0] = START.plus(Duration.ofHours(2));
    BackgroundScheduler second = fixture.scheduler(b -> b.tasks(task));
    second.start();
    fixture.time.runReady();

    assertThat(second.getJob("report").orElseThrow().nextFireTime())
        .contains(START.plus(Duration.ofHours(26)));
    assertThat(runs).containsExactly(START.plus(Duration.ofHours(1)));
  }

  @Test
  void rescheduledJob_afterARestart_keepsItsPlace() {
    Trigger daily = EngineFixture.zonedTrigger("daily", () -> START.plus(Duration.ofHours(1)));
    Instant later = START.plus(Duration.ofHours(99));
    Trigger other = EngineFixture.zonedTrigger("other", () -> START.plus(Duration.ofMinutes(180)));
    fixture.store = DurableStore.over(fixture.memory);
    Task<Void> task = Task.named("report", this::note);
    BackgroundScheduler first = fixture.scheduler(b -> b.tasks(task));
    first.start();
    first.addJob(task, daily, o -> o.id("report"));
    fixture.advance(Duration.ofHours(90));
    first.rescheduleJob("report", other);
    assertThat(first.getJob("report").orElseThrow().nextFireTime()).contains(later);
    first.shutdown();

    BackgroundScheduler second = fixture.scheduler(b -> b.tasks(task));
    second.start();
    fixture.time.runReady();

    assertThat(second.getJob("report").orElseThrow().nextFireTime()).contains(later);
  }

  @Test
  void updatedJob_withJitter_startsWhenItWasAnnounced() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("j"));
    Job updated =
        scheduler.addJob(
            this::note,
            IntervalTrigger.every(Duration.ofHours(1)).withJitter(Duration.ofMinutes(50)),
            o -> o.id("j").onConflict(ConflictPolicy.UPDATE_DEFINITION));
    fixture.advance(Duration.ofHours(2));

    assertThat(fixture.events(ExecutionEvent.Started.class).get(0))
        .satisfies(
            started -> {
              assertThat(started.at()).isEqualTo(updated.definition().dueTime());
              assertThat(started.lateness()).isZero();
            });
  }

  @Test
  void fireWhoseJitterLiesAhead_isNotLeasedYet() {
    BackgroundScheduler scheduler = fixture.started();
    Job job =
        scheduler.addJob(
            this::note, IntervalTrigger.every(Duration.ofHours(1)).withJitter(Duration.ofHours(1)));
    long generation = job.definition().generation();
    Instant fire = START.plus(Duration.ofHours(2));
    while (Jitter.due(generation, fire, Duration.ofHours(1)).isBefore(fire.plusSeconds(600))) {
      fire = fire.plus(Duration.ofHours(1));
    }
    scheduler.pause();
    fixture.advance(Duration.between(START, fire.plusSeconds(300)));

    scheduler.resume();
    fixture.time.runReady();

    assertThat(runs).isEmpty();
    assertThat(scheduler.liveExecutions(10))
        .singleElement()
        .extracting(ExecutionRecord::state)
        .isEqualTo(ExecutionState.SCHEDULED);
  }

  @Test
  void updatedJob_whoseClockWasSetBack_repeatsNoFire() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, IntervalTrigger.every(Duration.ofMinutes(1)), o -> o.id("j"));
    fixture.advance(Duration.ofMinutes(3));
    runs.clear();

    fixture.time.stepWall(Duration.ofMinutes(-2));
    scheduler.addJob(
        this::note,
        IntervalTrigger.every(Duration.ofMinutes(1)).withStart(START),
        o -> o.id("j").onConflict(ConflictPolicy.UPDATE_DEFINITION));
    fixture.advance(Duration.ofMinutes(4));

    assertThat(runs)
        .containsExactly(START.plus(Duration.ofMinutes(4)), START.plus(Duration.ofMinutes(5)));
    assertThat(fixture.missed()).isEmpty();
  }

  @Test
  void updatedJob_whoseOnlyFireIsBeforeTheLast_runsOnceMore() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, IntervalTrigger.every(Duration.ofMinutes(1)), o -> o.id("j"));
    fixture.advance(Duration.ofMinutes(1));
    runs.clear();

    scheduler.addJob(
        this::note,
        DateTrigger.at(START),
        o -> o.id("j").onConflict(ConflictPolicy.UPDATE_DEFINITION));
    fixture.advance(Duration.ofMinutes(5));

    assertThat(runs).containsExactly(START.plus(Duration.ofMinutes(1)).plusMillis(1));
  }

  @Test
  void dueJob_ofAnExecutorThatWasFull_isHandedOverAsSoonAsThatHasRoom() {
    OneAtATime small = new OneAtATime();
    BackgroundScheduler scheduler = fixture.scheduler(builder -> builder.executor("small", small));
    scheduler.start();
    for (int i = 0; i < 2; i++) {
      scheduler.addJob(
          () -> {}, DateTrigger.at(EngineFixture.START.plusSeconds(1)), o -> o.executor("small"));
    }
    fixture.advance(Duration.ofMinutes(1));
    assertThat(small.taken).hasSize(1);

    small.endFirst();
    fixture.time.runReady();
    assertThat(small.taken).hasSize(1);
    assertThat(fixture.ended()).hasSize(1);
  }

  /** An executor that holds one run and says when there is room again. */
  private static final class OneAtATime implements JobExecutor {

    private final List<Runnable> taken = new ArrayList<>();
    private ExecutorContext context;

    void endFirst() {
      taken.remove(0).run();
      context.roomFreed();
    }

    @Override
    public void start(ExecutorContext lent) {
      context = lent;
    }

    @Override
    public int idle() {
      return room();
    }

    @Override
    public int room() {
      return 1 - taken.size();
    }

    @Override
    public boolean submit(Runnable run) {
      return taken.add(run);
    }

    @Override
    public ExecutorStats stats() {
      return new ExecutorStats(0, taken.size(), 0, 0, Duration.ZERO, Duration.ZERO);
    }

    @Override
    public void shutdown() {}

    @Override
    public boolean awaitTermination(Duration timeout) {
      return true;
    }
  }
}
