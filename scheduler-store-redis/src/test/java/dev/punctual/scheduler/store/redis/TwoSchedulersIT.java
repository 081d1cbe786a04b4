package dev.punctual.scheduler.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two schedulers, as in two processes, on one Redis. */
class TwoSchedulersIT {

  @RegisterExtension
  static final TestServer SERVER = TestServer.start("appendonly yes", "appendfsync everysec");

  @Test
  void twoSchedulers_onOneServer_runEachFireOnce() {
    Map<ExecutionId, String> runs = new ConcurrentHashMap<>();
    Map<ExecutionId, String> twice = new ConcurrentHashMap<>();
    Task<String> task = task("a", runs, twice);
    BackgroundScheduler a = scheduler("runs", task);
    BackgroundScheduler b = scheduler("runs", task("b", runs, twice));
    a.start();
    b.start();
    for (int i = 0; i < 500; i++) {
      String id = "once-" + i;
      a.addJob(task, id, DateTrigger.now(), o -> o.id(id));
    }
    a.addJob(task, "often", IntervalTrigger.every(Duration.ofMillis(100)), o -> o.id("often"));

    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> count(runs, "once-") == 500);
    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> count(runs, "often") >= 20);
    a.removeJob("often");
    a.shutdown();
    b.shutdown();

    assertThat(twice).isEmpty();
    assertThat(runs.values()).contains("a", "b");
    try (RedisJobStore store = store("runs")) {
      List<EndedExecution> ended = store.history().ended(HistoryFilter.ALL, null, 1_000).items();
      assertThat(ended)
          .filteredOn(row -> row.state() == ExecutionState.SUCCEEDED)
          .extracting(EndedExecution::id)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(runs.keySet());
      assertThat(store.history().live(null, null, 10).items()).isEmpty();
    }
  }

  @Test
  void job_addedOnAFullScheduler_startsOnTheOtherByAHint() throws InterruptedException {
    CountDownLatch leave = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    Task<String> block =
        Task.named(
            "block",
            String.class,
            (text, context) -> {
              busy.countDown();
              leave.await();
            });
    Map<ExecutionId, String> runs = new ConcurrentHashMap<>();
    Task<String> note = task("a", runs, runs);
    BackgroundScheduler a =
        BackgroundScheduler.builder()
            .jobStore("default", store("hint"))
            .executor("default", ThreadPoolExecutor.ofSize(1))
            .tasks(block, note)
            .build();
    a.start();
    a.addJob(block, "", DateTrigger.now());
    busy.await();
    BackgroundScheduler b = scheduler("hint", task("b", runs, runs));
    b.start();

    a.addJob(note, "told", DateTrigger.now());

    // The stores poll once a minute; only a hint comes sooner.
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> runs.containsValue("b"));
    leave.countDown();
    a.shutdown();
    b.shutdown();
  }

  @Test
  void server_thatComesBackEmpty_isAnEventAndTheSchedulerGoesOn() {
    BlockingQueue<TroubleEvent.DataLossSuspected> told = new LinkedBlockingQueue<>();
    Map<ExecutionId, String> runs = new ConcurrentHashMap<>();
    Task<String> note = task("a", runs, runs);
    BackgroundScheduler a = scheduler("loss", note);
    a.subscribe(TroubleEvent.DataLossSuspected.class, told::add);
    a.start();
    a.addJob(note, "before", DateTrigger.now(), o -> o.id("before"));
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> count(runs, "before") == 1);
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> SERVER.keys("{punctual:loss}:n").size() == 1);

    SERVER.flush();

    Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> !told.isEmpty());
    a.addJob(note, "after", DateTrigger.now(), o -> o.id("after"));
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> count(runs, "after") == 1);
    a.shutdown();
  }

  private static long count(Map<ExecutionId, String> runs, String jobs) {
    return runs.keySet().stream().filter(id -> id.jobId().startsWith(jobs)).count();
  }

  private static BackgroundScheduler scheduler(String namespace, Task<String> task) {
    return BackgroundScheduler.builder()
        .jobStore("default", store(namespace))
        .executor("default", ThreadPoolExecutor.ofSize(8))
        .tasks(task)
        .build();
  }

  private static Task<String> task(
      String name, Map<ExecutionId, String> runs, Map<ExecutionId, String> twice) {
    return Task.named(
        "note",
        String.class,
        (text, context) -> {
          if (runs.putIfAbsent(context.executionId(), name) != null) {
            twice.put(context.executionId(), name);
          }
        });
  }

  private static RedisJobStore store(String namespace) {
    return RedisJobStore.builder(SERVER.url())
        .namespace(namespace)
        .poll(Duration.ofMinutes(1))
        .open();
  }
}
