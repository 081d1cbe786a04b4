package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much of a shared store's work a node takes beyond the threads that are free. */
class ClaimAheadTests {

  private static final int THREADS = 4;
  private static final Duration MOMENT = Duration.ofMillis(10);

  private final EngineFixture fixture = new EngineFixture();
  private final List<Integer> asked = new ArrayList<>();
  private final HeldExecutor threads = new HeldExecutor(THREADS);
  private BackgroundScheduler scheduler;

  @BeforeEach
  void open() {
    TappedStore tapped = new TappedStore(DurableStore.over(fixture.memory));
    tapped.on(
        "claimOrFire",
        (arguments, real) -> {
          List<?> rooms = (List<?>) arguments[2];
          asked.add(((QueueRoom) rooms.get(0)).room());
          return real.call(arguments);
        });
    fixture.store = tapped.store();
    scheduler = fixture.scheduler(builder -> builder.executor("default", threads));
    scheduler.start();
  }

  private void add(Task<Void> task, int jobs) {
    for (int i = 0; i < jobs; i++) {
      scheduler.addJob(task, DateTrigger.now());
    }
  }

  private void runFor(int rounds) {
    for (int i = 0; i < rounds; i++) {
      fixture.advance(MOMENT);
      threads.runAll();
    }
  }

  private long claimed() {
    return scheduler.liveExecutions(1_000).stream()
        .filter(row -> row.state() == ExecutionState.CLAIMED)
        .count();
  }

  @Test
  void firstClaim_whenNothingIsKnown_isForFreeThreads() {
    add(Task.named("short", context -> {}), 50);
    fixture.advance(MOMENT);

    assertThat(asked).isNotEmpty().allMatch(room -> room <= THREADS);
    assertThat(claimed()).isEqualTo(THREADS);
  }

  @Test
  void shortRuns_areClaimedAheadOfFreeThreads() {
    add(Task.named("short", context -> {}), 400);
    runFor(20);

    assertThat(asked).anyMatch(room -> room > 100).allMatch(room -> room <= 2 * 100);
    assertThat(threads.mostHeld()).isLessThanOrEqualTo(4 * 100 + THREADS);
    assertThat(fixture.ended()).hasSize(400);
  }

  @Test
  void nextClaim_whileAllThreadsAreBusy_isMadeWhenHalfOfWhatWaitedHasBegun() {
    Task<Void> task = Task.named("short", context -> {});
    add(task, 100);
    runFor(20);
    add(task, 900);
    fixture.advance(MOMENT);
    int full = threads.size();
    asked.clear();

    threads.run(full / 2 - 10);
    fixture.advance(MOMENT);
    assertThat(asked).isEmpty();

    threads.run(20);
    fixture.advance(MOMENT);
    assertThat(asked).isNotEmpty().first().isEqualTo(2 * 100);
  }

  @Test
  void longRuns_areClaimedForFreeThreadsOnly() {
    Task<Void> slow =
        Task.async(
            "slow", Void.class, (nothing, context) -> fixture.completeAfter(Duration.ofSeconds(1)));
    add(slow, 40);
    runFor(600);

    assertThat(asked).allMatch(room -> room <= THREADS);
    assertThat(fixture.ended()).hasSize(40);
  }

  @Test
  void runsThatWaitForBusyThreads_areGivenBackForOtherNodes() {
    add(Task.named("short", context -> {}), 100);
    runFor(20);
    add(Task.named("stuck", context -> {}), 60);
    fixture.advance(MOMENT);
    assertThat(claimed()).isGreaterThan(THREADS);

    fixture.advance(Duration.ofMillis(300));

    assertThat(claimed()).isZero();
    assertThat(scheduler.liveExecutions(1_000))
        .isNotEmpty()
        .allMatch(row -> row.state() == ExecutionState.SCHEDULED);
  }

  @Test
  void runsThatWereGivenBack_runOnceWhenThreadsAreFree() {
    add(Task.named("short", context -> {}), 100);
    runFor(20);
    List<String> ran = new ArrayList<>();
    add(Task.named("stuck", context -> ran.add(context.jobId())), 60);
    fixture.advance(MOMENT);
    fixture.advance(Duration.ofMillis(300));
    runFor(100);

    assertThat(ran).hasSize(60).doesNotHaveDuplicates();
    assertThat(fixture.ended()).hasSize(160);
  }
}
