package dev.punctual.scheduler.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Two schedulers go on while their server forgets, comes back older, or is restarted. */
class ServerLossIT {

  private final Queue<TroubleEvent.DataLossSuspected> losses = new ConcurrentLinkedQueue<>();
  private final Queue<ExecutionEvent.LeaseLost> lostLeases = new ConcurrentLinkedQueue<>();
  private final Queue<String> runs = new ConcurrentLinkedQueue<>();
  private final CountDownLatch leave = new CountDownLatch(1);
  private final Task<String> slow =
      Task.named(
          "slow",
          String.class,
          (text, context) -> {
            runs.add(context.executionId().toString());
            leave.await();
          });
  private final Task<String> quick =
      Task.named("quick", String.class, (text, context) -> runs.add(text));

  @Test
  void run_inProgressWhenSomebodyFlushesAll_endsOnceAndIsInTheHistory() {
    try (TestServer server = TestServer.start();
        BackgroundScheduler a = scheduler(server);
        BackgroundScheduler b = scheduler(server)) {
      begin(a, b);

      server.flush();

      await().until(() -> losses.size() == 2);
      assertThat(losses).allMatch(event -> event.reason().contains("without the jobs"));
      assertEndsOnce(server);
      assertRuns(a, "afterwards");
      assertThat(runs).hasSize(2);
    }
  }

  @Test
  void run_inProgressWhenTheServerComesBackEmpty_endsOnceAndIsInTheHistory() {
    try (TestServer server = TestServer.start();
        BackgroundScheduler a = scheduler(server);
        BackgroundScheduler b = scheduler(server)) {
      begin(a, b);

      server.kill();
      server.startAgain();

      await().until(() -> losses.size() == 2);
      assertEndsOnce(server);
      assertRuns(b, "afterwards");
      assertThat(runs).hasSize(2);
    }
  }

  @Test
  void run_inProgressWhenTheServerComesBackOlder_isNotStartedAgain() {
    try (TestServer server = TestServer.start();
        BackgroundScheduler a = scheduler(server);
        BackgroundScheduler b = scheduler(server)) {
      a.start();
      b.start();
      a.addJob(slow, "", DateTrigger.at(Instant.now().plusMillis(2_500)), o -> o.id("j"));
      server.ask(commands -> commands.save());
      await().until(() -> runs.size() == 1);

      server.kill();
      server.startAgain(); // with a snapshot that has the job as due

      await().until(() -> losses.size() == 2);
      assertThat(losses).allMatch(event -> event.reason().contains("restarted"));
      assertRuns(b, "afterwards"); // by then the job was claimed again
      await().until(() -> a.getJob("j").isEmpty());
      leave.countDown();
      await().until(() -> ended(server).size() == 2);
      assertThat(lostLeases).isEmpty();
      assertThat(runs).hasSize(2).doesNotHaveDuplicates();
    }
  }

  @Test
  void schedulers_whoseServerIsRestarted_goOnWithScriptsAndHints() {
    try (TestServer server = TestServer.start("appendonly yes", "appendfsync always");
        BackgroundScheduler a = scheduler(server);
        BackgroundScheduler b = scheduler(server);
        RedisJobStore store = store(server)) {
      List<Instant> heard = new CopyOnWriteArrayList<>();
      a.start();
      b.start();
      assertRuns(a, "before");
      for (int restart = 1; restart <= 2; restart++) {
        int told = 2 * restart;
        server.kill();
        server.startAgain();
        await().until(() -> losses.size() == told);
        assertRuns(a, "a" + restart);
        assertRuns(b, "b" + restart);
      }
      store.hints().subscribe(heard::add);
      server.kill();
      server.startAgain();
      await().until(() -> losses.size() == 6);
      await().until(() -> server.ask(c -> c.pubsubNumsub(channel()).get(channel())) == 3L);
      Instant due = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
      a.addJob(quick, "later", DateTrigger.at(due), o -> o.id("z"));

      await().until(() -> heard.contains(due));
      assertThat(ended(server)).hasSize(5);
      assertThat(runs).hasSize(5).doesNotHaveDuplicates();
      await().until(() -> a.health().loops().stream().allMatch(loop -> loop.failures() == 0));
    }
  }

  @Test
  void scripts_thatTheServerForgot_areSentAgain() {
    try (TestServer server = TestServer.start();
        RedisJobStore store = store(server)) {
      StoreDriver driver = new StoreDriver(store);
      driver.put("one", Payload.none());
      server.ask(commands -> commands.scriptFlush());

      driver.put("two", Payload.none());

      assertThat(driver.fire()).hasSize(2);
    }
  }

  /** Starts two schedulers and has one of them begin the run that goes on until it may leave. */
  private void begin(BackgroundScheduler a, BackgroundScheduler b) {
    a.start();
    b.start();
    a.addJob(slow, "", DateTrigger.now(), o -> o.id("j"));
    await().until(() -> runs.size() == 1);
  }

  /** Lets that run leave: its end is in the history, and it kept its lease. */
  private void assertEndsOnce(TestServer server) {
    leave.countDown();
    await().until(() -> ended(server).size() == 1);
    assertThat(ended(server).get(0).state()).isEqualTo(ExecutionState.SUCCEEDED);
    assertThat(lostLeases).isEmpty();
  }

  /** Has a job run that is due, on whichever scheduler. */
  private void assertRuns(BackgroundScheduler scheduler, String text) {
    await()
        .ignoreExceptions()
        .until(() -> scheduler.addJob(quick, text, DateTrigger.now(), o -> o.id(text)) != null);
    await().until(() -> runs.contains(text));
  }

  private static String channel() {
    return "{punctual:loss}:hint";
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(30, TimeUnit.SECONDS);
  }

  private static List<EndedExecution> ended(TestServer server) {
    try (RedisJobStore store = store(server)) {
      return store.history().ended(HistoryFilter.ALL, null, 100).items();
    }
  }

  private BackgroundScheduler scheduler(TestServer server) {
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder().jobStore("default", store(server)).tasks(slow, quick).build();
    scheduler.subscribe(TroubleEvent.DataLossSuspected.class, losses::add);
    scheduler.subscribe(ExecutionEvent.LeaseLost.class, lostLeases::add);
    return scheduler;
  }

  private static RedisJobStore store(TestServer server) {
    return RedisJobStore.builder(server.url()).namespace("loss").open();
  }
}
