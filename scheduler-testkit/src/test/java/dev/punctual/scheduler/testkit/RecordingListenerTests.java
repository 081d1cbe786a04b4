package dev.punctual.scheduler.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.event.LifecycleEvent;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.testkit.RecordedRun.State;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a listener remembers, and what it says when something else was expected. */
class RecordingListenerTests {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final IntervalTrigger HOURLY = IntervalTrigger.every(HOUR);

  private final TestScheduler test = TestScheduler.startingAt(START);
  private final RecordingListener recorder = test.recorder();
  private final List<Integer> attempts = new ArrayList<>();

  @AfterEach
  void close() {
    test.close();
  }

  private void addHourly(String id) {
    test.scheduler().addJob(() -> {}, HOURLY, o -> o.id(id));
  }

  /** Fails twice, then succeeds. */
  private void failTwice() {
    attempts.add(attempts.size() + 1);
    if (attempts.size() <= 2) {
      throw new IllegalStateException("no " + attempts.size());
    }
  }

  private static ExecutionEvent.Run run(String job, int attempt) {
    return new ExecutionEvent.Run(
        ExecutionId.ofFire(job, 1, START), "t", "default", "n", START, Adjustment.NONE, attempt);
  }

  @Test
  void events_areWhatHappenedInItsOrder() {
    addHourly("a");
    test.time().advance(HOUR);

    assertThat(recorder.events())
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("Started", "Added", "Submitted", "Started", "Succeeded");
    assertThat(recorder.events(LifecycleEvent.class)).hasSize(1);
    assertThat(recorder.events(JobEvent.Added.class))
        .extracting(JobEvent.Added::jobId)
        .containsExactly("a");
  }

