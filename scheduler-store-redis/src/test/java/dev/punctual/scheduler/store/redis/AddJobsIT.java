package dev.punctual.scheduler.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.AddResult;
import dev.punctual.scheduler.AddResult.Status;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.JobOptions;
import dev.punctual.scheduler.NewJob;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many jobs that are added at once, to a real Redis. */
class AddJobsIT {

  private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  private static TestServer server;

  private final List<BackgroundScheduler> schedulers = new ArrayList<>();
  private RedisJobStore store;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    store =
        RedisJobStore.builder(server.url()).namespace("add" + NAMESPACES.incrementAndGet()).open();
  }

  @AfterEach
  void close() {
    schedulers.forEach(BackgroundScheduler::shutdownNow);
    store.close();
  }

  private static final Task<String> NOTE = Task.named("note", String.class, (text, context) -> {});

  private BackgroundScheduler scheduler(UnaryOperator<JobStore> seen) {
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder().jobStore("default", seen.apply(store)).tasks(NOTE).build();
    schedulers.add(scheduler);
    scheduler.startPaused();
    return scheduler;
  }

  private static NewJob job(String id, String text, Consumer<JobOptions> more) {
    return NewJob.of(NOTE, text, DateTrigger.at(FAR), more.andThen(o -> o.id(id)));
  }

  private List<JobRecord> stored() {
    List<JobRecord> all = new ArrayList<>();
    String cursor = null;
    do {
      Page<JobRecord> page = store.jobs().page(JobFilter.ALL, cursor, 1_000);
      all.addAll(page.items());
      cursor = page.cursor();
    } while (cursor != null);
    return all;
  }

  @ParameterizedTest(name = "{0} answers {1}")
  @CsvSource({"FAIL, CONFLICT", "KEEP, KEPT", "REPLACE, REPLACED", "UPDATE_DEFINITION, UPDATED"})
  void batch_withATakenIdInTheMiddle_addsTheOthersAndAnswersAsThePolicySays(
      ConflictPolicy policy, Status answer) {
    BackgroundScheduler scheduler = scheduler(real -> real);
    scheduler.addJob(NOTE, "old", DateTrigger.at(FAR), o -> o.id("b").tags("old"));

    List<AddResult> results =
        scheduler.addJobs(
            Stream.of("a", "b", "c")
                .map(id -> job(id, "new", o -> o.onConflict(policy).tags("new", "tag " + id)))
                .toList());

    assertThat(results)
        .extracting(AddResult::status)
        .containsExactly(Status.ADDED, answer, Status.ADDED);
    assertThat(results)
        .extracting(result -> result.stored().orElseThrow())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("trigger", "payload")
        .isEqualTo(stored());
    String kept = answer == Status.CONFLICT || answer == Status.KEPT ? "old" : "new";
    assertThat(idsOf(tagged(kept))).contains("b");
    assertThat(idsOf(tagged("new"))).contains("a", "c");
  }

  private static JobFilter tagged(String tag) {
    return new JobFilter(null, null, tag);
  }

  private List<String> idsOf(JobFilter filter) {
    return store.jobs().page(filter, null, 1_000).items().stream().map(JobRecord::id).toList();
  }

  @Test
  void batch_withAnIdTwice_addsTheFirst() {
    List<AddResult> results =
        scheduler(real -> real)
            .addJobs(Stream.of("a", "b", "a").map(id -> job(id, "new", o -> {})).toList());

    assertThat(results)
        .extracting(AddResult::status)
        .containsExactly(Status.ADDED, Status.ADDED, Status.CONFLICT);
    assertThat(idsOf(JobFilter.ALL)).containsExactly("a", "b");
  }

  @Test
  void batch_overTheLimitsOfACall_isAddedInOrder() {
    String large = "x".repeat(60_000);
    List<NewJob> jobs =
        IntStream.range(0, 2_100)
            .mapToObj(i -> job("j" + i, i % 25 == 0 ? large : "small " + i, o -> {}))
            .toList();

    List<AddResult> results = scheduler(real -> real).addJobs(jobs);

    assertThat(results)
        .extracting(AddResult::jobId)
        .containsExactlyElementsOf(IntStream.range(0, 2_100).mapToObj(i -> "j" + i).toList());
    assertThat(results).allMatch(result -> result.status() == Status.ADDED);
    assertThat(stored())
        .hasSize(2_100)
        .allMatch(job -> job.dueTime() != null && job.dueTime().equals(FAR));
  }

  @ParameterizedTest(name = "{0} jobs")
  @ValueSource(ints = {1, 2, 1_000})
  void batch_whoseReplyIsLost_isSentAgainAndAddsNothingTwice(int count) {
    AtomicInteger puts = new AtomicInteger();
    BackgroundScheduler scheduler = scheduler(real -> LostReply.of(real, puts));

    List<AddResult> results =
        scheduler.addJobs(
            IntStream.range(0, count).mapToObj(i -> job("j" + i, "new", o -> {})).toList());

    assertThat(puts).hasValue(2);
    assertThat(results).hasSize(count).allMatch(result -> result.status() == Status.ADDED);
    assertThat(results)
        .extracting(result -> result.stored().orElseThrow().generation())
        .containsExactlyInAnyOrderElementsOf(stored().stream().map(JobRecord::generation).toList());
  }

  @Test
  void equalBatches_ofManyNodesAtOnce_addEachJobOnce() {
    int nodes = 4;
    int count = 300;
    List<NewJob> jobs =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    job(
                        "j" + i,
                        "new",
                        o -> o.onConflict(ConflictPolicy.KEEP).tags("tag " + i % 3)))
            .toList();
    List<CompletableFuture<List<AddResult>>> calls =
        Stream.generate(() -> scheduler(real -> real)).limit(nodes).toList().stream()
            .map(node -> CompletableFuture.supplyAsync(() -> node.addJobs(jobs)))
            .toList();
    List<AddResult> results = calls.stream().flatMap(call -> call.join().stream()).toList();

    assertThat(stored()).hasSize(count);
    assertThat(results).filteredOn(r -> r.status() == Status.ADDED).hasSize(count);
    assertThat(results).filteredOn(r -> r.status() == Status.KEPT).hasSize((nodes - 1) * count);
    assertThat(idsOf(tagged("tag 1"))).hasSize(count / 3);
  }
}
