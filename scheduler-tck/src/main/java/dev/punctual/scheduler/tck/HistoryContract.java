package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Telling what runs, what ran and what was skipped. */
interface HistoryContract {

  @Test
  default void H1_live_showsEachExecutionOnceAndThoseOfAJobTogether(Bench bench) {
    bench.running(bench.a, bench.job("a"));
    bench.store.jobs().remove(List.of("a"));
    submit(bench, "a", 10); // another life of the job beside the one that runs
    submit(bench, "b", 44);
    submit(bench, "a1", 10);
    submit(bench, "a-b", 5);

    for (int limit : new int[] {1, 9, 10, 100, 1_000}) {
      List<ExecutionRecord> seen = readLive(bench, null, limit);
      assertThat(seen).hasSize(70).doesNotHaveDuplicates().isEqualTo(bench.live());
      List<String> jobs = seen.stream().map(run -> run.id().jobId()).toList();
      assertThat(Pages.withoutRepeats(jobs)).doesNotHaveDuplicates();
      assertThat(readLive(bench, "a1", limit)).hasSize(10);
      assertThat(readLive(bench, "nobody", limit)).isEmpty();
    }
  }

  @Test
  default void H2_live_whileExecutionsComeAndGo_showsEachStayingOneOnce(Bench bench) {
    submit(bench, "a", 60);
    List<ExecutionRecord> first = bench.live();
    List<ExecutionRecord> seen = new ArrayList<>();
    @Nullable String cursor = null;
    int round = 0;
    do {
      Page<ExecutionRecord> page = bench.store.history().live(null, cursor, 7);
      seen.addAll(page.items());
      cursor = page.cursor();
      bench.submit("a", "r999-" + round++);
      bench.store.leases().cancel(first.get(round * 2 + 1).id());
    } while (cursor != null);

    List<ExecutionRecord> staying = new ArrayList<>(first);
    staying.retainAll(bench.live());
    assertThat(seen).doesNotHaveDuplicates().containsAll(staying);
  }

  @Test
  default void H3_ended_showsTheLatestFirst(Bench bench) {
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String id = (i % 2 == 0 ? "even" : "odd") + i;
      run(bench, id);
      ends.add(0, id);
    }

