package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.punctual.scheduler.AddResult.Status;
import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many jobs in one call: what is refused as a whole, what each is answered, what a failure says.
 */
class AddJobsTests {

  private static final Trigger HOURLY = IntervalTrigger.every(Duration.ofHours(1));
  private static final Trigger SOON = DateTrigger.at(EngineFixture.START.plusSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<String> ran = new ArrayList<>();
  private final List<Integer> calls = new ArrayList<>();
  private final Task<String> task =
      Task.named("note", String.class, (payload, context) -> ran.add(payload));

  private NewJob note(String payload, Trigger trigger, Consumer<JobOptions> options) {
    return NewJob.of(task, payload, trigger, options);
  }

  private NewJob note(String id) {
    return note(id, SOON, o -> o.id(id));
  }

  private static List<Status> statuses(List<AddResult> results) {
    return results.stream().map(AddResult::status).toList();
  }

  /** Counts the jobs of each call that adds some. */
  private TappedStore tapped() {
    TappedStore tapped = new TappedStore(fixture.memory);
    tapped.on(
        "put",
        (arguments, real) -> {
          calls.add(((List<?>) arguments[0]).size());
          return real.call(arguments);
        });
    fixture.store = tapped.store();
    return tapped;
  }

  @ParameterizedTest(name = "started: {0}")
  @ValueSource(booleans = {false, true})
  void jobs_ofEveryKind_areAddedInOrderAndRun(boolean started) {
    BackgroundScheduler scheduler = fixture.scheduler();
    if (started) {
      scheduler.start();
    }
    List<AddResult> results =
        scheduler.addJobs(
            List.of(
                NewJob.of(() -> ran.add("body"), SOON),
                NewJob.of(context -> ran.add(context.jobId()), SOON, o -> o.id("context")),
                NewJob.of(Task.named("plain", context -> ran.add("plain")), SOON),
                note("payload", SOON, o -> o.id("named").name("label"))));
    if (!started) {
      assertThat(scheduler.getJobs()).hasSize(4);
      scheduler.start();
    }
    assertThat(statuses(results)).containsOnly(Status.ADDED);
    assertThat(results).extracting(AddResult::jobId).doesNotHaveDuplicates().contains("named");
    assertThat(results.get(3).stored()).map(JobRecord::name).contains("label");

    fixture.advance(Duration.ofSeconds(2));

    assertThat(ran).containsExactlyInAnyOrder("body", "context", "plain", "payload");
  }

  @Test
  void thousandsOfJobs_goToTheStoreAThousandAtATime() {
    tapped();
    BackgroundScheduler scheduler = fixture.started();

    List<AddResult> results =
        scheduler.addJobs(
            IntStream.range(0, 2_500).mapToObj(i -> note("j" + i, HOURLY, o -> {})).toList());

    assertThat(results).hasSize(2_500).allMatch(AddResult::isStored);
    assertThat(calls).containsExactly(1_000, 1_000, 500);
    assertThat(scheduler.getJobs()).hasSize(2_500);
  }

  @Test
  void jobsThatWaitForTheStart_goToTheStoreInBatches() {
    tapped();
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.addJobs(
        IntStream.range(0, 1_500).mapToObj(i -> note("j" + i, HOURLY, o -> {})).toList());
    assertThat(calls).isEmpty();

    scheduler.start();

    assertThat(calls).containsExactly(1_000, 500);
    assertThat(scheduler.getJobs()).hasSize(1_500);
  }

  @Test
  void noJobs_areAddedWithoutACall() {
    tapped();

    assertThat(fixture.started().addJobs(List.of())).isEmpty();
    assertThat(calls).isEmpty();
  }

  @ParameterizedTest(name = "{0}, started: {1}")
  @CsvSource({
    "FAIL, CONFLICT, old, true",
    "FAIL, CONFLICT, old, false",
    "KEEP, KEPT, old, true",
    "KEEP, KEPT, old, false",
    "REPLACE, REPLACED, new, true",
    "REPLACE, REPLACED, new, false",
    "UPDATE_DEFINITION, UPDATED, new, true",
    "UPDATE_DEFINITION, UPDATED, new, false"
  })
  void takenId_isAnsweredByTheJobsPolicyAndStopsNoOther(
      ConflictPolicy policy, Status answer, String left, boolean started) {
    BackgroundScheduler scheduler = fixture.scheduler();
    if (started) {
      scheduler.start();
    }
    scheduler.addJob(task, "old", SOON, o -> o.id("taken").name("old"));
    List<AddResult> results =
        scheduler.addJobs(
            List.of(
                note("before"),
                note("new", SOON, o -> o.id("taken").name("new").onConflict(policy)),
                note("after")));

    assertThat(statuses(results)).containsExactly(Status.ADDED, answer, Status.ADDED);
    assertThat(results.get(1).isStored()).isEqualTo(left.equals("new"));
    assertThat(results.get(1).stored()).map(JobRecord::name).contains(left);
    if (!started) {
      scheduler.start();
    }
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactlyInAnyOrder("before", left, "after");
  }

  @Test
  void sameIdTwice_theLaterMeetsTheEarlier() {
    List<AddResult> results =
        fixture
            .started()
            .addJobs(
                List.of(
                    note("first", SOON, o -> o.id("same")),
                    note("second", SOON, o -> o.id("same")),
                    note("third", SOON, o -> o.id("same").onConflict(ConflictPolicy.REPLACE))));

    assertThat(statuses(results)).containsExactly(Status.ADDED, Status.CONFLICT, Status.REPLACED);
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactly("third");
  }

  @Test
  void mistakes_areAllToldByPositionAndNothingIsAdded() {
    BackgroundScheduler scheduler = fixture.started();
    List<NewJob> jobs =
        List.of(
            note("good"),
            note("x", EngineFixture.trigger("never", (previous, now) -> null), o -> {}),
            note("x", SOON, o -> o.executor("none")),
            note("x", SOON, o -> o.store("nowhere")),
            note("x", SOON, o -> o.then("unknown")),
            NewJob.of(Task.named("note", context -> {}), SOON));

    ConfigProblemsException refused =
        catchThrowableOfType(ConfigProblemsException.class, () -> scheduler.addJobs(jobs));

    assertThat(refused.problems())
        .hasSize(5)
        .satisfiesExactly(
            one -> assertThat(one).startsWith("job 2 of 6: ").contains("never"),
            one -> assertThat(one).startsWith("job 3 of 6: ").contains("none"),
            one -> assertThat(one).startsWith("job 4 of 6: ").contains("nowhere"),
            one -> assertThat(one).startsWith("job 5 of 6: ").contains("unknown"),
            one -> assertThat(one).startsWith("job 6 of 6: ").contains("note"));
    assertThat(scheduler.getJobs()).isEmpty();
  }

  @Test
  void manyMistakes_areNotAllListed() {
    BackgroundScheduler scheduler = fixture.started();
    List<NewJob> jobs =
        IntStream.range(0, 500).mapToObj(i -> note("x", SOON, o -> o.executor("none"))).toList();

    assertThatThrownBy(() -> scheduler.addJobs(jobs))
        .isInstanceOfSatisfying(
            ConfigProblemsException.class, e -> assertThat(e.problems()).hasSize(20));
  }

  @Test
  void followUp_ofAJobThatStandsBefore_runsAfterIt() {
    List<AddResult> results =
        fixture
            .started()
            .addJobs(
                List.of(
                    note("last", HOURLY, o -> o.id("last")),
                    note("first", SOON, o -> o.id("first").then("last"))));
    fixture.advance(Duration.ofSeconds(2));

    assertThat(statuses(results)).containsOnly(Status.ADDED);
    assertThat(ran).containsExactly("first", "last");
  }

  @Test
  void chainWithinABatch_thatLeadsBack_isRefused() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(task, "a", HOURLY, o -> o.id("a"));

    assertThatThrownBy(
            () ->
                scheduler.addJobs(
                    List.of(
                        note("b", HOURLY, o -> o.id("b").then("a")),
                        note(
                            "a",
                            HOURLY,
                            o -> o.id("a").then("b").onConflict(ConflictPolicy.REPLACE)))))
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessageContaining("job 2 of 2")
        .hasMessageContaining("for ever");
  }

