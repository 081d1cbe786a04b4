package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.FAIL;
import static dev.punctual.scheduler.store.ConflictPolicy.REPLACE;
import static dev.punctual.scheduler.tck.Jobs.withTags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Listing jobs page by page. */
interface JobPageContract {

  @Test
  default void R46_page_ofAnEmptyStore_isEmptyAndLast(Bench bench) {
    assertThat(bench.store.jobs().page(JobFilter.ALL, null, 10))
        .isEqualTo(new Page<>(List.of(), null));
  }

  @Test
  default void R47_page_ofAnySize_showsAllInOrderOfId(Bench bench) {
    List<String> ids = putMany(bench, 120);

    for (int limit : new int[] {1, 7, 119, 120, 121, 1_000}) {
      assertThat(readAll(bench, JobFilter.ALL, limit)).as("pages of %s", limit).isEqualTo(ids);
    }
  }

  @Test
  default void R48_page_fillsUpToTheLimitThoughMostAreFilteredOut(Bench bench) {
    List<String> ids = putMany(bench, 300);
    List<String> red = new ArrayList<>();
    for (int i = 5; i < ids.size(); i += 30) {
      bench.put(withTags(bench.job(ids.get(i)), "red"), REPLACE);
      red.add(ids.get(i));
    }
    JobFilter filter = new JobFilter(null, null, "red");

    assertThat(bench.store.jobs().page(filter, null, 5).items())
        .extracting(JobRecord::id)
        .isEqualTo(red.subList(0, 5));
    assertThat(readAll(bench, filter, 4)).isEqualTo(red);
  }

  @Test
  default void R49_page_filtersByTaskStateAndTag(Bench bench) {
    bench.put(bench.job("a"));
    bench.put(bench.job("b", "other", JobPolicy.DEFAULT, bench.now()));
    bench.put(bench.job("c").withState(JobState.PAUSED, null));
    bench.put(withTags(bench.job("d"), "red", "reddish"));

    assertThat(readAll(bench, new JobFilter("other", null, null), 10)).containsExactly("b");
    assertThat(readAll(bench, new JobFilter(null, JobState.PAUSED, null), 10)).containsExactly("c");
    assertThat(readAll(bench, new JobFilter(null, null, "red"), 10)).containsExactly("d");
    assertThat(readAll(bench, new JobFilter(null, null, "redd"), 10)).isEmpty();
    assertThat(readAll(bench, new JobFilter("other", JobState.PAUSED, null), 10)).isEmpty();
  }

  @Test
  default void R50_page_whileJobsComeAndGo_showsEachStayingJobOnce(Bench bench) {
    List<String> staying = putMany(bench, 100);
    Random random = Seeds.random("R_page_whileJobsComeAndGo");
    List<String> seen = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<JobRecord> page = bench.store.jobs().page(JobFilter.ALL, cursor, 7);
      page.items().forEach(job -> seen.add(job.id()));
      cursor = page.cursor();
      if (seen.size() == 7) {
        bench.put(bench.job("000-before")); // moves all that is not shown yet by one place
      }
      String passing = String.format("%03d-passing", random.nextInt(100));
      bench.put(bench.job(passing), REPLACE);
      bench.put(bench.job(staying.get(random.nextInt(100))), REPLACE);
      if (random.nextBoolean()) {
        bench.store.jobs().remove(List.of(passing));
      }
    } while (cursor != null);

    assertThat(seen).doesNotHaveDuplicates().containsAll(staying).isSorted();
  }

  @Test
  default void R51_page_begunAnew_showsWhatWasAddedMeanwhile(Bench bench) {
    putMany(bench, 20);
    bench.store.jobs().page(JobFilter.ALL, null, 5);
    bench.put(bench.job("0-first"));

    assertThat(readAll(bench, JobFilter.ALL, 5)).hasSize(21).startsWith("0-first");
  }

  @Test
  default void R52_page_neverShowsARemovedJob(Bench bench) {
    List<String> ids = putMany(bench, 20);
    @Nullable String cursor = bench.store.jobs().page(JobFilter.ALL, null, 5).cursor();
    bench.store.jobs().remove(ids.subList(5, 10));

    assertThat(bench.store.jobs().page(JobFilter.ALL, cursor, 5).items())
        .extracting(JobRecord::id)
        .isEqualTo(ids.subList(10, 15));
  }

  @Test
  default void R53_page_goesOnThoughTheJobItEndedWithIsGone(Bench bench) {
    List<String> ids = putMany(bench, 20);
    @Nullable String cursor = bench.store.jobs().page(JobFilter.ALL, null, 5).cursor();
    bench.store.jobs().remove(ids.subList(0, 6));

    assertThat(bench.store.jobs().page(JobFilter.ALL, cursor, 5).items())
        .extracting(JobRecord::id)
        .isEqualTo(ids.subList(6, 11));
  }

  private static List<String> putMany(Bench bench, int count) {
    List<String> ids = IntStream.range(0, count).mapToObj(i -> String.format("%03d", i)).toList();
    List<JobRecord> jobs = new ArrayList<>(ids.stream().map(bench::job).toList());
    Collections.shuffle(jobs, Seeds.random("putMany"));
    bench.store.jobs().put(jobs, FAIL);
    return ids;
  }

  private static List<String> readAll(Bench bench, JobFilter filter, int limit) {
    return Pages.readAll(limit, cursor -> bench.store.jobs().page(filter, cursor, limit)).stream()
        .map(JobRecord::id)
        .toList();
  }
}
