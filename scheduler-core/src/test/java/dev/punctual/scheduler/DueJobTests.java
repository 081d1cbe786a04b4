package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.trigger.AndTrigger;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.OrTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which due jobs start, by whom, and in which order. */
class DueJobTests {

  private static final Instant START = EngineFixture.START;
  private static final IntervalTrigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<Instant> runs = new ArrayList<>();

  private void note(ExecutionContext context) {
    runs.add(context.fireTime());
  }

  @Test
  void job_addedWhileTheLoopSleeps_runsAtItsOwnTime() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, IntervalTrigger.every(Duration.ofDays(1)));
    fixture.advance(Duration.ofMinutes(1));
    List<Instant> started = new ArrayList<>();

    scheduler.addJob(
        context -> started.add(context.startedAt()), DateTrigger.at(START.plusSeconds(70)));
    fixture.advance(Duration.ofMinutes(1));

    assertThat(started).containsExactly(START.plusSeconds(70));
  }

  @Test
  void job_addedByAnotherScheduler_isNoticedAtOnce() {
    BackgroundScheduler other = fixture.scheduler();
    other.startPaused();
    fixture.started().addJob(context -> {}, IntervalTrigger.every(Duration.ofDays(1)));
    fixture.advance(Duration.ofMinutes(1));
    List<Instant> started = new ArrayList<>();

    other.addJob(context -> started.add(context.startedAt()), DateTrigger.now());
    fixture.time.runReady();

    assertThat(started).containsExactly(START.plusSeconds(60));
  }

  @Test
  void dueJobs_startByPriorityThenTime() {
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.startPaused();
    scheduler.addJob(this::note, DateTrigger.at(START.plusSeconds(3)));
    scheduler.addJob(this::note, DateTrigger.at(START.plusSeconds(1)));
    scheduler.addJob(this::note, DateTrigger.at(START.plusSeconds(2)));
    scheduler.addJob(this::note, DateTrigger.at(START.plusSeconds(4)), o -> o.priority(9));
    fixture.advance(Duration.ofSeconds(5));

    scheduler.resume();
    fixture.time.runReady();

    assertThat(runs)
        .containsExactly(
            START.plusSeconds(4), START.plusSeconds(1), START.plusSeconds(2), START.plusSeconds(3));
  }

  @Test
  void misfireGrace_ofSeveralMissedFires_judgesTheLatest() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        this::note,
        IntervalTrigger.every(Duration.ofSeconds(10)),
        o -> o.misfireGraceTime(Duration.ofSeconds(3)));
    scheduler.pause();
    fixture.advance(Duration.ofSeconds(32));
    scheduler.resume();
    fixture.time.runReady();

    assertThat(runs).containsExactly(START.plusSeconds(30));
    assertThat(fixture.missed().stream().mapToLong(MissedRange::count).sum()).isEqualTo(2);
  }

  @Test
  void schedulersThatShareAStore_runEachFireOnceBetweenThem() {
    BackgroundScheduler first = fixture.started();
    BackgroundScheduler second = fixture.started();
    first.addJob(this::note, EVERY_SECOND, o -> o.id("tick"));
    fixture.advance(Duration.ofSeconds(60));
    first.shutdown();

    fixture.advance(Duration.ofSeconds(60));

    assertThat(runs)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 120).mapToObj(START::plusSeconds).toList());
    assertThat(second.getJob("tick")).isPresent();
  }

  @Test
  void compoundTrigger_ofAJob_firesWhenOneOrAllPartsDo() {
    BackgroundScheduler scheduler = fixture.started();
    Trigger nine = CronTrigger.crontab("0 9,10 * * *");
    Trigger ten = CronTrigger.crontab("0 10,11 * * *");
    List<String> seen = new ArrayList<>();
    scheduler.addJob(c -> seen.add("or " + c.fireTime()), OrTrigger.of(nine, ten));
    scheduler.addJob(c -> seen.add("and " + c.fireTime()), AndTrigger.of(nine, ten));

    fixture.advance(Duration.ofHours(4));

    assertThat(seen)
        .containsExactlyInAnyOrder(
            "or 2026-03-02T09:00:00Z",
            "or 2026-03-02T10:00:00Z",
            "or 2026-03-02T11:00:00Z",
            "and 2026-03-02T10:00:00Z");
  }
}
