package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.event.ComponentEvent;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Stores and executors that come and go while the scheduler runs. */
class ComponentTests {

  private static final IntervalTrigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<String> ran = new ArrayList<>();
  private final MemoryJobStore other = MemoryJobStore.create(fixture.time);

  @Test
  void store_addedWhileRunning_runsItsJobs() {
    BackgroundScheduler scheduler = fixture.started();

    scheduler.addStore("other", other);
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND, o -> o.store("other"));
    fixture.advance(Duration.ofSeconds(3));

    assertThat(ran).hasSize(3);
    assertThat(scheduler.stores()).containsExactly("default", "other");
    assertThat(fixture.events(ComponentEvent.StoreAdded.class))
        .extracting(ComponentEvent::name)
        .containsExactly("other");
  }

  @Test
  void store_addedBeforeTheStart_takesJobsThatWaitForIt() {
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.addStore("other", other);
    scheduler.addJob(() -> ran.add("a"), DateTrigger.now(), o -> o.store("other"));

    scheduler.start();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("a");
  }

  @Test
  void store_removed_startsNothingMoreAndKeepsItsJobs() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addStore("other", other);
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND, o -> o.store("other").id("a"));
    fixture.advance(Duration.ofSeconds(2));

    scheduler.removeStore("other");
    fixture.advance(Duration.ofSeconds(10));

    assertThat(ran).hasSize(2);
    assertThat(scheduler.stores()).containsExactly("default");
    assertThat(scheduler.getJob("a")).isEmpty();
    assertThat(other.jobs().get("a")).isPresent();
    assertThat(fixture.events(ComponentEvent.StoreRemoved.class)).hasSize(1);
  }

  @Test
  void store_removedWhileItsJobRuns_isClosedWhenTheRunHasEnded() {
    AtomicInteger closed = new AtomicInteger();
    JobStore watched = closing(other, closed);
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addStore("other", watched);
    CompletableFuture<Void> end = new CompletableFuture<>();
    Task<String> slow = Task.async("slow", String.class, (text, context) -> end);
    scheduler.addJob(slow, "x", DateTrigger.now(), o -> o.store("other"));
    fixture.advance(Duration.ofSeconds(1));

    scheduler.removeStore("other");
    fixture.advance(Duration.ofMinutes(5));
    assertThat(closed).hasValue(0);
    assertThat(other.history().live(null, null, 10).items())
        .extracting(ExecutionRecord::state)
        .containsExactly(ExecutionState.CLAIMED);

    end.complete(null);
    fixture.advance(Duration.ofSeconds(1));
    assertThat(closed).hasValue(1);
    assertThat(other.history().ended(HistoryFilter.ALL, null, 10).items()).hasSize(1);
    assertThat(fixture.events(ComponentEvent.StoreRemoved.class)).hasSize(1);
    scheduler.shutdown();
    assertThat(closed).hasValue(1);
  }

  /** A store that counts how often it is closed. */
  static JobStore closing(JobStore real, AtomicInteger count) {
    return (JobStore)
        Proxy.newProxyInstance(
            ComponentTests.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                count.incrementAndGet();
              }
              return method.invoke(real, arguments);
            });
  }

  @Test
  void store_withJobsThatWaitForTheStart_isNotRemoved() {
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.addStore("other", other);
    scheduler.addJob(() -> {}, EVERY_SECOND, o -> o.store("other").id("a"));

    assertThatThrownBy(() -> scheduler.removeStore("other"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'other'")
        .hasMessageContaining("remove them first");
    scheduler.removeAllJobs("other");
    scheduler.removeStore("other");
    assertThat(scheduler.stores()).containsExactly("default");
  }

  @Test
  void executor_addedWhileRunning_takesTheRunsThatWaitForIt() {
    BackgroundScheduler scheduler = fixture.started();
    JobExecutor late = DirectExecutor.create();
    scheduler.addExecutor("late", late);
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND, o -> o.executor("late").maxInstances(5));
    fixture.advance(Duration.ofSeconds(2));

    assertThat(scheduler.removeExecutor("late")).isSameAs(late);
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).hasSize(2);

    scheduler.addExecutor("late", DirectExecutor.create());
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).hasSizeGreaterThan(2);
    assertThat(fixture.events(ComponentEvent.class))
        .extracting(event -> event.getClass().getSimpleName() + " " + event.name())
        .containsExactly("ExecutorAdded late", "ExecutorRemoved late", "ExecutorAdded late");
  }

  @Test
  void jobOfARemovedExecutor_isNotRemoved() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addExecutor("late", DirectExecutor.create());
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND, o -> o.executor("late").id("a"));

    scheduler.removeExecutor("late");
    fixture.advance(Duration.ofMinutes(1));

    assertThat(scheduler.getJob("a")).isPresent();
    assertThat(ran).isEmpty();
    assertThat(scheduler.health().isHealthy()).isTrue();

    scheduler.addExecutor("late", DirectExecutor.create());
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).isNotEmpty();
  }

  @Test
  void takenAndUnknownNames_areRefused() {
    BackgroundScheduler scheduler = fixture.started();

    assertThatThrownBy(() -> scheduler.addStore("default", other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'default'");
    assertThatThrownBy(() -> scheduler.addExecutor("default", DirectExecutor.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'default'");
    assertThatThrownBy(() -> scheduler.removeStore("nope"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nope'")
        .hasMessageContaining("default");
    assertThatThrownBy(() -> scheduler.removeExecutor("nope"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nope'");
    scheduler.shutdown();
    assertThatThrownBy(() -> scheduler.addStore("other", other))
        .isInstanceOf(IllegalStateException.class);
  }
}
