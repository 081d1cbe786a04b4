package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.internal.memory.StoreFixture.overlap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store promises about telling what runs, what ran and what was skipped. */
class HistoryTests {

  private final StoreFixture f = new StoreFixture();

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 10, 100, 1_000})
  void live_showsEachExecutionOnceInOrderOfId(int limit) {
    submit("b", 300);
    submit("a", 10);

    List<ExecutionRecord> seen = readAll(cursor -> f.store.history().live(null, cursor, limit));

    assertThat(seen).hasSize(310).doesNotHaveDuplicates();
    assertThat(seen).extracting(run -> run.id().jobId() + run.id().requestId()).isSorted();
    assertThat(readAll(cursor -> f.store.history().live("a", cursor, limit))).hasSize(10);
    assertThat(readAll(cursor -> f.store.history().live("nobody", cursor, limit))).isEmpty();
  }

  @Test
  void live_whileExecutionsComeAndGo_showsEachStayingOneOnce() {
    submit("a", 200);
    List<ExecutionRecord> first = f.live();
    List<ExecutionRecord> seen = new ArrayList<>();
    String cursor = null;
    int round = 0;
    do {
      Page<ExecutionRecord> page = f.store.history().live(null, cursor, 7);
      seen.addAll(page.items());
      cursor = page.cursor();
      f.store.queue().submit("a", "r999-" + round++);
      f.store.leases().cancel(first.get(round * 2 + 1).id());
    } while (cursor != null);

    List<ExecutionRecord> staying = new ArrayList<>(first);
    staying.retainAll(f.live());
    assertThat(seen).doesNotHaveDuplicates().containsAll(staying);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50, 1_000})
  void ended_showsTheLatestFirst(int limit) {
    List<Instant> ends = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      run(i % 2 == 0 ? "even" : "odd");
      ends.add(0, f.now());
      f.pass(Duration.ofSeconds(1));
    }

    List<EndedExecution> seen =
        readAll(cursor -> f.store.history().ended(HistoryFilter.ALL, cursor, limit));

    assertThat(seen).extracting(EndedExecution::finished).isEqualTo(ends);
    assertThat(
            readAll(cursor -> f.store.history().ended(HistoryFilter.ofJob("odd"), cursor, limit)))
        .hasSize(25)
        .allMatch(row -> row.id().jobId().equals("odd"));
  }

  @Test
  void ended_whileMoreEnd_showsEachRowOnce() {
    for (int i = 0; i < 20; i++) {
      run("j");
      f.pass(Duration.ofSeconds(1));
    }
    List<EndedExecution> before = f.ended();
    List<EndedExecution> seen =
        readAll(
            cursor -> {
              Page<EndedExecution> page = f.store.history().ended(HistoryFilter.ALL, cursor, 3);
              run("j");
              f.pass(Duration.ofSeconds(1));
              return page;
            });

    assertThat(seen).isEqualTo(before);
  }

  @Test
  void ended_oneTerminalRowForEachExecution() {
    for (int i = 0; i < 30; i++) {
      run("j");
      f.pass(Duration.ofSeconds(1));
    }

    assertThat(f.ended()).extracting(EndedExecution::id).hasSize(30).doesNotHaveDuplicates();
    assertThat(f.ended()).allMatch(row -> row.state().isTerminal());
  }

  @Test
  void missed_showsTheLatestRecordFirst() {
    JobRecord job = f.put(f.job("j"));
    List<MissedRange> ranges = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Instant at = f.now().plusSeconds(i);
      MissedRange range =
          new MissedRange(
              i % 3 == 0 ? "third" : "j", job.generation(), at, at, 1, MissedRange.Reason.PAUSED);
      ranges.add(0, range);
      f.store.jobs().update(new JobChange(f.get("j"), List.of(range)));
    }

    assertThat(readAll(cursor -> f.store.history().missed(MissedFilter.ALL, cursor, 4)))
        .isEqualTo(ranges);
    assertThat(readAll(cursor -> f.store.history().missed(MissedFilter.ofJob("third"), cursor, 4)))
        .hasSize(10);
  }

  @Test
  void purge_byAge_forgetsOldRowsOnly() {
    run("old");
    f.pass(Duration.ofHours(2));
    run("new");

    assertThat(f.store.history().purge(Duration.ofHours(1), 1_000, 1_000)).isEqualTo(1);
    assertThat(f.ended()).extracting(row -> row.id().jobId()).containsExactly("new");
  }

  @Test
  void purge_byCount_keepsTheLatest() {
    for (int i = 0; i < 10; i++) {
      run("j" + i);
    }

    assertThat(f.store.history().purge(Duration.ofDays(1), 4, 1_000)).isEqualTo(6);
    assertThat(f.ended())
        .extracting(row -> row.id().jobId())
        .containsExactly("j9", "j8", "j7", "j6");
  }

  @Test
  void purge_forgetsNoMoreThanTheLimitAndNeverWhatLives() {
    for (int i = 0; i < 10; i++) {
      run("j" + i);
    }
    f.running(f.a, f.job("live"));

    assertThat(f.store.history().purge(Duration.ofDays(1), 0, 7)).isEqualTo(7);
    assertThat(f.store.history().purge(Duration.ofDays(1), 0, 7)).isEqualTo(3);
    assertThat(f.store.history().purge(Duration.ofDays(1), 0, 7)).isZero();
    assertThat(f.live()).hasSize(1);
  }

  @Test
  void purge_countsMissedRangesOfTheirOwn() {
    f.running(f.a, f.job("j"));
    for (int i = 0; i < 5; i++) {
      f.pass(Duration.ofSeconds(1));
      f.fireUnclaimed(f.a, 1);
    }
    run("other");
    assertThat(f.missed()).hasSize(5);

    assertThat(f.store.history().purge(Duration.ofDays(1), 2, 1_000)).isEqualTo(3);
    assertThat(f.missed()).hasSize(2);
    assertThat(f.ended()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_001})
  void pages_ofAnInvalidSize_areRefused(int limit) {
    var history = f.store.history();
    assertThatIllegalArgumentException().isThrownBy(() -> history.live(null, null, limit));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.ended(HistoryFilter.ALL, null, limit));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.missed(MissedFilter.ALL, null, limit));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.purge(Duration.ofDays(1), 1, limit));
  }

  /** Adds a job, runs it once and removes it. */
  private void run(String id) {
    ExecutionRecord run = f.running(f.a, f.job(id));
    f.store.jobs().remove(List.of(id));
    f.succeed(run);
  }

  private void submit(String id, int count) {
    Instant later = f.now().plusSeconds(60);
    f.put(f.job(id, StoreFixture.TASK, overlap(1_000, Overflow.SKIP), later));
    for (int i = 0; i < count; i++) {
      f.store.queue().submit(id, String.format("r%03d", i));
    }
  }

  private static <T> List<T> readAll(Function<String, Page<T>> read) {
    List<T> all = new ArrayList<>();
    String cursor = null;
    do {
      Page<T> page = read.apply(cursor);
      all.addAll(page.items());
      cursor = page.cursor();
    } while (cursor != null);
    return all;
  }
}
