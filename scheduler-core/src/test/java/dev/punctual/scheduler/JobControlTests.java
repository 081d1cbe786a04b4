package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adding, finding, pausing, changing and removing jobs, by handle and by id. */
class JobControlTests {

  private static final Instant START = EngineFixture.START;
  private static final Trigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<Instant> runs = new ArrayList<>();

  private void note(ExecutionContext context) {
    runs.add(context.fireTime());
  }

  @Test
  void addJob_withTakenId_isRefusedAndTheOldOneStays() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("mail"));

    assertThatThrownBy(() -> scheduler.addJob(this::note, DateTrigger.now(), o -> o.id("mail")))
        .isInstanceOf(JobConflictException.class)
        .hasMessageContaining("'mail'");
    assertThat(scheduler.getJobs()).extracting(Job::trigger).containsExactly(EVERY_SECOND);
  }

  @Test
  void addJob_withTakenIdBeforeTheStart_isRefusedAtOnceAndTheStartSucceeds() {
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("mail"));

    assertThatThrownBy(() -> scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("mail")))
        .isInstanceOf(JobConflictException.class);
    scheduler.start();
    fixture.advance(Duration.ofSeconds(2));
    assertThat(runs).hasSize(2);
  }

  @Test
  void addJob_withKeep_leavesTheOldOneAsItIs() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("mail"));

    Job job =
        scheduler.addJob(
            this::note, DateTrigger.now(), o -> o.id("mail").onConflict(ConflictPolicy.KEEP));

    assertThat(job.trigger()).isEqualTo(EVERY_SECOND);
  }

  @Test
  void jobs_beforeTheStart_canBeListedPausedChangedAndRemoved() {
    BackgroundScheduler scheduler = fixture.scheduler();
    Job kept = scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("kept"));
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("gone")).remove();
    kept.pause().modify(change -> change.maxInstances(4));

    scheduler.start();
    fixture.advance(Duration.ofSeconds(3));

    assertThat(runs).isEmpty();
    Job now = scheduler.getJob("kept").orElseThrow();
    assertThat(now.isPaused()).isTrue();
    assertThat(now.definition().policy().maxInstances()).isEqualTo(4);
    assertThat(scheduler.getJobs()).hasSize(1);
  }

  @Test
  void pause_thenResume_skipsWhatPassedAndRecordsIt() {
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick"));
    fixture.advance(Duration.ofSeconds(2));

    job.pause();
    fixture.advance(Duration.ofSeconds(10));
    assertThat(job.isPaused()).isTrue();
    job.resume();
    fixture.advance(Duration.ofSeconds(2));

    assertThat(runs)
        .containsExactly(
            START.plusSeconds(1),
            START.plusSeconds(2),
            START.plusSeconds(13),
            START.plusSeconds(14));
    assertThat(fixture.missed())
        .singleElement()
        .satisfies(
            range -> {
              assertThat(range.reason()).isEqualTo(Reason.PAUSED);
              assertThat(range.count()).isEqualTo(10);
            });
  }

  @Test
  void resume_ofAOneShotJobWhoseTimeHasPassed_runsItLate() {
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(this::note, DateTrigger.at(START.plusSeconds(5)));
    job.pause();
    fixture.advance(Duration.ofSeconds(60));

    job.resume();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(runs).containsExactly(START.plusSeconds(5));
  }

  @Test
  void reschedule_ofAnOverdueJob_recordsWhatItLeaves() {
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick"));
    fixture.advance(Duration.ofSeconds(2));
    scheduler.pause();
    fixture.advance(Duration.ofMillis(3_500));

    scheduler.rescheduleJob("tick", IntervalTrigger.every(Duration.ofMinutes(1)));
    scheduler.resume();
    fixture.advance(Duration.ofMinutes(1));

    assertThat(fixture.missed())
        .containsExactly(
            new MissedRange(
                "tick",
                job.definition().generation(),
                START.plusSeconds(3),
                START.plusSeconds(5),
                3,
                Reason.RESCHEDULED));
    assertThat(runs)
        .containsExactly(START.plusSeconds(1), START.plusSeconds(2), START.plusMillis(65_500));
  }

  @Test
  void reschedule_ofAPausedJob_recordsWhatPassedInThePause() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick")).pause();
    fixture.advance(Duration.ofSeconds(4));

    scheduler.rescheduleJob("tick", IntervalTrigger.every(Duration.ofMinutes(1)));
    scheduler.resumeJob("tick");
    fixture.advance(Duration.ofSeconds(30));

    assertThat(fixture.missed())
        .extracting(MissedRange::reason, MissedRange::count)
        .containsExactly(tuple(Reason.PAUSED, 4L));
  }

  @Test
  void reschedule_ofAnOverdueOneShotJob_runsItAtTheNewTimeOnly() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.pause();
    scheduler.addJob(this::note, DateTrigger.at(START.plusSeconds(1)), o -> o.id("once"));
    fixture.advance(Duration.ofSeconds(2));

    scheduler.rescheduleJob("once", DateTrigger.at(START.plusSeconds(9)));
    scheduler.resume();
    fixture.advance(Duration.ofSeconds(10));

    assertThat(runs).containsExactly(START.plusSeconds(9));
    assertThat(fixture.missed())
        .extracting(MissedRange::first, MissedRange::reason)
        .containsExactly(tuple(START.plusSeconds(1), Reason.RESCHEDULED));
  }

  @Test
  void reschedule_toATriggerThatFiresAtThisInstant_hasThatFireOnce() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick"));
    scheduler.pause();
    fixture.advance(Duration.ofSeconds(3));

    scheduler.rescheduleJob("tick", DateTrigger.at(START.plusSeconds(3)));
    scheduler.resume();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(runs).containsExactly(START.plusSeconds(3));
    assertThat(fixture.missed())
        .extracting(MissedRange::last, MissedRange::count)
        .containsExactly(tuple(START.plusSeconds(2), 2L));
  }

  @Test
  void reschedule_ofAJobWhoseTriggerFails_recordsTheFireThatWasNext() {
    boolean[] broken = {false};
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        this::note,
        EngineFixture.trigger(
            "breaks",
            (previous, now) -> {
              if (broken[0]) {
                throw new IllegalStateException("its own fault");
              }
              return (previous == null ? now : previous).plusSeconds(1);
            }),
        o -> o.id("tick"));
    scheduler.pause();
    fixture.advance(Duration.ofSeconds(3));
    broken[0] = true;

    scheduler.rescheduleJob("tick", IntervalTrigger.every(Duration.ofMinutes(1)));

    assertThat(fixture.missed())
        .extracting(MissedRange::first, MissedRange::count)
        .containsExactly(tuple(START.plusSeconds(1), 1L));
  }

  @Test
  void reschedule_countsFromNowAndKeepsAPausedJobPaused() {
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick"));
    job.pause();

    Job changed = scheduler.rescheduleJob("tick", IntervalTrigger.every(Duration.ofMinutes(1)));

    assertThat(changed.isPaused()).isTrue();
    assertThat(changed.nextFireTime()).contains(START.plusSeconds(60));
    scheduler.resumeJob("tick");
    fixture.advance(Duration.ofSeconds(61));
    assertThat(runs).containsExactly(START.plusSeconds(60));
    assertThat(fixture.events(JobEvent.Rescheduled.class)).hasSize(1);
  }

  @Test
  void remove_endsTheJob() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick"));
    fixture.advance(Duration.ofSeconds(2));

    scheduler.removeJob("tick");
    fixture.advance(Duration.ofSeconds(5));

    assertThat(runs).hasSize(2);
    assertThat(scheduler.getJobs()).isEmpty();
  }

  @Test
  void remove_fromInsideTheJob_letsThisRunEnd() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        context -> {
          scheduler.removeJob(context.jobId());
          note(context);
        },
        EVERY_SECOND);

    fixture.advance(Duration.ofSeconds(5));

    assertThat(runs).hasSize(1);
    assertThat(fixture.ended()).hasSize(1);
    assertThat(scheduler.health().isHealthy()).isTrue();
  }

  @Test
  void trigger_runsTheJobOnceAndLeavesItsScheduleAlone() {
    BackgroundScheduler scheduler = fixture.started();
    Job job =
        scheduler.addJob(this::note, IntervalTrigger.every(Duration.ofHours(1)), o -> o.id("tick"));
    fixture.advance(Duration.ofSeconds(5));

    assertThat(scheduler.trigger("tick")).isPresent();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(runs).containsExactly(START.plusSeconds(5));
    assertThat(scheduler.getJob("tick").orElseThrow().nextFireTime()).isEqualTo(job.nextFireTime());
  }

  @Test
  void getJobs_areOrderedByNextFireTime() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, DateTrigger.at(START.plusSeconds(30)), o -> o.id("late"));
    scheduler.addJob(this::note, DateTrigger.at(START.plusSeconds(10)), o -> o.id("soon"));

    assertThat(scheduler.getJobs()).extracting(Job::id).containsExactly("soon", "late");
  }

  @Test
  void task_getsItsPayload() {
    List<String> mails = new ArrayList<>();
    Task<String> send = Task.named("send-mail", String.class, (to, context) -> mails.add(to));
    BackgroundScheduler scheduler = fixture.scheduler(builder -> builder.tasks(send));
    scheduler.start();

    scheduler.addJob(send, "a@b.c", DateTrigger.now());
    fixture.advance(Duration.ofSeconds(1));

    assertThat(mails).containsExactly("a@b.c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "modify", "reschedule", "remove", "trigger"})
  void unknownId_isNamedByTheRefusal(String call) {
    BackgroundScheduler scheduler = fixture.started();

    assertThatThrownBy(
            () -> {
              switch (call) {
                case "pause" -> scheduler.pauseJob("nobody");
                case "resume" -> scheduler.resumeJob("nobody");
                case "modify" -> scheduler.modifyJob("nobody", change -> {});
                case "reschedule" -> scheduler.rescheduleJob("nobody", EVERY_SECOND);
                case "remove" -> scheduler.removeJob("nobody");
                default -> scheduler.trigger("nobody");
              }
            })
        .isInstanceOf(JobNotFoundException.class)
        .hasMessageContaining("'nobody'");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"executor", "store", "long id", "control id", "tilde id", "blank id", "interval"})
  void badInput_isNamedByTheRefusalAndNothingIsAdded(String what) {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("good"));

    assertThatThrownBy(
            () -> {
              switch (what) {
                case "executor" ->
                    scheduler.addJob(this::note, EVERY_SECOND, o -> o.executor("nowhere"));
                case "store" -> scheduler.addJob(this::note, EVERY_SECOND, o -> o.store("nowhere"));
                case "long id" ->
                    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("x".repeat(201)));
                case "control id" ->
                    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("a\u0007b"));
                case "tilde id" -> scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("a~b"));
                case "blank id" -> scheduler.addJob(this::note, EVERY_SECOND, o -> o.id(" "));
                default ->
                    scheduler.addJob(this::note, IntervalTrigger.every(Duration.ofSeconds(-3)));
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).*(nowhere|201|U\\+0007|U\\+007E|blank|-3|PT-3S).*");
    fixture.advance(Duration.ofSeconds(1));
    assertThat(scheduler.getJobs()).extracting(Job::id).containsExactly("good");
    assertThat(runs).hasSize(1);
  }

  @Test
  void trigger_ofAPausedJob_runsWhenItIsResumed() {
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick").paused());

    assertThat(job.runNow()).isPresent();
    fixture.advance(Duration.ofMillis(500));
    assertThat(runs).isEmpty();
    job.resume();
    fixture.advance(Duration.ofMillis(100));
    assertThat(runs).containsExactly(START);
    scheduler.pause();
    job.runNow();
    fixture.advance(Duration.ofMillis(100));
    assertThat(runs).hasSize(1);
    scheduler.resume();
    fixture.advance(Duration.ofMillis(100));
    assertThat(runs).containsExactly(START, START.plusMillis(600));
  }

  @Test
  void trigger_thatNeverFires_isRefused() {
    BackgroundScheduler scheduler = fixture.started();
    Trigger never = EngineFixture.trigger("never", (previous, now) -> null);

    assertThatThrownBy(() -> scheduler.addJob(this::note, never))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("custom never");
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick"));
    assertThatThrownBy(() -> scheduler.rescheduleJob("tick", never))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("custom never");
    fixture.advance(Duration.ofSeconds(2));
    assertThat(runs).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1000000000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z",
        "2026-03-02T08:00:01.000000001Z"
      })
  void trigger_whoseFireNoStoreCanKeep_isRefusedAndHarmsNoOther(Instant fire) {
    BackgroundScheduler scheduler = fixture.started();
    Trigger broken = EngineFixture.trigger("broken", (previous, now) -> fire);
    scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick"));

    assertThatThrownBy(() -> scheduler.addJob(this::note, broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("custom broken")
        .hasMessageContaining(fire.toString());
    assertThatThrownBy(() -> scheduler.rescheduleJob("tick", broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("custom broken");
    fixture.advance(Duration.ofSeconds(2));
    assertThat(runs).hasSize(2);
  }

  @Test
  void overlap_skip_recordsTheFireThatFoundTheJobRunning() {
    BackgroundScheduler scheduler = fixture.started();
    Task<String> slow =
        Task.async(
            "slow",
            String.class,
            (text, context) -> {
              runs.add(context.fireTime());
              return fixture.completeAfter(Duration.ofMillis(2_500));
            });
    scheduler.addJob(slow, "x", EVERY_SECOND);

    fixture.advance(Duration.ofSeconds(4));

    assertThat(runs).containsExactly(START.plusSeconds(1), START.plusSeconds(4));
    assertThat(fixture.missed()).extracting(MissedRange::reason).containsOnly(Reason.MAX_INSTANCES);
    assertThat(fixture.missed().stream().mapToLong(MissedRange::count).sum()).isEqualTo(2);
    assertThat(fixture.events(JobEvent.FiresSkipped.class))
        .extracting(event -> event.range().reason())
        .containsExactly(Reason.MAX_INSTANCES, Reason.MAX_INSTANCES);
  }

  @Test
  void lambda_handedToAStoreThatOutlivesTheProcess_isRefusedWithTheFix() {
    fixture.store = DurableStore.over(fixture.memory);
    BackgroundScheduler scheduler = fixture.started();

    assertThatThrownBy(() -> scheduler.addJob(this::note, EVERY_SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Task.named");
  }

  @Test
  void task_inAStoreWithLookAheadAndLinger_runsAtItsInstantAndNeverEarly() {
    fixture.store = DurableStore.over(fixture.memory);
    Task<Void> task = Task.named("tick", this::note);
    BackgroundScheduler scheduler = fixture.scheduler(builder -> builder.tasks(task));
    scheduler.start();
    List<Instant> started = new ArrayList<>();
    scheduler.subscribe(
        dev.punctual.scheduler.event.ExecutionEvent.Started.class,
        event -> started.add(event.at()));
    scheduler.addJob(task, IntervalTrigger.every(Duration.ofMillis(300)));

    fixture.advance(Duration.ofSeconds(3));

    assertThat(runs).hasSizeBetween(9, 10);
    assertThat(started).hasSameSizeAs(runs);
    for (int i = 0; i < runs.size(); i++) {
      assertThat(started.get(i)).isBetween(runs.get(i), runs.get(i).plusMillis(10));
    }
  }
}
