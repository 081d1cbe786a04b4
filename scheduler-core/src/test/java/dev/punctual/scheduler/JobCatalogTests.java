package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.event.ComponentEvent;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.PlannedFire;
import dev.punctual.scheduler.trigger.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding jobs, and acting on many at once. */
class JobCatalogTests {

  private static final IntervalTrigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final BackgroundScheduler scheduler = fixture.scheduler();
  private final List<String> ran = new ArrayList<>();

  private Job add(String id, Duration every, String... tags) {
    return scheduler.addJob(
        () -> ran.add(id), IntervalTrigger.every(every), o -> o.id(id).tags(tags));
  }

  private List<String> pages(JobFilter filter, int limit) {
    List<String> ids = new ArrayList<>();
    Page<Job> page = scheduler.jobs("default", filter, null, limit);
    while (true) {
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      page.items().forEach(job -> ids.add(job.id()));
      String cursor = page.cursor();
      if (cursor == null) {
        return ids;
      }
      page = scheduler.jobs("default", filter, cursor, limit);
    }
  }

  @Test
  void jobs_areListedByNextFireThenIdPausedOnesToo() {
    add("c", Duration.ofSeconds(5));
    add("b", Duration.ofSeconds(5));
    add("a", Duration.ofSeconds(9));

    assertThat(scheduler.getJobs()).extracting(Job::id).containsExactly("b", "c", "a");
    scheduler.start();
    assertThat(scheduler.getJobs("default")).extracting(Job::id).containsExactly("b", "c", "a");
    scheduler.pauseJob("c");
    fixture.advance(Duration.ofSeconds(6));
    assertThat(scheduler.getJobs()).extracting(Job::id).containsExactly("c", "a", "b");
  }