    for (int limit : new int[] {1, 7, 30, 1_000}) {
      assertThat(readEnded(bench, null, limit)).extracting(row -> row.id().jobId()).isEqualTo(ends);
      assertThat(readEnded(bench, "odd7", limit)).hasSize(1);
    }
  }

  @Test
  default void H4_ended_whileMoreEnd_showsEachRowOnce(Bench bench) {
    for (int i = 0; i < 20; i++) {
      run(bench, "j" + i);
    }
    List<EndedExecution> before = bench.ended();
    AtomicInteger more = new AtomicInteger();

    List<EndedExecution> seen =
        Pages.readAll(
            3,
            cursor -> {
              Page<EndedExecution> page = bench.store.history().ended(HistoryFilter.ALL, cursor, 3);
              run(bench, "more" + more.incrementAndGet());
              return page;
            });

    assertThat(seen).isEqualTo(before);
  }

  @Test
  default void H5_ended_oneTerminalRowForEachExecution(Bench bench) {
    for (int i = 0; i < 20; i++) {
      run(bench, "j");
    }

    assertThat(bench.ended()).extracting(EndedExecution::id).hasSize(20).doesNotHaveDuplicates();
    assertThat(bench.ended()).allMatch(row -> row.state().isTerminal());
  }

  @Test
  default void H6_ended_rowsNeverChange(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.succeed(run);
    List<EndedExecution> before = bench.ended();

    bench.complete(run.lease(), new Outcome.Failed("late", null));
    bench.store.leases().cancel(run.id());
    bench.store.leases().release(bench.a.owner(), List.of(run.lease()));
    bench.pass(LEASE.plusSeconds(1));
    bench.store.leases().reap(10, 0);
    bench.store.jobs().remove(List.of("j"));

    assertThat(bench.ended()).isEqualTo(before);
  }

  @Test
  default void H7_missed_showsTheLatestRecordFirst(Bench bench) {
    JobRecord job = bench.put(bench.job("j"));
    List<MissedRange> ranges = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Instant at = bench.now().plusSeconds(i);
      MissedRange range =
          new MissedRange(
              i % 4 == 0 ? "fourth" : "j",
              job.generation(),
              at,
              at.plusMillis(i),
              i + 1L,
              Reason.PAUSED);
      ranges.add(0, range);
      bench.store.jobs().update(new JobChange(bench.get("j"), List.of(range)));
    }

    assertThat(Pages.readAll(4, c -> bench.store.history().missed(MissedFilter.ALL, c, 4)))
        .isEqualTo(ranges);
    assertThat(
            Pages.readAll(4, c -> bench.store.history().missed(MissedFilter.ofJob("fourth"), c, 4)))
        .hasSize(5);
  }

  @Test
  default void H8_missed_keepsEveryReason(Bench bench) {
    bench.put(bench.job("j"));
    for (MissedRange.Reason reason : MissedRange.Reason.values()) {
      Instant at = bench.now();
      MissedRange range = new MissedRange("j", 1, at, at, Long.MAX_VALUE, reason);
      bench.store.jobs().update(new JobChange(bench.get("j"), List.of(range)));

      assertThat(bench.missed().get(0)).isEqualTo(range);
    }
  }

  @Test
  default void H9_purge_byAge_forgetsOldRowsOnly(Bench bench) {
    run(bench, "old");
    bench.pass(Duration.ofHours(2));
    run(bench, "new");

    assertThat(bench.store.history().purge(Duration.ofHours(1), 1_000, 1_000)).isEqualTo(1);
    assertThat(bench.ended()).extracting(row -> row.id().jobId()).containsExactly("new");
  }

  @Test
  default void H10_purge_byCount_keepsTheLatest(Bench bench) {
    for (int i = 0; i < 10; i++) {
      run(bench, "j" + i);
    }

    assertThat(bench.store.history().purge(Duration.ofDays(1), 4, 1_000)).isEqualTo(6);
    assertThat(bench.ended())
        .extracting(row -> row.id().jobId())
        .containsExactly("j9", "j8", "j7", "j6");
  }

  @Test
  default void H11_purge_forgetsNoMoreThanTheLimit(Bench bench) {
    for (int i = 0; i < 10; i++) {
      run(bench, "j" + i);
    }

    assertThat(bench.store.history().purge(Duration.ofDays(1), 0, 7)).isEqualTo(7);
    assertThat(bench.store.history().purge(Duration.ofDays(1), 0, 7)).isEqualTo(3);
    assertThat(bench.store.history().purge(Duration.ofDays(1), 0, 7)).isZero();
  }

  @Test
  default void H12_purge_neverTouchesWhatLives(Bench bench) {
    ExecutionRecord claimed =
        bench.running(bench.a, bench.job("claimed", overlap(1, Overflow.QUEUE_ONE)));
    bench.submit("claimed", "blocked");
    bench.put(bench.job("held"));
    bench.submit("held", "run");
    bench.become("held", JobState.PAUSED);
    List<ExecutionRecord> live = bench.live();
    bench.pass(Duration.ofDays(100));

    bench.store.history().purge(Duration.ZERO, 0, 1_000);

    assertThat(bench.live()).isEqualTo(live);
    assertThat(bench.get("held").state()).isEqualTo(JobState.PAUSED);
    assertThat(bench.succeed(claimed)).isEqualTo(DONE);
  }

  @Test
  default void H13_purge_countsMissedRangesOnTheirOwn(Bench bench) {
    bench.running(bench.a, bench.job("j"));
    for (int i = 0; i < 5; i++) {
      bench.fireNext(1);
    }
    run(bench, "other");
    assertThat(bench.missed()).hasSize(5);

    assertThat(bench.store.history().purge(Duration.ofDays(1), 2, 1_000)).isEqualTo(3);
    assertThat(bench.missed()).hasSize(2);
    assertThat(bench.ended()).hasSize(1);
  }

  /** Adds a job, runs it once and removes it. */
  private static void run(Bench bench, String id) {
    ExecutionRecord run = bench.running(bench.a, bench.job(id));
    bench.store.jobs().remove(List.of(id));
    bench.succeed(run);
  }

  private static void submit(Bench bench, String id, int count) {
    bench.put(bench.laterJob(id, overlap(1_000, Overflow.SKIP)));
    for (int i = 0; i < count; i++) {
      bench.submit(id, String.format("r%03d", i));
    }
  }

  private static List<ExecutionRecord> readLive(Bench bench, @Nullable String job, int limit) {
    return Pages.readAll(limit, cursor -> bench.store.history().live(job, cursor, limit));
  }

  private static List<EndedExecution> readEnded(Bench bench, @Nullable String job, int limit) {
    return Pages.readAll(
        limit,
        cursor ->
            bench
                .store
                .history()
                .ended(job == null ? HistoryFilter.ALL : HistoryFilter.ofJob(job), cursor, limit));
  }
}
