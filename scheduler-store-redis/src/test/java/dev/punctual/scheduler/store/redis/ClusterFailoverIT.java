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
import org.junit.jupiter.api.Test;

/** The primary of a namespace in a cluster dies, and its replica takes over. */
class ClusterFailoverIT {

  @Test
  void scheduler_whosePrimaryDies_goesOnWithTheReplica() {
    AtomicInteger runs = new AtomicInteger();
    Queue<TroubleEvent.DataLossSuspected> told = new ConcurrentLinkedQueue<>();
    Task<String> count =
        Task.named("count", String.class, (text, context) -> runs.incrementAndGet());
    try (TestCluster cluster = TestCluster.startWithReplica();
        BackgroundScheduler scheduler =
            BackgroundScheduler.builder()
                .jobStore(
                    "default",
                    RedisJobStore.builder(cluster.url())
                        .cluster(true)
                        .namespace(TestCluster.namespaceOfTheFirst())
                        .open())
                .tasks(count)
                .build()) {
      scheduler.subscribe(TroubleEvent.DataLossSuspected.class, told::add);
      scheduler.start();
      scheduler.addJob(count, "", IntervalTrigger.every(Duration.ofMillis(200)), o -> o.id("j"));
      await().until(() -> runs.get() >= 3);

      cluster.first().kill();

      await().until(() -> !told.isEmpty());
      int before = runs.get();
      await().until(() -> runs.get() >= before + 5);
      assertThat(told).hasSize(1).allMatch(event -> event.reason().contains("took its place"));
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(60, TimeUnit.SECONDS);
  }
}