  @Test
  void jobs_addedBeforeTheStart_areListedWithThoseOfTheStore() {
    BackgroundScheduler earlier = fixture.started();
    earlier.addJob(() -> {}, EVERY_SECOND, o -> o.id("stored"));
    add("pending", Duration.ofSeconds(5));

    assertThat(scheduler.getJobs()).extracting(Job::id).containsExactly("stored", "pending");
    assertThat(pages(JobFilter.ALL, 1)).containsExactlyInAnyOrder("stored", "pending");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pages_coverAllJobsOnce(boolean started) {
    IntStream.range(0, 2_500).forEach(i -> add("job-" + i, Duration.ofHours(1), "t" + i % 2));
    if (started) {
      scheduler.start();
    }

    assertThat(pages(JobFilter.ALL, 1_000)).hasSize(2_500).doesNotHaveDuplicates();
    assertThat(pages(new JobFilter(null, null, "t1"), 7)).hasSize(1_250).doesNotHaveDuplicates();
  }

  @Test
  void page_withABadLimitOrCursorOrStore_isRefused() {
    assertThatThrownBy(() -> scheduler.jobs("default", JobFilter.ALL, null, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit 0")
        .hasMessageContaining("1 to 1000");
    assertThatThrownBy(() -> scheduler.jobs("default", JobFilter.ALL, "?!", 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'?!'");
    assertThatThrownBy(() -> scheduler.jobs("nope", JobFilter.ALL, null, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nope'");
  }

  @Test
  void preview_tellsTheNextFires() {
    scheduler.start();
    scheduler.addJob(() -> {}, CronTrigger.crontab("0 9 * * *"), o -> o.id("daily"));

    assertThat(scheduler.preview("daily", 2))
        .extracting(PlannedFire::time)
        .containsExactly(
            Instant.parse("2026-03-02T09:00:00Z"), Instant.parse("2026-03-03T09:00:00Z"));
    scheduler.pauseJob("daily");
    fixture.advance(Duration.ofDays(2));
    assertThat(scheduler.preview("daily", 1))
        .extracting(PlannedFire::time)
        .containsExactly(Instant.parse("2026-03-04T09:00:00Z"));
    assertThatThrownBy(() -> scheduler.preview("nobody", 1))
        .isInstanceOf(JobNotFoundException.class);
    assertThatThrownBy(() -> scheduler.preview("daily", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void preview_ofAnInterval_beginsWithTheNextFireAndKeepsItsPlace() {
    scheduler.start();
    add("hourly", Duration.ofHours(1));
    fixture.advance(Duration.ofMinutes(90));

    assertThat(scheduler.preview("hourly", 2))
        .extracting(PlannedFire::time)
        .containsExactly(
            EngineFixture.START.plus(Duration.ofHours(2)),
            EngineFixture.START.plus(Duration.ofHours(3)));
    scheduler.pauseJob("hourly");
    fixture.advance(Duration.ofHours(2));
    List<PlannedFire> whilePaused = scheduler.preview("hourly", 2);
    scheduler.resumeJob("hourly");

    assertThat(whilePaused)
        .extracting(PlannedFire::time)
        .containsExactly(
            EngineFixture.START.plus(Duration.ofHours(4)),
            EngineFixture.START.plus(Duration.ofHours(5)));
    assertThat(scheduler.preview("hourly", 2)).isEqualTo(whilePaused);
    assertThat(scheduler.getJob("hourly").orElseThrow().nextFireTime())
        .contains(whilePaused.get(0).time());
  }

  @Test
  void preview_beforeTheStart_isAsIfItStartedNow() {
    add("hourly", Duration.ofHours(1));
    fixture.advance(Duration.ofMinutes(30));

    assertThat(scheduler.preview("hourly", 1))
        .extracting(PlannedFire::time)
        .containsExactly(EngineFixture.START.plus(Duration.ofMinutes(90)));
    assertThatThrownBy(() -> scheduler.preview("hourly", 100_001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100001");
  }

  @Test
  void idInTwoStores_meansTheFirstOneAndAHandleItsOwn() {
    scheduler.addStore("other", MemoryJobStore.create(fixture.time));
    scheduler.start();
    add("twin", Duration.ofSeconds(1));
    Job second =
        scheduler.addJob(
            () -> ran.add("other"), EVERY_SECOND, o -> o.id("twin").store("other").tags("late"));

    scheduler.pauseJob("twin");
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactly("other", "other");

    assertThat(scheduler.getJobs("other")).containsExactly(second);
    scheduler.getJobs("other").get(0).remove();
    assertThat(scheduler.getJobs()).extracting(Job::store).containsExactly("default");
  }

  @Test
  void printJobs_showsIdsAndNextFiresPerStore() {
    scheduler.addStore("archive", MemoryJobStore.create(fixture.time));
    add("a", Duration.ofSeconds(5)).pause();
    StringBuilder before = new StringBuilder();
    scheduler.printJobs(before);
    scheduler.start();
    scheduler.addJob(() -> {}, DateTrigger.at(EngineFixture.START.plusSeconds(60)), o -> o.id("b"));
    StringBuilder after = new StringBuilder();
    scheduler.printJobs(after);

    assertThat(before.toString())
        .isEqualTo(
            """
            Pending jobs:
                a  inline  interval PT5S  paused
            Job store archive:
                No scheduled jobs
            Job store default:
                No scheduled jobs
            """);
    assertThat(after.toString())
        .isEqualTo(
            """
            Job store archive:
                No scheduled jobs
            Job store default:
                a  inline  interval PT5S  paused
                b  inline  date 2026-03-02T08:01:00Z  next 2026-03-02T08:01:00Z
            """);
  }

  /** Its text cannot be had. */
  private static final class Untold implements Trigger {
    @Override
    public Instant next(@Nullable Instant previous, Instant now) {
      return EngineFixture.START.plusSeconds(60);
    }

    @Override
    public String text() {
      throw new IllegalStateException("no words");
    }
  }

  @Test
  void printJobs_withATriggerThatHasNoText_namesItsClassAndTheErrorInstead() {
    scheduler.start();
    Job job = scheduler.addJob(() -> {}, new Untold(), o -> o.id("a"));
    add("b", Duration.ofSeconds(5));
    StringBuilder out = new StringBuilder();

    scheduler.printJobs(out);

    String shown =
        "(" + Untold.class.getName() + ": text() threw java.lang.IllegalStateException: no words)";
    assertThat(out.toString())
        .contains("    a  inline  " + shown + "  next 2026-03-02T08:01:00Z\n")
        .contains("    b  inline  interval PT5S");
    assertThat(job.toString()).contains(shown);
  }

  @Test
  void printJobs_toABrokenOutput_isRefused() {
    Appendable broken =
        new Appendable() {
          @Override
          public Appendable append(CharSequence text) throws IOException {
            throw new IOException("disk full");
          }

          @Override
          public Appendable append(CharSequence text, int start, int end) throws IOException {
            throw new IOException("disk full");
          }

          @Override
          public Appendable append(char letter) throws IOException {
            throw new IOException("disk full");
          }
        };

    assertThatThrownBy(() -> scheduler.printJobs(broken)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void tag_pausesAndResumesItsJobsAlone() {
    scheduler.start();
    add("a", Duration.ofSeconds(1), "mail");
    add("b", Duration.ofSeconds(1), "mail", "night");
    add("c", Duration.ofSeconds(1));

    assertThat(scheduler.pauseJobs("mail")).isEqualTo(2);
    assertThat(scheduler.pauseJobs("mail")).isZero();
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactly("c", "c");

    assertThat(scheduler.resumeJobs("mail")).isEqualTo(2);
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactlyInAnyOrder("c", "c", "c", "a", "b");
    assertThat(fixture.events(JobEvent.Paused.class)).hasSize(2);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "two\nlines"})
  void tag_thatNoJobCanHave_isRefusedAndTouchesNoJob(String tag) {
    scheduler.start();
    add("a", Duration.ofSeconds(1));

    assertThatThrownBy(() -> scheduler.pauseJobs(tag))
        .isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class);
    assertThatThrownBy(() -> scheduler.resumeJobs(tag))
        .isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class);
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("a");
  }

  @Test
  void tag_pausesJobsThatWaitForTheStart() {
    add("a", Duration.ofSeconds(1), "mail");

    assertThat(scheduler.pauseJobs("mail")).isEqualTo(1);
    scheduler.start();
    fixture.advance(Duration.ofSeconds(5));

    assertThat(ran).isEmpty();
    assertThat(scheduler.getJob("a").orElseThrow().isPaused()).isTrue();
  }

  @Test
  void allJobsOfAStore_areRemovedWithOneEvent() {
    scheduler.addStore("other", MemoryJobStore.create(fixture.time));
    scheduler.start();
    IntStream.range(0, 1_500).forEach(i -> add("job-" + i, Duration.ofSeconds(1)));
    scheduler.addJob(() -> ran.add("kept"), EVERY_SECOND, o -> o.store("other"));

    assertThat(scheduler.removeAllJobs("default")).isEqualTo(1_500);
    fixture.advance(Duration.ofSeconds(2));

    assertThat(ran).containsExactly("kept", "kept");
    assertThat(fixture.events(ComponentEvent.AllJobsRemoved.class))
        .extracting(ComponentEvent.AllJobsRemoved::count)
        .containsExactly(1_500L);
    assertThat(fixture.events(JobEvent.Removed.class)).isEmpty();
    assertThat(scheduler.removeAllJobs()).isEqualTo(1);
    assertThat(scheduler.getJobs()).isEmpty();
  }

  @Test
  void jobsThatWaitForTheStart_areRemovedWithTheOthers() {
    add("a", Duration.ofSeconds(1));

    assertThat(scheduler.removeAllJobs()).isEqualTo(1);
    scheduler.start();
    fixture.advance(Duration.ofSeconds(3));

    assertThat(ran).isEmpty();
  }
}
