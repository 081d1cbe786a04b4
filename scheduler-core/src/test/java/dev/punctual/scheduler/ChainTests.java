package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs that run after others. */
class ChainTests {

  private static final ManualTrigger MANUAL = ManualTrigger.instance();
  private static final Duration LONG_ENOUGH_TO_GIVE_UP = Duration.ofHours(3);

  private final EngineFixture fixture = new EngineFixture();
  private final List<String> ran = new ArrayList<>();

  private final Task<Integer> doubling =
      Task.returning("double", Integer.class, Integer.class, this::twice);
  private final Task<Integer> noting = Task.named("note", Integer.class, this::note);

  private int twice(int number, ExecutionContext context) {
    ran.add(context.jobId() + "(" + number + ")");
    return 2 * number;
  }

  private void note(int number, ExecutionContext context) {
    ran.add(context.jobId() + "(" + number + ")");
  }

  private void note(ExecutionContext context) {
    ran.add(context.jobId());
  }

  private void fail(ExecutionContext context) {
    throw new IllegalStateException(context.jobId() + " fails");
  }

  @Test
  void success_runsTheNextJobWithTheResult() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(noting, 0, MANUAL, o -> o.id("c"));
    scheduler.addJob(doubling, 0, MANUAL, o -> o.id("b").then("c"));
    scheduler.addJob(doubling, 21, DateTrigger.now(), o -> o.id("a").then("b"));

    fixture.time.runReady();

