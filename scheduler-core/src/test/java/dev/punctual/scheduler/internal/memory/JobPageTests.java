package dev.punctual.scheduler.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store promises about listing jobs page by page. */
class JobPageTests {

  private final StoreFixture f = new StoreFixture();

  @Test
  void page_ofAnEmptyStore_isEmptyAndLast() {
    assertThat(f.store.jobs().page(JobFilter.ALL, null, 10)).isEqualTo(new Page<>(List.of(), null));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 499, 500, 501, 1_000})
  void page_ofAnySize_showsAllInOrderOfId(int limit) {
    List<String> ids = putMany(500);

    assertThat(readAll(JobFilter.ALL, limit)).isEqualTo(ids);
  }

  @Test
  void page_fillsUpToTheLimitThoughMostAreFilteredOut() {
    List<String> ids = putMany(900);
    List<String> red = new ArrayList<>();
    for (int i = 5; i < ids.size(); i += 100) {
      JobRecord job = f.get(ids.get(i));
      f.store.jobs().put(List.of(tagged(job)), ConflictPolicy.REPLACE);
      red.add(job.id());
    }
    JobFilter filter = new JobFilter(null, null, "red");

    assertThat(f.store.jobs().page(filter, null, 5).items())
        .extracting(JobRecord::id)
        .isEqualTo(red.subList(0, 5));
    assertThat(readAll(filter, 4)).isEqualTo(red);
  }

  @Test
  void page_filtersByTaskStateAndTag() {
    f.put(f.job("a"));
    f.put(f.job("b", "other", JobPolicy.DEFAULT, f.now()));
    f.put(f.job("c").withState(JobState.PAUSED, null));
    f.put(tagged(f.job("d")));

    assertThat(readAll(new JobFilter("other", null, null), 10)).containsExactly("b");
    assertThat(readAll(new JobFilter(null, JobState.PAUSED, null), 10)).containsExactly("c");
    assertThat(readAll(new JobFilter(null, null, "red"), 10)).containsExactly("d");
    assertThat(readAll(new JobFilter("other", JobState.PAUSED, null), 10)).isEmpty();
  }

  @Test
  void page_whileJobsComeAndGo_showsEachStayingJobOnce() {
    List<String> staying = putMany(300);
    Random random = new Random(7);
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      Page<JobRecord> page = f.store.jobs().page(JobFilter.ALL, cursor, 7);
      page.items().forEach(job -> seen.add(job.id()));
      cursor = page.cursor();
      String passing = String.format("%03d-passing", random.nextInt(300));
      f.store.jobs().put(List.of(f.job(passing)), ConflictPolicy.REPLACE);
      f.store.jobs().put(List.of(f.job(staying.get(random.nextInt(300)))), ConflictPolicy.REPLACE);
      if (random.nextBoolean()) {
        f.store.jobs().remove(List.of(passing));
      }
    } while (cursor != null);

    assertThat(seen).doesNotHaveDuplicates().containsAll(staying).isSorted();
  }

  @Test
  void page_begunAnew_showsWhatWasAddedMeanwhile() {
    putMany(20);
    f.store.jobs().page(JobFilter.ALL, null, 5);
    f.put(f.job("0-first"));

    assertThat(readAll(JobFilter.ALL, 5)).hasSize(21).startsWith("0-first");
  }

  @Test
  void page_neverShowsARemovedJob() {
    List<String> ids = putMany(20);
    String cursor = f.store.jobs().page(JobFilter.ALL, null, 5).cursor();
    f.store.jobs().remove(ids.subList(5, 10));

    assertThat(f.store.jobs().page(JobFilter.ALL, cursor, 5).items())
        .extracting(JobRecord::id)
        .isEqualTo(ids.subList(10, 15));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1_001})
  void page_ofAnInvalidSize_isRefused(int limit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> f.store.jobs().page(JobFilter.ALL, null, limit))
        .withMessageContaining(String.valueOf(limit));
  }

  private List<String> putMany(int count) {
    List<String> ids = IntStream.range(0, count).mapToObj(i -> String.format("%03d", i)).toList();
    List<JobRecord> jobs = new ArrayList<>(ids.stream().map(f::job).toList());
    Collections.shuffle(jobs, new Random(1));
    f.store.jobs().put(jobs, ConflictPolicy.FAIL);
    return ids;
  }

  private List<String> readAll(JobFilter filter, int limit) {
    List<String> ids = new ArrayList<>();
    String cursor = null;
    do {
      Page<JobRecord> page = f.store.jobs().page(filter, cursor, limit);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      page.items().forEach(job -> ids.add(job.id()));
      cursor = page.cursor();
    } while (cursor != null);
    return ids;
  }

  private JobRecord tagged(JobRecord job) {
    return f.job(job.id()).withDefinition(job.name(), job.trigger(), job.policy(), Set.of("red"));
  }
}
