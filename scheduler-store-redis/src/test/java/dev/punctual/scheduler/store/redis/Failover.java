package dev.punctual.scheduler.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The death of a primary whose replica takes over. */
final class Failover {

  private Failover() {}

  /** A scheduler goes on with the replica, and tells once that something may be lost. */
  static void assertGoesOn(RedisJobStore store, TestServer primary) {
    AtomicInteger runs = new AtomicInteger();
    Queue<TroubleEvent.DataLossSuspected> told = new ConcurrentLinkedQueue<>();
    Task<String> count =
        Task.named("count", String.class, (text, context) -> runs.incrementAndGet());
    try (BackgroundScheduler scheduler =
        BackgroundScheduler.builder().jobStore("default", store).tasks(count).build()) {
      scheduler.subscribe(TroubleEvent.DataLossSuspected.class, told::add);
      scheduler.start();
      scheduler.addJob(count, "", IntervalTrigger.every(Duration.ofMillis(200)), o -> o.id("j"));
      await().until(() -> runs.get() >= 3);

      primary.kill();

      await().until(() -> !told.isEmpty());
      int before = runs.get();
      await().until(() -> runs.get() >= before + 5);
      assertThat(told).hasSize(1).allMatch(event -> event.reason().contains("took its place"));
      assertThat(scheduler.getJob("j")).isPresent();
    }
  }

  /** Waits for as long as a failover may take. */
  static ConditionFactory await() {
    return Awaitility.await().atMost(60, TimeUnit.SECONDS);
  }
}
