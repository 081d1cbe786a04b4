package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.AddResult;
import dev.punctual.scheduler.AddResult.Status;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.NewJob;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What schedulers make of the store when they add many jobs at once. */
interface BatchContract {

  Task<String> NOTE = Task.named(TASK, String.class, (text, context) -> {});

  Map<ConflictPolicy, Status> ANSWERS =
      Map.of(
          ConflictPolicy.FAIL, Status.CONFLICT,
          ConflictPolicy.KEEP, Status.KEPT,
          ConflictPolicy.REPLACE, Status.REPLACED,
          ConflictPolicy.UPDATE_DEFINITION, Status.UPDATED);

  @Test
  default void V7_addJobs_ofATakenId_addsTheOthersAndAnswersAsThePolicySays(Bench bench) {
    try (Engines engines = new Engines(bench)) {
      BackgroundScheduler scheduler = started(engines, bench.store);
      DateTrigger later = later(bench);
      ANSWERS.forEach(
          (policy, answer) -> {
            String old = "old " + policy;
            String fresh = "new " + policy;
            scheduler.addJob(NOTE, "old", later, o -> o.id(policy + "-b").tags(old));

            List<AddResult> results =
                scheduler.addJobs(
                    Stream.of("a", "b", "c")
                        .map(
                            id ->
                                NewJob.of(
                                    NOTE,
                                    "new",
                                    later,
                                    o ->
                                        o.id(policy + "-" + id)
                                            .onConflict(policy)
                                            .tags(fresh, "tag " + id)))
                        .toList());

            assertThat(results)
                .as("%s", policy)
                .extracting(AddResult::status)
                .containsExactly(Status.ADDED, answer, Status.ADDED);
            List<JobRecord> added =
                Stream.of("a", "b", "c").map(id -> bench.get(policy + "-" + id)).toList();
            assertThat(stored(results)).as("%s", policy).isEqualTo(added);
            boolean kept = answer == Status.CONFLICT || answer == Status.KEPT;
            assertThat(tagged(bench, old)).isEqualTo(kept ? List.of(added.get(1)) : List.of());
            assertThat(tagged(bench, fresh))
                .isEqualTo(kept ? List.of(added.get(0), added.get(2)) : added);
          });
      assertThat(all(bench)).hasSize(3 * ANSWERS.size());
    }
  }

  @Test
  default void V8_addJobs_withAnIdTwice_addsTheFirst(Bench bench) {
    try (Engines engines = new Engines(bench)) {
      DateTrigger later = later(bench);

      List<AddResult> results =
          started(engines, bench.store)
              .addJobs(
                  Stream.of("a 1", "b 2", "a 3")
                      .map(
                          note ->
                              NewJob.of(
                                  NOTE, note, later, o -> o.id(note.substring(0, 1)).tags(note)))
                      .toList());

      assertThat(results)
          .extracting(AddResult::status)
          .containsExactly(Status.ADDED, Status.ADDED, Status.CONFLICT);
      JobRecord a = bench.get("a");
      assertThat(a.tags()).containsExactly("a 1");
      assertThat(stored(results)).containsExactly(a, bench.get("b"), a);
      assertThat(all(bench)).containsExactly(a, bench.get("b"));
    }
  }

  @Test
  default void V9_addJobs_overTheLimitsOfACall_areAddedInOrder(Bench bench) {
    try (Engines engines = new Engines(bench)) {
      int count = 2_100;
      String large = "x".repeat(60_000);
      Instant due = bench.now().plus(LATER);

      List<AddResult> results =
          started(engines, bench.store)
              .addJobs(
                  notes(
                      count,
                      i ->
                          NewJob.of(
                              NOTE,
                              i % 25 == 0 ? large : "small " + i,
                              DateTrigger.at(due),
                              o -> o.id("j" + i))));

      assertThat(results)
          .extracting(AddResult::jobId)
          .isEqualTo(IntStream.range(0, count).mapToObj(i -> "j" + i).toList());
      assertThat(results).extracting(AddResult::status).containsOnly(Status.ADDED);
      assertThat(stored(results))
          .extracting(JobRecord::id)
          .isEqualTo(results.stream().map(AddResult::jobId).toList());
      assertThat(all(bench))
          .allMatch(job -> due.equals(job.dueTime()))
          .extracting(JobRecord::generation)
          .containsExactlyInAnyOrderElementsOf(generations(stored(results)));
    }
  }

