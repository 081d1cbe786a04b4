package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.time(withoutThreads()));
    scheduler.start();
    return scheduler;
  }

  /** Time in which one start fails of a loop whose name ends so. */
  private TimeSource withoutThreads() {
    return (TimeSource)
        Proxy.newProxyInstance(
            TimeSource.class.getClassLoader(),
            new Class<?>[] {TimeSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("startLoop") && isMissing((String) arguments[0])) {
                missing = "";
                throw new OutOfMemoryError("unable to create native thread");
              }
              try {
                return method.invoke(fixture.time, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private boolean isMissing(String loop) {
    return !missing.isEmpty() && loop.endsWith(missing);
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
