package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What adding a job does when its id is taken: at once, before the start, and in the next life of a
 * program that adds its jobs at each start.
 */
class AddPolicyTests {

  private static final Instant START = EngineFixture.START;
  private static final Trigger HOURLY = IntervalTrigger.every(Duration.ofHours(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<String> ran = new ArrayList<>();

  private Job add(BackgroundScheduler scheduler, String body, Consumer<JobOptions> more) {
    return add(scheduler, body, HOURLY, more);
  }

  private Job add(
      BackgroundScheduler scheduler, String body, Trigger trigger, Consumer<JobOptions> more) {
    return scheduler.addJob(
        () -> {
          ran.add(body);
        },
        trigger,
        o -> more.accept(o.id("job")));
  }

  /** A program that adds its job, runs for 20 minutes, and is started again. */
  private BackgroundScheduler secondLife(boolean paused, Consumer<BackgroundScheduler> adding) {
    BackgroundScheduler first = fixture.started();
    Job job = add(first, "old", o -> o.name("old"));
    if (paused) {
      job.pause();
    }
    fixture.advance(Duration.ofMinutes(20));
    BackgroundScheduler second = fixture.scheduler();
    adding.accept(second);
    second.start();
    first.shutdownNow();
    return second;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void updateDefinition_withTheSameTrigger_keepsTheNextFireAndThePause(boolean paused) {
    BackgroundScheduler scheduler =
        secondLife(
            paused,
            s -> add(s, "new", o -> o.name("new").onConflict(ConflictPolicy.UPDATE_DEFINITION)));

    Job job = scheduler.getJob("job").orElseThrow();
    assertThat(job.name()).isEqualTo("new");
    assertThat(job.nextFireTime()).contains(START.plus(Duration.ofHours(1)));
    assertThat(job.isPaused()).isEqualTo(paused);
    fixture.advance(Duration.ofMinutes(41));
    assertThat(ran).isEqualTo(paused ? List.of() : List.of("new"));
  }

  @Test
  void updateDefinition_withAnotherTrigger_countsFromNow() {
    BackgroundScheduler scheduler =
        secondLife(
            false,
            s ->
                add(
                    s,
                    "new",
                    IntervalTrigger.every(Duration.ofMinutes(30)),
                    o -> o.onConflict(ConflictPolicy.UPDATE_DEFINITION)));

    assertThat(scheduler.getJob("job").orElseThrow().nextFireTime())
        .contains(START.plus(Duration.ofMinutes(50)));
  }

  @Test
  void updateDefinition_whoseFirstFireLiesBeforeTheLast_goesOnAfterTheLast() {
    BackgroundScheduler scheduler = fixture.started();
    add(scheduler, "old", o -> {});
    fixture.advance(Duration.ofMinutes(61));
    Trigger everyMinute =
        EngineFixture.trigger(
            "minutes",
            (previous, now) -> previous == null ? START.plusSeconds(60) : previous.plusSeconds(60));

    add(scheduler, "new", everyMinute, o -> o.onConflict(ConflictPolicy.UPDATE_DEFINITION));

    assertThat(scheduler.getJob("job").orElseThrow().nextFireTime())
        .contains(START.plus(Duration.ofMinutes(61)));
    assertThat(ran).containsExactly("old");
  }

  @Test
  void updateDefinition_pausedThenResumedBeforeTheStart_runs() {
    BackgroundScheduler scheduler =
        secondLife(
            true, s -> add(s, "new", o -> o.onConflict(ConflictPolicy.UPDATE_DEFINITION)).resume());

    assertThat(scheduler.getJob("job").orElseThrow().isPaused()).isFalse();
    fixture.advance(Duration.ofHours(1));
    assertThat(ran).containsExactly("new");
  }

  @Test
  void updateDefinition_ofAJobWithAMissedFire_stillRunsThatLate() {
    BackgroundScheduler first = fixture.started();
    add(first, "old", o -> {});
    first.pause();
    fixture.advance(Duration.ofMinutes(150));
    BackgroundScheduler second = fixture.scheduler();
    add(second, "new", o -> o.onConflict(ConflictPolicy.UPDATE_DEFINITION));
    second.start();
    first.shutdownNow();

    fixture.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("new");
    assertThat(fixture.missed()).hasSize(1);
  }

  @ParameterizedTest(name = "of a paused job: {0}")
  @ValueSource(booleans = {false, true})
  void updateDefinition_withAnotherTriggerOfAnOverdueJob_recordsWhatItLeaves(boolean paused) {
    BackgroundScheduler first = fixture.started();
    add(first, "old", o -> {});
    if (paused) {
      first.pauseJob("job");
    }
    first.shutdown();
    fixture.advance(Duration.ofMinutes(150));
    BackgroundScheduler second = fixture.scheduler();
    IntervalTrigger other = IntervalTrigger.every(Duration.ofMinutes(30));
    add(second, "new", other, o -> o.onConflict(ConflictPolicy.UPDATE_DEFINITION));

    second.start();

    assertThat(fixture.missed())
        .containsExactly(
            new MissedRange(
                "job",
                second.getJob("job").orElseThrow().definition().generation(),
                START.plus(Duration.ofHours(1)),
                START.plus(Duration.ofHours(2)),
                2,
                paused ? MissedRange.Reason.PAUSED : MissedRange.Reason.RESCHEDULED));
    assertThat(second.getJob("job").orElseThrow().isPaused()).isEqualTo(paused);
    fixture.advance(Duration.ofMinutes(30));
    assertThat(ran).isEqualTo(paused ? List.of() : List.of("new"));
    assertThat(fixture.missed()).hasSize(1);
  }

  @Test
  void updateDefinition_afterTheStartOfAnOverdueJob_recordsWhatItLeaves() {
    HeldExecutor busy = new HeldExecutor();
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.executor("default", busy));
    scheduler.start();
    add(scheduler, "old", o -> {});
    scheduler.pause();
    fixture.advance(Duration.ofMinutes(61));

    IntervalTrigger other = IntervalTrigger.every(Duration.ofMinutes(30));
    add(scheduler, "new", other, o -> o.onConflict(ConflictPolicy.UPDATE_DEFINITION));

    assertThat(fixture.missed())
        .extracting(MissedRange::reason, MissedRange::count)
        .containsExactly(tuple(MissedRange.Reason.RESCHEDULED, 1L));
  }

  @Test
  void keep_leavesTheStoredJob() {
    BackgroundScheduler scheduler =
        secondLife(false, s -> add(s, "new", o -> o.name("new").onConflict(ConflictPolicy.KEEP)));

    assertThat(scheduler.getJob("job").orElseThrow().name()).isEqualTo("old");
    fixture.advance(Duration.ofMinutes(41));
    assertThat(ran).containsExactly("old");
  }

  @Test
  void replace_isAsIfTheOldOneHadBeenRemoved() {
    BackgroundScheduler scheduler =
        secondLife(true, s -> add(s, "new", o -> o.onConflict(ConflictPolicy.REPLACE)));

    Job job = scheduler.getJob("job").orElseThrow();
    assertThat(job.isPaused()).isFalse();
    assertThat(job.nextFireTime()).contains(START.plus(Duration.ofMinutes(80)));
  }

  @Test
  void fail_isToldWhenTheJobIsAddedAndTheStartSucceeds() {
    BackgroundScheduler scheduler =
        secondLife(
            false,
            s ->
                assertThatThrownBy(() -> add(s, "new", o -> {}))
                    .isInstanceOf(JobConflictException.class)
                    .hasMessageContaining("'job'"));

    assertThat(scheduler.isRunning()).isTrue();
    fixture.advance(Duration.ofMinutes(41));
    assertThat(ran).containsExactly("old");
  }

  @ParameterizedTest
  @EnumSource
  void freeId_isTakenWhateverThePolicy(ConflictPolicy policy) {
    BackgroundScheduler scheduler = fixture.started();
    add(scheduler, "new", o -> o.onConflict(policy));

    fixture.advance(Duration.ofHours(1));

    assertThat(ran).containsExactly("new");
  }

  @ParameterizedTest
  @CsvSource({"REPLACE, Added", "UPDATE_DEFINITION, Modified"})
  void policy_tellsListenersWhatBecameOfTheJob(ConflictPolicy policy, String event) {
    BackgroundScheduler scheduler = fixture.started();
    add(scheduler, "old", o -> {});
    fixture.events.clear();

    add(scheduler, "new", o -> o.onConflict(policy));

    assertThat(fixture.events(JobEvent.class))
        .extracting(told -> told.getClass().getSimpleName())
        .containsExactly(event);
  }

  @Test
  void nowJob_addedLongBeforeTheStart_isNotMissed() {
    BackgroundScheduler scheduler = fixture.scheduler();
    add(scheduler, "now", DateTrigger.now(), o -> o.misfireGraceTime(Duration.ofSeconds(1)));
    fixture.advance(Duration.ofMinutes(5));

    scheduler.start();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("now");
  }
}
