package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.JobConflictException;
import dev.punctual.scheduler.Scheduler;
import dev.punctual.scheduler.SchedulerState;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What jobs did, beside the store, and what is to be true of it in the end. */
final class Ledger {

  private final Map<ExecutionId, Integer> starts = new ConcurrentHashMap<>();
  private final Set<String> acknowledged = Collections.synchronizedSet(new TreeSet<>());

  /** A task whose runs are written down here. */
  Task<Void> task(String name) {
    return Task.named(name, this::started);
  }

  private void started(ExecutionContext context) {
    starts.merge(context.executionId(), 1, Integer::sum);
  }

  /** Adds a job that runs once now, until that is acknowledged. */
  void add(Scheduler scheduler, Task<Void> task, String id) {
    while (!acknowledged.contains(id)) {
      try {
        scheduler.addJob(task, DateTrigger.at(Instant.now()), o -> o.id(id));
        acknowledged.add(id);
      } catch (JobConflictException addedBefore) {
        acknowledged.add(id); // by a call whose answer was lost
      } catch (StoreException trouble) {
        Thread.onSpinWait();
      }
    }
  }

  /** How many starts were one too many. */
  int repeated() {
    return starts.values().stream().mapToInt(count -> count - 1).sum();
  }

  /** How many runs there were. */
  int runs() {
    return starts.size();
  }

  /** Waits until every job that was acknowledged has run and ended well. */
  void awaitAll(Scheduler scheduler, Duration longest) {
    await()
        .atMost(longest)
        .ignoreExceptionsInstanceOf(StoreException.class)
        .untilAsserted(
            () -> {
              Set<String> ran =
                  starts.keySet().stream()
                      .map(ExecutionId::jobId)
                      .collect(Collectors.toCollection(TreeSet::new));
              assertThat(ran).containsAll(acknowledged);
              assertThat(scheduler.liveExecutions("default", null, null, 1_000).items())
                  .allMatch(live -> !acknowledged.contains(live.id().jobId()));
            });
    assertThat(
            history(scheduler).stream()
                .filter(ended -> acknowledged.contains(ended.id().jobId()))
                .filter(ended -> ended.state() == ExecutionState.SUCCEEDED)
                .map(ended -> ended.id().jobId()))
        .containsExactlyInAnyOrderElementsOf(acknowledged);
  }

  /**
   * Pauses an interval job once it has run: every fire of it was run once, was recorded as missed,
   * or is held since it was leased ahead of its time, without a gap. A claim whose answers were
   * lost may hold its first run up for ten seconds.
   */
  static void assertNoFireIsLost(Scheduler scheduler, String job, Duration interval) {
    HistoryFilter ofJob = HistoryFilter.ofJob(job);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !scheduler.endedExecutions("default", ofJob, null, 1).items().isEmpty());
    scheduler.pauseJob(job);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(scheduler.liveExecutions(10))
                    .allMatch(live -> live.state() == ExecutionState.HELD));
    List<Instant> run =
        Stream.concat(
                history(scheduler).stream()
                    .filter(ended -> ended.id().jobId().equals(job))
                    .map(EndedExecution::fireTime),
                scheduler.liveExecutions(10).stream().map(ExecutionRecord::fireTime))
            .toList();
    assertThat(run).doesNotHaveDuplicates().isNotEmpty();
    TreeSet<Instant> all = new TreeSet<>(run);
    long fires = run.size();
    for (MissedRange range : missed(scheduler)) {
      if (range.jobId().equals(job)) {
        fires += range.count();
        all.add(range.first());
        all.add(range.last());
      }
    }
    Duration whole = Duration.between(all.first(), all.last());
    assertThat(fires)
        .as("%s fires run or held in %s, the others recorded as missed", run.size(), whole)
        .isEqualTo(whole.dividedBy(interval) + 1);
  }

  /** Nothing of the engine has died. */
  static void assertAlive(Scheduler scheduler) {
    assertThat(scheduler.state()).isEqualTo(SchedulerState.RUNNING);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(scheduler.health().isHealthy()).isTrue());
  }

  private static List<EndedExecution> history(Scheduler scheduler) {
    List<EndedExecution> all = new ArrayList<>();
    String cursor = null;
    do {
      Page<EndedExecution> page =
          scheduler.endedExecutions("default", HistoryFilter.ALL, cursor, 1_000);
      all.addAll(page.items());
      cursor = page.cursor();
    } while (cursor != null);
    return all;
  }

  private static List<MissedRange> missed(Scheduler scheduler) {
    return scheduler.missedFires("default", MissedFilter.ALL, null, 1_000).items();
  }
}