  @Test
  void lists_areCopies() {
    List<SchedulerEvent> before = recorder.events();
    List<RecordedRun> runs = recorder.runs();
    addHourly("a");
    test.time().advance(HOUR);

    assertThat(before).hasSize(1);
    assertThat(runs).isEmpty();
    assertThat(recorder.runs()).hasSize(1);
    assertThatThrownBy(() -> recorder.events().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void runs_tellWhenTheyBeganAndHowTheyEnded() {
    test.scheduler().addJob(this::failTwice, HOURLY, o -> o.id("a").retry(RetryPolicy.NONE));
    addHourly("b");
    test.time().advance(Duration.ofHours(3));

    assertThat(recorder.runs()).hasSize(6);
    assertThat(recorder.runsOf("a"))
        .extracting(RecordedRun::fireTime, RecordedRun::startedAt, RecordedRun::state)
        .containsExactly(
            tuple(START.plus(HOUR), START.plus(HOUR), State.FAILED),
            tuple(START.plus(HOUR.multipliedBy(2)), START.plus(HOUR.multipliedBy(2)), State.FAILED),
            tuple(
                START.plus(HOUR.multipliedBy(3)),
                START.plus(HOUR.multipliedBy(3)),
                State.SUCCEEDED));
    assertThat(recorder.runsOf("a").get(1).error()).hasMessage("no 2");
    assertThat(recorder.runsOf("a").get(2).error()).isNull();
    assertThat(recorder.runsOf("nobody")).isEmpty();
  }

  @Test
  void run_thatLasts_isRunningUntilItEnds() {
    CompletableFuture<?> end = test.time().delay(Duration.ofMinutes(10));
    test.scheduler()
        .addJob(
            Task.async("slow", String.class, (text, context) -> end),
            "x",
            DateTrigger.now(),
            o -> o.id("slow"));
    test.time().runDue();

    assertThat(recorder.runsOf("slow"))
        .extracting(RecordedRun::state, RecordedRun::endedAt)
        .containsExactly(tuple(State.RUNNING, null));
    test.time().advance(HOUR);
    assertThat(recorder.runsOf("slow"))
        .extracting(RecordedRun::state, RecordedRun::endedAt)
        .containsExactly(tuple(State.SUCCEEDED, START.plusSeconds(600)));
  }

  @Test
  void everyEndOfARun_isToldApart() {
    RecordingListener own = RecordingListener.create();
    List<ExecutionEvent> ends =
        List.of(
            new ExecutionEvent.Cancelled(START, run("cancelled", 1)),
            new ExecutionEvent.Parked(START, run("parked", 1), "unreadable"),
            new ExecutionEvent.LeaseLost(START, run("lost", 1)));
    for (ExecutionEvent end : ends) {
      own.onEvent(new ExecutionEvent.Started(START, end.run(), Duration.ZERO));
      own.onEvent(end);
      own.onEvent(new ExecutionEvent.LeaseLost(START.plusSeconds(1), end.run()));
    }

    assertThat(own.runs())
        .extracting(RecordedRun::jobId, RecordedRun::state, RecordedRun::endedAt)
        .containsExactly(
            tuple("cancelled", State.CANCELLED, START),
            tuple("parked", State.PARKED, START),
            tuple("lost", State.LEASE_LOST, START));
  }

  @Test
  void fireThatIsTriedAgain_isTwoRunsOfOneFire() {
    RecordingListener own = RecordingListener.create();
    for (int attempt = 1; attempt <= 2; attempt++) {
      own.onEvent(new ExecutionEvent.Started(START, run("a", attempt), Duration.ZERO));
    }

    own.requireRuns("a", 2).requireFireTimes("a", List.of(START));
    assertThat(own.runsOf("a")).extracting(RecordedRun::attempt).containsExactly(1, 2);
    assertThatThrownBy(() -> own.requireRuns("a", 1))
        .hasMessageEndingWith("\n  fire 2026-03-02T08:00:00Z, attempt 2, RUNNING");
  }

  @Test
  void skippedFires_areRangesWithTheirReason() {
    addHourly("a");
    test.scheduler().pause();
    test.time().advance(Duration.ofHours(5));
    test.scheduler().resume();
    test.time().runDue();

    assertThat(recorder.skippedOf("a"))
        .extracting(MissedRange::count, MissedRange::reason)
        .containsExactly(tuple(4L, MissedRange.Reason.COALESCED));
    assertThat(recorder.skippedOf("nobody")).isEmpty();
    recorder.requireSkipped("a", 4).requireSkipped("nobody", 0);
    assertThatThrownBy(() -> recorder.requireSkipped("a", 1))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            1 fire of job 'a' should have been skipped, but 4 were
              fire 2026-03-02T13:00:00Z, SUCCEEDED
              skipped 4: fire 2026-03-02T09:00:00Z to 2026-03-02T12:00:00Z, COALESCED""");
  }

  @Test
  void requireSkipped_whenNoneWas_saysSo() {
    addHourly("a");
    test.time().advance(HOUR);

    assertThatThrownBy(() -> recorder.requireSkipped("a", 3))
        .hasMessageStartingWith("3 fires of job 'a' should have been skipped, but none was\n");
  }

  @Test
  void clear_forgets() {
    addHourly("a");
    test.time().advance(HOUR);
    recorder.clear();
    assertThat(recorder.events()).isEmpty();
    test.time().advance(HOUR);
    recorder.requireRuns("a", 1);
  }

  @Test
  void requirements_thatHold_answerTheListener() {
    addHourly("a");
    test.time().advance(Duration.ofHours(2));

    assertThat(
            recorder
                .requireRuns("a", 2)
                .requireFireTimes("a", List.of(START.plus(HOUR), START.plus(HOUR.multipliedBy(2))))
                .requireSkipped("a", 0)
                .requireNoFailures())
        .isSameAs(recorder);
  }

  @Test
  void requireRuns_ofAnotherCount_listsTheRuns() {
    test.scheduler().addJob(this::failTwice, HOURLY, o -> o.id("a").retry(RetryPolicy.NONE));
    test.time().advance(Duration.ofHours(2));

    assertThatThrownBy(() -> recorder.requireRuns("a", 3))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            job 'a' should have run 3 times but ran 2 times
              fire 2026-03-02T09:00:00Z, FAILED: java.lang.IllegalStateException: no 1
              fire 2026-03-02T10:00:00Z, FAILED: java.lang.IllegalStateException: no 2""");
  }

  @Test
  void requireRuns_ofALateOne_saysWhenItStarted() {
    test.scheduler().addJob(() -> {}, DateTrigger.at(START.minusSeconds(60)), o -> o.id("a"));
    test.time().runDue();

    assertThatThrownBy(() -> recorder.requireRuns("a", 0))
        .hasMessage(
            """
            job 'a' should have run 0 times but ran once
              fire 2026-03-02T07:59:00Z, started 2026-03-02T08:00:00Z, SUCCEEDED
              removed at 2026-03-02T08:00:00Z, no fire was left""");
  }

  @Test
  void requireRuns_ofManyRuns_showsTheFirstAndTheLast() {
    addHourly("a");
    test.time().advance(Duration.ofHours(100));

    assertThatThrownBy(() -> recorder.requireRuns("a", 99))
        .message()
        .satisfies(message -> assertThat(message.lines()).hasSize(42))
        .startsWith(
            "job 'a' should have run 99 times but ran 100 times\n  fire 2026-03-02T09:00:00Z,")
        .contains("\n  … 60 more …\n")
        .endsWith("\n  fire 2026-03-06T12:00:00Z, SUCCEEDED");
  }

  @Test
  void requireRuns_ofAJobThatHasNotFired_asksWhetherTimeWasMoved() {
    addHourly("a");

    assertThatThrownBy(() -> recorder.requireRuns("a", 1))
        .hasMessage(
            """
            job 'a' should have run once but never ran
              it is there; has the time been moved to its first fire?""");
  }

  @Test
  void requireRuns_ofAnUnknownJob_namesThoseThatThereAre() {
    addHourly("daily");
    addHourly("weekly");

    assertThatThrownBy(() -> recorder.requireRuns("dayly", 1))
        .hasMessage(
            """
            job 'dayly' should have run once but never ran
              no job of that id was heard of, but these were
              daily
              weekly""");
  }

  @Test
  void requireRuns_whenNothingWasHeard_asksWhetherItListens() {
    assertThatThrownBy(() -> RecordingListener.create().requireRuns("a", 1))
        .hasMessage(
            """
            job 'a' should have run once but never ran
              no job was heard of; has the builder been given this listener?""");
  }

  @Test
  void requireRuns_ofAPausedOrRemovedJob_saysSo() {
    addHourly("a");
    test.time().advance(HOUR);
    test.scheduler().pauseJob("a");
    test.scheduler().removeJob("a");
    test.time().advance(HOUR);

    assertThatThrownBy(() -> recorder.requireRuns("a", 2))
        .hasMessage(
            """
            job 'a' should have run 2 times but ran once
              fire 2026-03-02T09:00:00Z, SUCCEEDED
              paused at 2026-03-02T09:00:00Z
              removed at 2026-03-02T09:00:00Z""");
  }

  @Test
  void requireRuns_ofAFireThatCameTooLate_saysSo() {
    HeldExecutor held = HeldExecutor.create();
    test.scheduler().addExecutor("held", held);
    test.scheduler()
        .addJob(
            () -> {},
            DateTrigger.now(),
            o -> o.id("a").executor("held").misfireGraceTime(Duration.ofSeconds(1)));
    test.time().advance(HOUR);
    held.release();

    assertThatThrownBy(() -> recorder.requireRuns("a", 1))
        .hasMessageContaining("\n  not started: fire 2026-03-02T08:00:00Z, GRACE");
  }

  @Test
  void requireFireTimes_namesTheFirstDifference() {
    addHourly("a");
    test.time().advance(Duration.ofHours(2));
    Instant first = START.plus(HOUR);
    Instant second = first.plus(HOUR);

    assertThatThrownBy(() -> recorder.requireFireTimes("a", List.of(first, first)))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            job 'a' should have run other fires: fire 2 should be 2026-03-02T09:00:00Z but is \
            2026-03-02T10:00:00Z
              fire 2026-03-02T09:00:00Z, SUCCEEDED
              fire 2026-03-02T10:00:00Z, SUCCEEDED""");
    assertThatThrownBy(() -> recorder.requireFireTimes("a", List.of(first)))
        .hasMessageContaining("fire 2 should be none but is 2026-03-02T10:00:00Z");
    assertThatThrownBy(
            () -> recorder.requireFireTimes("a", List.of(first, second, second.plus(HOUR))))
        .hasMessageContaining("fire 3 should be 2026-03-02T11:00:00Z but is none");
  }

  @Test
  void requireNoFailures_listsAllAndHasTheFirstAsItsCause() {
    test.scheduler().addJob(this::failTwice, HOURLY, o -> o.id("a").retry(RetryPolicy.NONE));
    test.time().advance(Duration.ofHours(3));

    assertThatThrownBy(recorder::requireNoFailures)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            nothing should have failed, but this did
              job 'a': fire 2026-03-02T09:00:00Z, FAILED: java.lang.IllegalStateException: no 1
              job 'a': fire 2026-03-02T10:00:00Z, FAILED: java.lang.IllegalStateException: no 2""")
        .hasRootCauseMessage("no 1");
  }

  @Test
  void requireNoFailures_seesTroubleToo() {
    recorder.onEvent(new TroubleEvent.UnknownTask(START, "default", "mail"));

    assertThatThrownBy(recorder::requireNoFailures)
        .hasMessageContaining("UnknownTask")
        .hasMessageContaining("mail")
        .hasNoCause();
  }
}
