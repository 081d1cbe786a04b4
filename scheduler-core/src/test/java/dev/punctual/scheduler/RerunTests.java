package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Running failed runs again. */
class RerunTests {

  private static final Duration LONG_ENOUGH_TO_GIVE_UP = Duration.ofHours(3);

  private final EngineFixture fixture = new EngineFixture();
  private final Task<Integer> halving =
      Task.returning("halve", Integer.class, Integer.class, this::half);
  private boolean broken = true;

  private int half(int number, ExecutionContext context) {
    if (broken) {
      throw new IllegalStateException(context.jobId() + " is broken");
    }
    return number / 2;
  }

  private List<ExecutionId> dead(BackgroundScheduler scheduler, String store) {
    HistoryFilter failed = HistoryFilter.ofStates(ExecutionState.DEAD, ExecutionState.LOST);
    return scheduler.endedExecutions(store, failed, null, 100).items().stream()
        .map(EndedExecution::id)
        .toList();
  }

  @Test
  void oneShots_thatFailed_areRunAgainFromTheHistory() throws InterruptedException {
    BackgroundScheduler scheduler = fixture.started();
    for (int i = 1; i <= 3; i++) {
      int number = i;
      scheduler.addJob(halving, 10 * i, DateTrigger.now(), o -> o.id("job-" + number));
    }
    fixture.advance(LONG_ENOUGH_TO_GIVE_UP);
    assertThat(scheduler.getJobs()).isEmpty();
    assertThat(dead(scheduler, "default")).hasSize(3);

    broken = false;
    for (ExecutionId each : dead(scheduler, "default")) {
      ExecutionId again = scheduler.rerun(each).orElseThrow();
      int number = Integer.parseInt(each.jobId().substring(4));
      assertThat(again.jobId()).isEqualTo(each.jobId());
      assertThat(scheduler.await(again, Integer.class, Duration.ofSeconds(1)).value())
          .isEqualTo(5 * number);
    }
  }

  @Test
  void run_ofAJobThatIsThere_leavesItsScheduleAlone() {
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(halving, 8, ManualTrigger.instance(), o -> o.id("a"));
    ExecutionId failed = job.runNow().orElseThrow();
    fixture.advance(LONG_ENOUGH_TO_GIVE_UP);

    ExecutionId again = scheduler.rerun(failed).orElseThrow();
    fixture.advance(LONG_ENOUGH_TO_GIVE_UP);

    assertThat(scheduler.find(again).orElseThrow().state()).isEqualTo(ExecutionState.DEAD);
    assertThat(again.generation()).isEqualTo(failed.generation());
    assertThat(scheduler.getJob("a").orElseThrow().definition()).isEqualTo(job.definition());
    assertThat(dead(scheduler, "default")).containsExactly(again, failed);
  }

  @Test
  void run_isFoundInEveryStore() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addStore("more", MemoryJobStore.create(fixture.time));
    scheduler.addJob(halving, 8, DateTrigger.now(), o -> o.id("a").store("more"));
    fixture.advance(LONG_ENOUGH_TO_GIVE_UP);
    broken = false;

    ExecutionId again = scheduler.rerun(dead(scheduler, "more").get(0)).orElseThrow();
    fixture.time.runReady();

    assertThat(scheduler.result(again, Integer.class).value()).isEqualTo(4);
  }

  @Test
  void run_beyondTheOverlapLimit_isTurnedAway() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.executor("held", held));
    scheduler.start();
    Job job =
        scheduler.addJob(halving, 8, ManualTrigger.instance(), o -> o.id("a").executor("held"));
    ExecutionId failed = job.runNow().orElseThrow();
    for (int i = 0; i < 20; i++) {
      fixture.advance(Duration.ofHours(1));
      held.runAll();
    }
    job.runNow();
    fixture.time.runReady();

    assertThat(scheduler.rerun(failed)).isEmpty();
    broken = false;
    held.runAll();
    fixture.time.runReady();
    assertThat(scheduler.rerun(failed)).isPresent();
  }

  @Test
  void run_thatDidNotFail_isRefused() {
    broken = false;
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(halving, 8, ManualTrigger.instance(), o -> o.id("a"));
    ExecutionId good = job.runNow().orElseThrow();
    fixture.time.runReady();
    ExecutionId never = ExecutionId.ofRequest("never", 1, "r");

    assertThatThrownBy(() -> scheduler.rerun(good))
        .isInstanceOf(ExecutionNotFoundException.class)
        .hasMessageContaining(good.toString())
        .hasMessageContaining("DEAD or LOST");
    assertThatThrownBy(() -> scheduler.rerun(never))
        .isInstanceOfSatisfying(
            ExecutionNotFoundException.class,
            refusal -> assertThat(refusal.executionId()).isEqualTo(never));
  }

  @Test
  void call_outsideTheSchedulersLife_isRefused() {
    ExecutionId never = ExecutionId.ofRequest("never", 1, "r");
    BackgroundScheduler scheduler = fixture.scheduler();
    assertThatThrownBy(() -> scheduler.rerun(never)).isInstanceOf(IllegalStateException.class);
    scheduler.start();
    scheduler.shutdown();
    assertThatThrownBy(() -> scheduler.rerun(never)).isInstanceOf(IllegalStateException.class);
  }
}
