package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A job that kills every node it runs on is given up before the cluster is gone. */
class CrashLoopTests {

  private static final int NODES = 8;
  private static final int JOBS = 50;
  private static final int SECONDS = 240;
  private static final int MOST_LOSSES = 3;

  private final EngineFixture fixture = new EngineFixture();
  private final boolean[] dead = new boolean[NODES];
  private final int[] perSecond = new int[SECONDS + 1];
  private final List<Integer> killed = new ArrayList<>();

  private BackgroundScheduler node(int number) {
    TappedStore tapped = new TappedStore(fixture.memory);
    for (String role : List.of("jobs", "queue", "leases", "history", "members")) {
      tapped.on(
          role,
          (arguments, real) -> {
            if (dead[number]) {
              throw new StoreException("node " + number + " is dead");
            }
            return real.call(arguments);
          });
    }
    Task<String> poison =
        Task.async(
            "poison",
            String.class,
            (text, context) -> {
              killed.add(number);
              dead[number] = true;
              return new CompletableFuture<>();
            });
    Task<String> work =
        Task.named(
            "work",
            String.class,
            (text, context) ->
                perSecond[
                    (int)
                        Duration.between(EngineFixture.START, fixture.time.instant())
                            .toSeconds()]++);
    return BackgroundScheduler.builder()
        .time(fixture.time)
        .jobStore("default", tapped.store())
        .executor("default", DirectExecutor.create())
        .listener(fixture.events::add)
        .tasks(poison, work)
        .build();
  }

  @Test
  void jobThatKillsItsNodes_endsDeadWithTheClusterAtFullRate() {
    for (int number = 0; number < NODES; number++) {
      node(number).start();
    }
    Task<String> work = Task.named("work", String.class, (text, context) -> {});
    Task<String> poison = Task.named("poison", String.class, (text, context) -> {});
    BackgroundScheduler user =
        BackgroundScheduler.builder()
            .time(fixture.time)
            .jobStore("default", fixture.memory)
            .executor("default", DirectExecutor.create())
            .tasks(work, poison)
            .onlyTasks()
            .build();
    user.start();
    for (int i = 0; i < JOBS; i++) {
      user.addJob(work, "w", IntervalTrigger.every(Duration.ofSeconds(1)));
    }
    user.addJob(poison, "p", DateTrigger.at(EngineFixture.START.plusMillis(5_500)));

    fixture.advance(Duration.ofSeconds(SECONDS).plusMillis(500));

    assertThat(killed).hasSize(MOST_LOSSES + 1).doesNotHaveDuplicates();
    assertThat(fixture.events(ExecutionEvent.Dead.class))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.reason()).isEqualTo(ExecutionEvent.Dead.Reason.NODES);
              assertThat(event.run().task()).isEqualTo("poison");
            });
    HistoryFilter ofPoison = HistoryFilter.ofStates(ExecutionState.DEAD);
    assertThat(fixture.memory.history().ended(ofPoison, null, 10).items())
        .extracting(EndedExecution::task)
        .containsExactly("poison");
    for (int second = 1; second <= SECONDS; second++) {
      assertThat(perSecond[second]).as("starts in second " + second).isEqualTo(JOBS);
    }
  }
}
