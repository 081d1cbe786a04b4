package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Questions to the history. */
class HistoryQueryTests {

  private static final Instant START = EngineFixture.START;

  private final EngineFixture fixture = new EngineFixture();
  private final BackgroundScheduler scheduler = fixture.started();

  private List<EndedExecution> ended(HistoryFilter filter) {
    return scheduler.endedExecutions("default", filter, null, 1_000).items();
  }

  private static HistoryFilter filter(String jobId, String task, String tag) {
    return new HistoryFilter(jobId, task, Set.of(), tag, null, null);
  }

  @Test
  void endedExecutions_areFilteredByEachPart() {
    Task<Void> tick = Task.named("tick", context -> {});
    scheduler.addJob(
        tick, IntervalTrigger.every(Duration.ofSeconds(1)), o -> o.id("a").tags("red"));
    scheduler.addJob(() -> {}, IntervalTrigger.every(Duration.ofSeconds(2)), o -> o.id("b"));
    scheduler.addJob(() -> {}, ManualTrigger.instance(), o -> o.id("c").then("a"));
    scheduler.removeJob("c");
    fixture.advance(Duration.ofSeconds(4));

    assertThat(ended(HistoryFilter.ALL)).hasSize(6);
    assertThat(ended(HistoryFilter.ofJob("b"))).hasSize(2);
    assertThat(ended(filter(null, "tick", null))).hasSize(4);
    assertThat(ended(filter(null, null, "red"))).hasSize(4);
    assertThat(ended(filter("b", null, "red"))).isEmpty();
    assertThat(ended(HistoryFilter.ofStates(ExecutionState.DEAD))).isEmpty();
    assertThat(ended(HistoryFilter.ofStates(ExecutionState.SUCCEEDED))).hasSize(6);
    Instant from = START.plusSeconds(2);
    Instant until = START.plusSeconds(4);
    assertThat(ended(new HistoryFilter("a", null, Set.of(), null, from, until)))
        .extracting(EndedExecution::finished)
        .containsExactly(START.plusSeconds(3), START.plusSeconds(2));
  }

  @Test
  void endedExecutions_arePagedWhileNewOnesCome() {
    scheduler.addJob(() -> {}, IntervalTrigger.every(Duration.ofSeconds(1)), o -> o.id("a"));
    fixture.advance(Duration.ofSeconds(25));
    List<Instant> seen = new ArrayList<>();
    String cursor = null;
    int pages = 0;
    do {
      Page<EndedExecution> page =
          scheduler.endedExecutions("default", HistoryFilter.ofJob("a"), cursor, 10);
      page.items().forEach(row -> seen.add(row.fireTime()));
      cursor = page.cursor();
      pages++;
      fixture.advance(Duration.ofSeconds(3));
    } while (cursor != null);

    assertThat(pages).isEqualTo(3);
    assertThat(seen)
        .hasSize(25)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo((x, y) -> y.compareTo(x));
  }

  @Test
  void missedFires_areFilteredAndPaged() {
    scheduler.addJob(() -> {}, IntervalTrigger.every(Duration.ofSeconds(1)), o -> o.id("a"));
    scheduler.addJob(() -> {}, IntervalTrigger.every(Duration.ofSeconds(1)), o -> o.id("b"));
    fixture.advance(Duration.ofSeconds(1));
    scheduler.pause();
    fixture.advance(Duration.ofSeconds(10));
    scheduler.resume();
    fixture.advance(Duration.ofSeconds(1));
    scheduler.pauseJob("a");
    fixture.advance(Duration.ofSeconds(5));
    scheduler.resumeJob("a");

    Page<MissedRange> first = scheduler.missedFires("default", MissedFilter.ALL, null, 2);
    Page<MissedRange> second =
        scheduler.missedFires("default", MissedFilter.ALL, first.cursor(), 2);
    assertThat(first.items()).hasSize(2);
    assertThat(second.items()).hasSize(1);
    assertThat(second.cursor()).isNull();
    assertThat(first.items().get(0).reason()).isEqualTo(MissedRange.Reason.PAUSED);
    MissedFilter paused = new MissedFilter("a", MissedRange.Reason.PAUSED, null, null);
    assertThat(scheduler.missedFires("default", paused, null, 10).items()).hasSize(1);
    assertThat(scheduler.missedFires("default", MissedFilter.ofJob("b"), null, 10).items())
        .hasSize(1);
    MissedFilter late = new MissedFilter(null, null, START.plusSeconds(13), null);
    assertThat(scheduler.missedFires("default", late, null, 10).items())
        .extracting(MissedRange::jobId)
        .containsExactly("a");
  }

  @Test
  void liveExecutions_arePagedInIdOrder() {
    BackgroundScheduler held = fixture.scheduler(b -> b.executor("held", new HeldExecutor()));
    held.start();
    for (int i = 0; i < 5; i++) {
      String id = "job-" + i;
      held.addJob(() -> {}, ManualTrigger.instance(), o -> o.id(id).executor("held"));
      held.trigger(id);
    }

    Page<ExecutionRecord> first = held.liveExecutions("default", null, null, 3);
    Page<ExecutionRecord> rest = held.liveExecutions("default", null, first.cursor(), 3);

    assertThat(first.items())
        .extracting(run -> run.id().jobId())
        .containsExactly("job-0", "job-1", "job-2");
    assertThat(rest.items()).hasSize(2);
    assertThat(held.liveExecutions("default", "job-4", null, 3).items()).hasSize(1);
  }

  @Test
  void question_toOneStore_isAnsweredByThatAlone() {
    scheduler.addStore("more", MemoryJobStore.create(fixture.time));
    scheduler.addJob(() -> {}, ManualTrigger.instance(), o -> o.id("a").store("more"));
    scheduler.trigger("a");
    fixture.time.runReady();

    assertThat(scheduler.endedExecutions("more", HistoryFilter.ALL, null, 10).items()).hasSize(1);
    assertThat(ended(HistoryFilter.ALL)).isEmpty();
    assertThat(scheduler.endedExecutions(10)).hasSize(1);
  }

  @Test
  void badQuestions_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.endedExecutions("nowhere", HistoryFilter.ALL, null, 10))
        .withMessageContaining("nowhere");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.endedExecutions("default", HistoryFilter.ALL, null, 0))
        .withMessageContaining("1 to 1000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.missedFires("default", MissedFilter.ALL, "x", 10))
        .withMessageContaining("'x'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HistoryFilter.ofStates(ExecutionState.CLAIMED));
  }
}