  @Test
  default void V10_addJobs_whoseReplyIsLost_areSentAgainAndNoneIsAddedTwice(Bench bench) {
    try (Engines engines = new Engines(bench)) {
      DateTrigger later = later(bench);
      List<JobRecord> added = new ArrayList<>();
      for (int count : new int[] {1, 2, 1_000}) {
        LostReply lost = new LostReply(bench.store.jobs());

        List<AddResult> results =
            started(engines, new LentStore(bench.store, lost))
                .addJobs(
                    notes(count, i -> NewJob.of(NOTE, "new", later, o -> o.id(count + "-" + i))));

        assertThat(lost.puts()).isEqualTo(2);
        assertThat(results).hasSize(count).extracting(AddResult::status).containsOnly(Status.ADDED);
        added.addAll(stored(results));
      }
      assertThat(generations(all(bench))).containsExactlyInAnyOrderElementsOf(generations(added));
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  default void X15_addJobs_ofEqualBatchesAtOnce_addsEachJobOnce(Bench bench) {
    int count = 300;
    JobStore other = bench.another();
    List<Engines> engines =
        IntStream.range(0, Crowd.SIZE).mapToObj(i -> new Engines(bench, i)).toList();
    try {
      List<BackgroundScheduler> nodes =
          IntStream.range(0, Crowd.SIZE)
              .mapToObj(i -> started(engines.get(i), i % 2 == 0 ? bench.store : other))
              .toList();
      DateTrigger later = later(bench);
      List<NewJob> jobs =
          notes(
              count,
              i ->
                  NewJob.of(
                      NOTE,
                      "new",
                      later,
                      o -> o.id("j" + i).onConflict(ConflictPolicy.KEEP).tags("tag " + i % 3)));

      List<AddResult> results =
          Crowd.ask(i -> nodes.get(i).addJobs(jobs)).stream().flatMap(List::stream).toList();

      assertThat(results)
          .filteredOn(result -> result.status() == Status.ADDED)
          .extracting(result -> result.stored().orElseThrow().generation())
          .containsExactlyInAnyOrderElementsOf(generations(all(bench)))
          .hasSize(count);
      assertThat(results)
          .filteredOn(result -> result.status() == Status.KEPT)
          .hasSize((Crowd.SIZE - 1) * count);
      assertThat(tagged(bench, "tag 1")).hasSize(count / 3);
    } finally {
      engines.forEach(Engines::close);
    }
  }

  /** A scheduler that was started and fires nothing. */
  private static BackgroundScheduler started(Engines engines, JobStore store) {
    BackgroundScheduler scheduler = engines.build(store, b -> b.tasks(NOTE).codec(new TextCodec()));
    scheduler.startPaused();
    return scheduler;
  }

  private static List<NewJob> notes(int count, IntFunction<NewJob> job) {
    return IntStream.range(0, count).mapToObj(job).toList();
  }

  private static DateTrigger later(Bench bench) {
    return DateTrigger.at(bench.now().plus(LATER));
  }

  private static List<JobRecord> stored(List<AddResult> results) {
    return results.stream().map(result -> result.stored().orElseThrow()).toList();
  }

  private static List<Long> generations(List<JobRecord> jobs) {
    return jobs.stream().map(JobRecord::generation).toList();
  }

  private static List<JobRecord> all(Bench bench) {
    return listed(bench, JobFilter.ALL);
  }

  private static List<JobRecord> tagged(Bench bench, String tag) {
    return listed(bench, new JobFilter(null, null, tag));
  }

  private static List<JobRecord> listed(Bench bench, JobFilter filter) {
    return Pages.readAll(1_000, cursor -> bench.store.jobs().page(filter, cursor, 1_000));
  }
}
