package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.ManualTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import dev.punctual.scheduler.trigger.Triggers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that run only when somebody asks. */
class ManualJobTests {

  private static final ManualTrigger MANUAL = ManualTrigger.instance();
  private static final Trigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<String> ran = new ArrayList<>();

  private Job add(BackgroundScheduler scheduler, Trigger trigger, Consumer<JobOptions> more) {
    return scheduler.addJob(
        context -> ran.add(context.jobId()), trigger, o -> more.accept(o.id("a")));
  }

  @ParameterizedTest(name = "started first: {0}")
  @ValueSource(booleans = {true, false})
  void job_staysAndRunsWhenAsked(boolean startedFirst) {
    BackgroundScheduler scheduler = fixture.scheduler();
    if (startedFirst) {
      scheduler.start();
    }
    Job job = add(scheduler, MANUAL, o -> {});
    if (!startedFirst) {
      scheduler.start();
    }
    fixture.advance(Duration.ofDays(2));
    assertThat(ran).isEmpty();
    assertThat(scheduler.health().isHealthy()).isTrue();

    scheduler.trigger("a");
    fixture.time.runReady();
    job.runNow();
    fixture.time.runReady();

    assertThat(ran).containsExactly("a", "a");
    JobRecord stored = scheduler.getJob("a").orElseThrow().definition();
    assertThat(stored.state()).isEqualTo(JobState.ACTIVE);
    assertThat(stored.nextFireTime()).isNull();
    assertThat(stored.dueTime()).isNull();
    assertThat(stored.problem()).isNull();
  }

  @Test
  void job_isPausedAndResumed() {
    BackgroundScheduler scheduler = fixture.started();
    Job job = add(scheduler, MANUAL, o -> o.paused());
    scheduler.trigger("a");
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).isEmpty();

    job.resume();
    fixture.time.runReady();

    assertThat(ran).containsExactly("a");
    assertThat(job.pause().isPaused()).isTrue();
    assertThat(job.resume().nextFireTime()).isEmpty();
  }

  @Test
  void job_isRescheduledFromAndToAClock() {
    BackgroundScheduler scheduler = fixture.started();
    Job job = add(scheduler, MANUAL, o -> {});

    job.reschedule(EVERY_SECOND);
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).hasSize(2);
    assertThat(job.reschedule(MANUAL).nextFireTime()).isEmpty();
    fixture.advance(Duration.ofSeconds(5));
    assertThat(ran).hasSize(2);
    assertThat(scheduler.getJob("a").orElseThrow().trigger()).isEqualTo(MANUAL);
    job.reschedule(EVERY_SECOND);
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).hasSize(3);
  }

  @Test
  void job_isListedLastAndPreviewedAsNothing() {
    BackgroundScheduler scheduler = fixture.started();
    add(scheduler, MANUAL, o -> {});
    scheduler.addJob(() -> {}, EVERY_SECOND, o -> o.id("z"));
    StringBuilder table = new StringBuilder();
    scheduler.printJobs(table);

    assertThat(scheduler.getJobs()).extracting(Job::id).containsExactly("z", "a");
    assertThat(scheduler.preview("a", 5)).isEmpty();
    assertThat(table).contains("a  inline  manual  when asked");
  }

  @Test
  void definition_changesBetweenManualAndClock() {
    BackgroundScheduler scheduler = fixture.started();
    add(scheduler, EVERY_SECOND, o -> {});
    Consumer<JobOptions> update = o -> o.onConflict(ConflictPolicy.UPDATE_DEFINITION);

    assertThat(add(scheduler, MANUAL, update).nextFireTime()).isEmpty();
    fixture.advance(Duration.ofSeconds(3));
    assertThat(ran).isEmpty();
    assertThat(add(scheduler, MANUAL, update).nextFireTime()).isEmpty();
    assertThat(add(scheduler, EVERY_SECOND, update).nextFireTime()).isPresent();
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).hasSize(1);
  }

  @Test
  void job_inAStoreThatOutlivesItsNode_staysAsItIs() {
    fixture.store = DurableStore.over(fixture.memory);
    Task<Void> task = Task.named("t", context -> ran.add(context.jobId()));
    BackgroundScheduler first = fixture.scheduler(b -> b.tasks(task));
    first.addJob(task, MANUAL, o -> o.id("a"));
    first.start();
    fixture.advance(Duration.ofMinutes(1));
    JobRecord before = first.getJob("a").orElseThrow().definition();
    first.shutdown();

    BackgroundScheduler second = fixture.scheduler(b -> b.tasks(task));
    second.start();
    fixture.advance(Duration.ofMinutes(1));

    assertThat(second.getJob("a").orElseThrow().definition()).isEqualTo(before);
    second.trigger("a");
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("a");
  }

  @Test
  void otherTriggerThatNeverFires_isStillRefused() {
    BackgroundScheduler scheduler = fixture.started();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> add(scheduler, EngineFixture.trigger("never", (before, now) -> null), o -> {}))
        .withMessageContaining("never fires")
        .withMessageContaining("ManualTrigger");
  }

  @Test
  void trigger_isReadBackAndDescribed() {
    assertThat(Triggers.parse("manual")).isSameAs(MANUAL);
    assertThat(MANUAL.text()).isEqualTo("manual");
    assertThat(MANUAL.describe()).isEqualTo("only when asked");
    assertThat(MANUAL.next(null, EngineFixture.START)).isNull();
    assertThat(MANUAL.next(EngineFixture.START, EngineFixture.START)).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Triggers.parse("manual now"))
        .withMessageContaining("alone");
  }
}