  @Test
  void stores_thatAJobNames_getTheirJobs() {
    BackgroundScheduler scheduler =
        fixture.scheduler(b -> b.jobStore("other", MemoryJobStore.create(fixture.time)));
    scheduler.start();
    scheduler.addJobs(
        List.of(note("one"), note("two", SOON, o -> o.id("two").store("other")), note("three")));

    assertThat(scheduler.getJobs("default")).extracting(Job::id).containsOnly("one", "three");
    assertThat(scheduler.getJobs("other")).extracting(Job::id).containsOnly("two");
  }

  @Test
  void lostReply_isAskedForAgainAndNothingIsAddedTwice() {
    TappedStore tapped = tapped();
    BackgroundScheduler scheduler = fixture.started();
    tapped.on(
        "put",
        (arguments, real) -> {
          Object answer = real.call(arguments);
          if (calls.isEmpty()) {
            calls.add(0);
            throw new StoreException("no reply to put");
          }
          return answer;
        });

    List<AddResult> results = scheduler.addJobs(List.of(note("a"), note("b")));

    assertThat(statuses(results)).containsOnly(Status.ADDED);
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void storeThatFails_isToldWithWhatIsKnownOfEachJob() {
    TappedStore tapped = tapped();
    BackgroundScheduler scheduler = fixture.started();
    tapped.on(
        "put",
        (arguments, real) -> {
          calls.add(0);
          if (calls.size() > 1) {
            throw new StoreException("no connection");
          }
          return real.call(arguments);
        });
    List<NewJob> jobs =
        IntStream.range(0, 2_200).mapToObj(i -> note("j" + i, HOURLY, o -> {})).toList();

    JobsPartlyAddedException failure =
        catchThrowableOfType(JobsPartlyAddedException.class, () -> scheduler.addJobs(jobs));

    assertThat(failure).hasMessageContaining("1000 of 2200").hasRootCauseMessage("no connection");
    List<AddResult> results = failure.results();
    assertThat(results).hasSize(2_200);
    assertThat(statuses(results.subList(0, 1_000))).containsOnly(Status.ADDED);
    assertThat(statuses(results.subList(1_000, 2_000))).containsOnly(Status.UNKNOWN);
    assertThat(statuses(results.subList(2_000, 2_200))).containsOnly(Status.UNTRIED);
    assertThat(results).extracting(AddResult::jobId).doesNotHaveDuplicates();
    assertThat(results.get(1_500).stored()).isEmpty();
    assertThat(calls).hasSize(3); // the call that failed was repeated once
    assertThat(scheduler.getJobs()).hasSize(1_000);
  }

  @Test
  void callInACallersTransaction_isNotRepeated() {
    TappedStore tapped = new TappedStore(fixture.memory);
    tapped.on("isInTransaction", (arguments, real) -> true);
    tapped.on(
        "put",
        (arguments, real) -> {
          calls.add(0);
          throw new StoreException("deadlock");
        });
    fixture.store = tapped.store();
    BackgroundScheduler scheduler = fixture.started();

    assertThatThrownBy(() -> scheduler.addJobs(List.of(note("a"))))
        .isInstanceOf(JobsPartlyAddedException.class);
    assertThat(calls).hasSize(1);
  }

  @Test
  void largePayloads_areSpreadOverCalls() {
    tapped();
    JobStore durable = DurableStore.over(fixture.store);
    fixture.store = durable;
    BackgroundScheduler scheduler =
        fixture.scheduler(b -> b.codec(new TextCodec()).payloadLimit(10 << 20));
    scheduler.start();
    String large = "x".repeat(3 << 20);

    scheduler.addJobs(
        List.of(
            note("a", HOURLY, o -> {}),
            note(large, HOURLY, o -> {}),
            note(large, HOURLY, o -> {})));

    assertThat(calls).containsExactly(2, 1);
  }

  @Test
  void listeners_hearOfEveryJob() {
    fixture.started().addJobs(List.of(note("a"), note("b")));

    assertThat(fixture.events(JobEvent.Added.class))
        .extracting(JobEvent.Added::jobId)
        .containsExactly("a", "b");
  }

  @Test
  void shutDownScheduler_refusesTheBatch() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.shutdownNow();

    assertThatThrownBy(() -> scheduler.addJobs(List.of(note("a"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void asyncScheduler_answersTheResultsLater() {
    AsyncScheduler scheduler =
        AsyncScheduler.builder().time(fixture.time).jobStore("default", fixture.memory).build();
    CompletionStage<List<AddResult>> answer =
        scheduler.start().thenCompose(nothing -> scheduler.addJobs(List.of(note("a"), note("b"))));
    fixture.advance(Duration.ofMillis(10));

    assertThat(answer).isCompletedWithValueMatching(results -> results.size() == 2);
    assertThat(fixture.memory.jobs().page(JobFilter.ALL, null, 10).items()).hasSize(2);
    scheduler.shutdownNow();
  }
}
