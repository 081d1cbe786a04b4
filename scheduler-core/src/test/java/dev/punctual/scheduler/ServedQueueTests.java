package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node does about work in queues that it has no executor for: nothing. */
class ServedQueueTests {

  private static final Duration WHILE = Duration.ofMinutes(10);

  private final EngineFixture fixture = new EngineFixture();
  private final List<String> calls = new ArrayList<>();
  private final List<ExecutionContext> ran = new ArrayList<>();

  @BeforeEach
  void countCalls() {
    TappedStore tapped = new TappedStore(fixture.memory);
    for (String method : List.of("claimOrFire", "claimDue", "fire", "nextDue")) {
      tapped.on(
          method,
          (arguments, real) -> {
            calls.add(method);
            return real.call(arguments);
          });
    }
    BackgroundScheduler other = fixture.scheduler(b -> b.executor("io", DirectExecutor.create()));
    other.startPaused();
    other.addJob(
        ran::add, IntervalTrigger.every(Duration.ofHours(1)), o -> o.id("j").executor("io"));
    other.trigger("j"); // a run waits in the queue beside its job, whose fires become due, too
    fixture.store = tapped.store();
  }

  @Test
  void dueWork_inAQueueThatTheNodeDoesNotServe_costsNoCalls() {
    fixture.started();
    fixture.advance(WHILE);
    calls.clear();

    fixture.advance(Duration.ofHours(2));

    assertThat(calls).isEmpty();
    assertThat(ran).isEmpty();
  }

  @Test
  void dueWork_whoseExecutorIsAdded_runs() {
    BackgroundScheduler scheduler = fixture.started();
    fixture.advance(WHILE);

    scheduler.addExecutor("io", DirectExecutor.create());
    fixture.time.runReady();

    assertThat(ran).hasSize(1);
  }

  @Test
  void dueWork_whoseExecutorIsRemoved_costsNoCallsAnyMore() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addExecutor("io", DirectExecutor.create());
    fixture.advance(WHILE);
    scheduler.removeExecutor("io");
    scheduler.trigger("j");
    fixture.advance(WHILE);
    calls.clear();

    fixture.advance(Duration.ofHours(2));

    assertThat(calls).isEmpty();
    assertThat(ran).hasSize(1);
  }
}
