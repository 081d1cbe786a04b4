package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.internal.time.TappedTime;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A loop that begins when it is needed, and for which there is no thread at first, begins later.
 */
class NoThreadTests {

  private final EngineFixture fixture = new EngineFixture();
  private final List<Instant> runs = new ArrayList<>();
  private String missing = "";

  private BackgroundScheduler start() {
    fixture.store = DurableStore.over(fixture.memory);
    BackgroundScheduler scheduler =
        fixture.scheduler(b -> b.time(TappedTime.over(fixture.time, this::startLoop)));
    scheduler.start();
    return scheduler;
  }

  /** Fails once for a loop whose name ends as {@link #missing} says. */
  private TimeSource.Loop startLoop(String name, TimeSource.LoopBody body) {
    if (!missing.isEmpty() && name.endsWith(missing)) {
      missing = "";
      throw new OutOfMemoryError("unable to create native thread");
    }
    return fixture.time.startLoop(name, body);
  }

  @Test
  void runThatIsClaimedAhead_startsAtItsInstant() {
    BackgroundScheduler scheduler = start();
    Instant due = EngineFixture.START.plusMillis(700);
    missing = "-start";
    scheduler.addJob(
        Task.named("note", context -> runs.add(context.startedAt())), DateTrigger.at(due));

    fixture.advance(Duration.ofSeconds(1));

    assertThat(missing).isEmpty();
    assertThat(runs).containsExactly(due);
  }

  @Test
  void waitForARun_isRefusedOnceAndThenAnswered() throws InterruptedException {
    BackgroundScheduler scheduler = start();
    Task<Void> slow =
        Task.async(
            "slow", Void.class, (none, context) -> fixture.completeAfter(Duration.ofSeconds(20)));
    scheduler.addJob(slow, ManualTrigger.instance(), o -> o.id("job"));
    ExecutionId id = scheduler.trigger("job").orElseThrow();
    missing = "-results";
    assertThatThrownBy(() -> scheduler.await(id, String.class, Duration.ofSeconds(1)))
        .isInstanceOf(OutOfMemoryError.class);

    RunResult<String> result = scheduler.await(id, String.class, Duration.ofSeconds(60));

    assertThat(result).isNotInstanceOf(RunResult.Pending.class);
  }
}
