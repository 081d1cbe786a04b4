package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about a job when it is added or changed, and what holds when nothing is. */
class JobDefinitionTests {

  private static final Instant START = EngineFixture.START;
  private static final Trigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<Instant> runs = new ArrayList<>();

  private void note(ExecutionContext context) {
    runs.add(context.fireTime());
  }

  @Test
  void id_unsaid_isMadeUpAndUnique() {
    BackgroundScheduler scheduler = fixture.started();
    for (int i = 0; i < 1_000; i++) {
      scheduler.addJob(this::note, IntervalTrigger.every(Duration.ofDays(1)));
    }

    assertThat(scheduler.getJobs())
        .hasSize(1_000)
        .allSatisfy(job -> assertThat(scheduler.getJob(job.id())).contains(job));
  }

  @Test
  void name_unsaid_isTheTasks() {
    BackgroundScheduler scheduler = fixture.started();
    Task<Void> task = Task.named("send-mail", this::note);

    assertThat(scheduler.addJob(task, EVERY_SECOND).name()).isEqualTo("send-mail");
    assertThat(scheduler.addJob(task, EVERY_SECOND, o -> o.name("Mail at noon")).name())
        .isEqualTo("Mail at noon");
  }

  @Test
  void paused_job_firesAfterItIsResumed() {
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(this::note, EVERY_SECOND, o -> o.paused());
    fixture.advance(Duration.ofSeconds(5));
    assertThat(runs).isEmpty();
    assertThat(job.isPaused()).isTrue();

    job.resume();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(runs).containsExactly(START.plusSeconds(6));
  }

  @Test
  void interval_addedLongBeforeTheStart_countsFromTheStart() {
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.addJob(
        this::note,
        IntervalTrigger.every(Duration.ofMinutes(1)),
        o -> o.misfireGraceTime(Duration.ofSeconds(1)));
    fixture.advance(Duration.ofMinutes(5));

    scheduler.start();
    fixture.advance(Duration.ofMinutes(1));

    assertThat(runs).containsExactly(START.plus(Duration.ofMinutes(6)));
    assertThat(fixture.missed()).isEmpty();
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // as a caller without generics could
  void payload_ofAnotherType_isRefusedWithBothTypes() {
    BackgroundScheduler scheduler = fixture.started();
    Task<String> task = Task.named("send-mail", String.class, (to, context) -> {});

    assertThatThrownBy(() -> scheduler.addJob((Task) task, 5, EVERY_SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("send-mail")
        .hasMessageContaining("java.lang.String")
        .hasMessageContaining("java.lang.Integer");
    assertThatThrownBy(() -> scheduler.addJob((Task) task, EVERY_SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("null");
    assertThat(scheduler.getJobs()).isEmpty();
  }

  @Test
  void payloadType_primitive_isRefusedWithTheFix() {
    assertThatThrownBy(() -> Task.named("count", int.class, (count, context) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("payload type 'int'")
        .hasMessageContaining("Integer.class");
  }

  static Stream<Arguments> badChanges() {
    return Stream.of(
        bad("maxInstances 0", c -> c.maxInstances(0)),
        bad("misfireGraceTime PT0S", c -> c.misfireGraceTime(Duration.ZERO)),
        bad("maxCatchUp 10001", c -> c.maxCatchUp(10_001)),
        bad("priority 10", c -> c.priority(10)),
        bad("'nowhere'", c -> c.executor("nowhere")),
        bad("a job name", c -> c.name("")),
        bad("tag ''", c -> c.tags("good", "")));
  }

  private static Arguments bad(String named, Consumer<JobChanges> change) {
    return Arguments.of(named, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badChanges")
  void modify_withABadValue_namesItAndChangesNothing(String named, Consumer<JobChanges> bad) {
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick").name("old"));

    assertThatThrownBy(
            () ->
                job.modify(
                    change -> {
                      change.name("new").maxInstances(7).tags("x");
                      bad.accept(change);
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);

    Job now = scheduler.getJob("tick").orElseThrow();
    assertThat(now.name()).isEqualTo("old");
    assertThat(now.definition().tags()).isEmpty();
    assertThat(now.definition().policy()).isEqualTo(JobPolicy.DEFAULT);
    assertThat(fixture.events(JobEvent.Modified.class)).isEmpty();
  }

  @Test
  void modify_changesWhatIsSaidAndLeavesTheScheduleAlone() {
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(this::note, EVERY_SECOND, o -> o.id("tick").name("old").tags("t"));
    fixture.advance(Duration.ofMillis(500));

    Job changed = job.modify(change -> change.name("new").priority(9));

    assertThat(changed.name()).isEqualTo("new");
    assertThat(changed.definition().tags()).containsExactly("t");
    assertThat(changed.definition().policy()).isEqualTo(JobPolicy.DEFAULT.withPriority(9));
    assertThat(changed.nextFireTime()).contains(START.plusSeconds(1));
    assertThat(changed.trigger()).isEqualTo(EVERY_SECOND);
  }

  @Test
  void job_thatReschedulesItself_goesOnWithTheNewTrigger() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        context -> {
          note(context);
          scheduler.rescheduleJob(context.jobId(), IntervalTrigger.every(Duration.ofSeconds(10)));
          scheduler.modifyJob(context.jobId(), change -> change.name("slower"));
        },
        EVERY_SECOND,
        o -> o.id("tick"));

    fixture.advance(Duration.ofSeconds(25));

    assertThat(runs)
        .containsExactly(START.plusSeconds(1), START.plusSeconds(11), START.plusSeconds(21));
    assertThat(scheduler.getJob("tick").orElseThrow().name()).isEqualTo("slower");
    assertThat(scheduler.health().isHealthy()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"QUEUE_ONE", "QUEUE_ALL"})
  void overflow_queue_runsTheFireThatFoundTheJobRunningAfterIt(Overflow overflow) {
    BackgroundScheduler scheduler = fixture.started();
    Task<String> slow =
        Task.async(
            "slow",
            String.class,
            (text, context) -> {
              note(context);
              return fixture.completeAfter(Duration.ofMillis(2_500));
            });
    Instant end = START.plusSeconds(3);
    scheduler.addJob(
        slow,
        "x",
        IntervalTrigger.every(Duration.ofSeconds(1)).withEnd(end),
        o -> o.overflow(overflow));

    fixture.advance(Duration.ofSeconds(20));

    boolean all = overflow == Overflow.QUEUE_ALL;
    assertThat(runs).startsWith(START.plusSeconds(1), START.plusSeconds(2)).hasSize(all ? 3 : 2);
    assertThat(fixture.missed().stream().mapToLong(MissedRange::count).sum())
        .isEqualTo(all ? 0 : 1);
  }

  @Test
  void remove_whileItRuns_letsTheRunEnd() {
    BackgroundScheduler scheduler = fixture.started();
    List<ExecutionContext> contexts = new ArrayList<>();
    Task<String> slow =
        Task.async(
            "slow",
            String.class,
            (text, context) -> {
              contexts.add(context);
              return fixture.completeAfter(Duration.ofSeconds(20));
            });
    Job job = scheduler.addJob(slow, "x", EVERY_SECOND);
    fixture.advance(Duration.ofSeconds(2));

    job.remove();
    fixture.advance(Duration.ofSeconds(15));
    assertThat(contexts)
        .singleElement()
        .satisfies(context -> assertThat(context.isCancelled()).isFalse());
    fixture.advance(Duration.ofSeconds(15));

    assertThat(fixture.ended()).hasSize(1);
  }
}