    assertThat(ran).containsExactly("a(21)", "b(42)", "c(84)");
  }

  @Test
  void success_withoutAResult_runsTheNextJobWithItsOwnPayload() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(noting, 7, MANUAL, o -> o.id("b"));
    scheduler.addJob(this::note, DateTrigger.now(), o -> o.id("a").then("b"));

    fixture.time.runReady();

    assertThat(ran).containsExactly("a", "b(7)");
  }

  @Test
  void success_runsCodeAndTasksWithoutPayloadToo() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, MANUAL, o -> o.id("code"));
    scheduler.addJob(Task.named("plain", this::note), MANUAL, o -> o.id("plain"));
    scheduler.addJob(doubling, 1, DateTrigger.now(), o -> o.id("a").then("code").then("plain"));

    fixture.time.runReady();

    assertThat(ran).containsExactlyInAnyOrder("a(1)", "code", "plain");
    assertThat(fixture.ended())
        .extracting(EndedExecution::state)
        .containsOnly(ExecutionState.SUCCEEDED);
  }

  @Test
  void failure_runsWhatIsForIt() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, MANUAL, o -> o.id("good"));
    scheduler.addJob(this::note, MANUAL, o -> o.id("bad"));
    scheduler.addJob(
        this::fail, DateTrigger.now(), o -> o.id("a").then("good").thenOnFailure("bad"));

    fixture.advance(LONG_ENOUGH_TO_GIVE_UP);

    assertThat(ran).containsExactly("bad");
  }

  @Test
  void each_runOfARecurringJobIsFollowed() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(noting, 0, MANUAL, o -> o.id("b"));
    scheduler.addJob(
        doubling, 1, IntervalTrigger.every(Duration.ofSeconds(1)), o -> o.id("a").then("b"));

    fixture.advance(Duration.ofSeconds(3));

    assertThat(ran).containsExactly("a(1)", "b(2)", "a(1)", "b(2)", "a(1)", "b(2)");
  }

  @Test
  void chain_addedBeforeTheStart_runs() {
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.addJob(noting, 0, MANUAL, o -> o.id("b"));
    scheduler.addJob(doubling, 5, DateTrigger.now(), o -> o.id("a").then("b"));
    scheduler.start();

    fixture.time.runReady();

    assertThat(ran).containsExactly("a(5)", "b(10)");
  }

  @Test
  void followUp_ofAPausedJob_waitsForItsResumption() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(noting, 0, MANUAL, o -> o.id("b").paused());
    scheduler.addJob(doubling, 5, DateTrigger.now(), o -> o.id("a").then("b"));
    fixture.advance(Duration.ofSeconds(10));
    assertThat(ran).containsExactly("a(5)");

    scheduler.resumeJob("b");
    fixture.time.runReady();

    assertThat(ran).containsExactly("a(5)", "b(10)");
  }

  @Test
  void followUp_ofAJobThatWasRemoved_isInTheHistoryOfItsId() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, MANUAL, o -> o.id("b"));
    scheduler.addJob(this::note, DateTrigger.now(), o -> o.id("a").then("b"));
    scheduler.removeJob("b");

    fixture.time.runReady();

    List<EndedExecution> lines =
        scheduler.endedExecutions("default", HistoryFilter.ofJob("b"), null, 10).items();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(lines.get(0).error()).contains("no job 'b'");
  }

  @Test
  void followUp_isFoundByTheIdOfTheRunBeforeIt() throws InterruptedException {
    BackgroundScheduler scheduler = fixture.started();
    Job next = scheduler.addJob(doubling, 0, MANUAL, o -> o.id("b"));
    Job first = scheduler.addJob(doubling, 3, MANUAL, o -> o.id("a").then("b"));
    ExecutionId run = first.runNow().orElseThrow();
    scheduler.await(run, Integer.class, Duration.ofSeconds(1));

    ExecutionId following =
        ExecutionId.ofRequest("b", next.definition().generation(), run.followUpRequest());

    assertThat(scheduler.await(following, Integer.class, Duration.ofSeconds(1)).value())
        .isEqualTo(12);
  }

  @Test
  void then_ofAMissingJob_isRefused() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addStore("other", MemoryJobStore.create(fixture.time));
    scheduler.addJob(() -> {}, MANUAL, o -> o.id("elsewhere").store("other"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.addJob(() -> {}, MANUAL, o -> o.id("a").then("nobody")))
        .withMessageContaining("'nobody'")
        .withMessageContaining("ManualTrigger");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> scheduler.addJob(() -> {}, MANUAL, o -> o.id("a").thenOnFailure("elsewhere")))
        .withMessageContaining("store 'default'");
    assertThat(scheduler.getJob("a")).isEmpty();
    scheduler.addJob(() -> {}, MANUAL, o -> o.id("b"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.modifyJob("b", m -> m.then("nobody")))
        .withMessageContaining("'nobody'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.addJob(() -> {}, MANUAL, o -> o.then("bad~id")));
  }

  @Test
  void then_thatLeadsBack_isRefusedUnlessItIsWanted() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::note, MANUAL, o -> o.id("c"));
    scheduler.addJob(this::note, MANUAL, o -> o.id("b").then("c"));
    scheduler.addJob(this::note, MANUAL, o -> o.id("a").then("b"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.modifyJob("c", m -> m.then("a")))
        .withMessageContaining("'c' -> 'a' -> 'b' -> 'c'")
        .withMessageContaining("allowLoop()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.addJob(() -> {}, MANUAL, o -> o.id("d").then("d")))
        .withMessageContaining("'d' -> 'd'");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                scheduler.addJob(
                    () -> {},
                    MANUAL,
                    o -> o.id("c").onConflict(ConflictPolicy.REPLACE).thenOnFailure("a")));

    scheduler.modifyJob("c", m -> m.then("a").allowLoop().maxInstances(1));
    scheduler.trigger("a");
    fixture.time.schedule(Duration.ZERO, () -> scheduler.modifyJob("c", m -> m.thenNothing()));
    fixture.time.runReady();
    assertThat(ran).startsWith("a", "b", "c");
    assertThat(ran.get(ran.size() - 1)).isEqualTo("c");
  }

  @Test
  void loop_ofOneJob_runsAgainAndAgain() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        context -> {
          note(context);
          if (ran.size() == 100) {
            scheduler.modifyJob("a", JobChanges::thenNothing);
          }
        },
        MANUAL,
        o -> o.id("a").then("a").allowLoop());
    scheduler.trigger("a");

    fixture.time.runReady();

    assertThat(ran).hasSize(101);
  }

  @Test
  void modify_replacesAndKeepsFollowUps() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(() -> {}, MANUAL, o -> o.id("b"));
    scheduler.addJob(() -> {}, MANUAL, o -> o.id("c"));
    Job job = scheduler.addJob(() -> {}, MANUAL, o -> o.id("a").then("b"));

    assertThat(followUps(job.modify(m -> m.maxInstances(2)))).containsExactly(then("b"));
    assertThat(followUps(job.modify(m -> m.then("c")))).containsExactly(then("b"), then("c"));
    scheduler.removeJob("b");
    assertThat(followUps(job.modify(m -> m.thenOnFailure("c")))).hasSize(3);
    assertThat(followUps(job.modify(m -> m.thenNothing().then("c")))).containsExactly(then("c"));
    assertThatThrownBy(() -> job.modify(m -> m.then("b")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(FaultyStore.When.class)
  void chain_survivesTheDeathOfItsNode(FaultyStore.When when) {
    JobStore shared = DurableStore.over(fixture.memory);
    FaultyStore connection = new FaultyStore(shared, 1, when);
    Task<Integer> deadly =
        Task.returning(
            "deadly",
            Integer.class,
            Integer.class,
            (number, context) -> {
              connection.begin(); // from here on this node reaches the store no more
              return twice(number, context);
            });
    fixture.store = connection.store();
    BackgroundScheduler first =
        fixture.scheduler(b -> b.codec(new TextCodec()).tasks(deadly, noting));
    first.addJob(noting, 0, MANUAL, o -> o.id("b"));
    first.addJob(deadly, 4, DateTrigger.now(), o -> o.id("a").then("b"));
    first.start();
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).contains("a(4)");

    fixture.store = shared;
    BackgroundScheduler second =
        fixture.scheduler(
            b ->
                b.codec(new TextCodec())
                    .tasks(
                        Task.returning("deadly", Integer.class, Integer.class, this::twice),
                        noting));
    second.start();
    fixture.advance(Duration.ofMinutes(5));

    assertThat(ran).endsWith("b(8)").filteredOn("b(8)"::equals).hasSize(1);
    assertThat(ran.stream().filter("a(4)"::equals))
        .hasSize(when == FaultyStore.When.BEFORE ? 2 : 1);
    assertThat(fixture.ended()).extracting(row -> row.id().jobId()).containsExactly("b", "a");
  }

  private static FollowUp then(String id) {
    return new FollowUp(FollowUp.When.SUCCESS, id);
  }

  private static List<FollowUp> followUps(Job job) {
    return job.definition().policy().run().followUps();
  }
}
