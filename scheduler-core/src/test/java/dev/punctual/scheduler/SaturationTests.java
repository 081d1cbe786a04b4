package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.executor.FullPolicy;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool with more work than it can take, on real threads. */
@Timeout(60)
class SaturationTests {

  private final CountDownLatch open = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private BackgroundScheduler scheduler = BackgroundScheduler.create();

  @AfterEach
  void stop() {
    open.countDown();
    scheduler.shutdownNow();
  }

  private void start(ThreadPoolExecutor pool) {
    scheduler = BackgroundScheduler.builder().executor("default", pool).build();
    scheduler.start();
  }

  private void block() throws InterruptedException {
    blockAfter(() -> {});
  }

  private void blockAfter(Runnable begun) throws InterruptedException {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    begun.run();
    open.await();
    running.decrementAndGet();
  }

  @Test
  void pool_withMoreDueThanItCanTake_leavesTheRestInTheStoreAndRunsAll() throws Exception {
    start(ThreadPoolExecutor.ofSize(8).withQueueCapacity(4));
    CountDownLatch ended = new CountDownLatch(10_000);
    scheduler.subscribe(ExecutionEvent.Succeeded.class, event -> ended.countDown());
    CountDownLatch full = new CountDownLatch(8);
    for (int i = 0; i < 10_000; i++) {
      scheduler.addJob(() -> blockAfter(full::countDown), DateTrigger.now());
    }
    assertThat(full.await(20, TimeUnit.SECONDS)).isTrue();

    long claimed =
        scheduler.liveExecutions(1_000).stream()
            .filter(row -> row.state() == ExecutionState.CLAIMED)
            .count();
    open.countDown();

    assertThat(claimed).isLessThanOrEqualTo(12);
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(most.get()).isEqualTo(8);
  }

  @Test
  void pool_thatDropsWhenFull_recordsEachRunThatItDidNotTake() throws Exception {
    start(ThreadPoolExecutor.ofSize(1).withQueueCapacity(1).withFullPolicy(FullPolicy.DROP));
    CountDownLatch dropped = new CountDownLatch(3);
    scheduler.subscribe(ExecutionEvent.Missed.class, event -> dropped.countDown());
    scheduler.pause();
    for (int i = 0; i < 5; i++) {
      scheduler.addJob(this::block, DateTrigger.now());
    }
    scheduler.resume();

    assertThat(dropped.await(20, TimeUnit.SECONDS)).isTrue();
    List<EndedExecution> ended = scheduler.endedExecutions(10);
    assertThat(ended).extracting(EndedExecution::state).containsOnly(ExecutionState.MISSED);
    assertThat(scheduler.missedFires(10))
        .hasSize(3)
        .allSatisfy(range -> assertThat(range.reason()).isEqualTo(Reason.EXECUTOR_FULL));
  }

  @Test
  void run_whoseThreadTheJobOfAnotherStoreHasTaken_waitsInItsStore() throws Exception {
    EngineFixture fixture = new EngineFixture();
    fixture.store = DurableStore.over(fixture.memory); // both are claimed ahead
    JobStore second = DurableStore.over(MemoryJobStore.create(fixture.time));
    ThreadPoolExecutor narrow = ThreadPoolExecutor.ofSize(1).withQueueCapacity(0);
    BackgroundScheduler inVirtualTime =
        fixture.scheduler(b -> b.executor("default", narrow).jobStore("second", second));
    inVirtualTime.start();
    CountDownLatch ran = new CountDownLatch(1);
    Instant start = EngineFixture.START;
    inVirtualTime.addJob(
        Task.named("count", context -> ran.countDown()), DateTrigger.at(start.plusMillis(200)));
    inVirtualTime.addJob(
        Task.named("block", context -> block()),
        DateTrigger.at(start.plusMillis(100)),
        o -> o.store("second"));

    fixture.advance(Duration.ofMillis(300));
    List<ExecutionState> states =
        fixture.memory.history().live(null, null, 10).items().stream()
            .map(ExecutionRecord::state)
            .toList();
    open.countDown();

    assertThat(states).containsExactly(ExecutionState.SCHEDULED);
    while (ran.getCount() > 0) {
      fixture.advance(Duration.ZERO);
      Thread.onSpinWait();
    }
    assertThat(fixture.missed()).isEmpty();
    inVirtualTime.shutdownNow();
  }

  @Test
  void thread_thatBecomesFreeBesideOneThatIsKeptForAnEarlyRun_isUsed() throws Exception {
    EngineFixture fixture = new EngineFixture();
    fixture.store = DurableStore.over(fixture.memory);
    ThreadPoolExecutor pool = ThreadPoolExecutor.ofSize(2);
    BackgroundScheduler inVirtualTime = fixture.scheduler(b -> b.executor("default", pool));
    inVirtualTime.start();
    inVirtualTime.addJob(
        Task.named("early", context -> {}), DateTrigger.at(EngineFixture.START.plusMillis(600)));
    fixture.advance(Duration.ofMillis(200));
    CountDownLatch ran = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    inVirtualTime.addJob(
        Task.named("block", context -> blockAfter(blocked::countDown)), DateTrigger.now());
    fixture.advance(Duration.ofMillis(20));
    assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
    fixture.advance(Duration.ofMillis(20)); // sees that it has begun
    inVirtualTime.addJob(Task.named("count", context -> ran.countDown()), DateTrigger.now());
    fixture.advance(Duration.ofMillis(20));
    assertThat(ran.getCount()).isOne();

    open.countDown();
    while (pool.idle() < 2) {
      Thread.onSpinWait();
    }
    fixture.advance(Duration.ofMillis(20));

    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    inVirtualTime.shutdownNow();
  }

  @Test
  void executor_thatRefusesThoughItSaysItHasRoom_failsTheLoopAndLosesNothing() {
    EngineFixture fixture = new EngineFixture();
    AtomicBoolean refuses = new AtomicBoolean(true);
    HeldExecutor executor =
        new HeldExecutor() {
          @Override
          public boolean submit(Runnable run) {
            return !refuses.get() && super.submit(run);
          }
        };
    BackgroundScheduler inVirtualTime = fixture.scheduler(b -> b.executor("default", executor));
    inVirtualTime.start();
    inVirtualTime.addJob(() -> {}, DateTrigger.now());

    fixture.advance(Duration.ofSeconds(60));

    assertThat(fixture.events(TroubleEvent.LoopFailed.class))
        .hasSizeBetween(2, 20)
        .allSatisfy(
            event ->
                assertThat(event.error())
                    .hasRootCauseMessage(
                        "executor 'default' has room for 1100 and refuses all it is given"));
    refuses.set(false);
    fixture.advance(Duration.ofSeconds(60));
    executor.runAll();
    assertThat(fixture.ended())
        .extracting(EndedExecution::state)
        .containsExactly(ExecutionState.SUCCEEDED);
    assertThat(fixture.missed()).isEmpty();
  }

  @Test
  void job_thatInterruptsItself_leavesTheWorkerClean() throws Exception {
    start(ThreadPoolExecutor.ofSize(1));
    CountDownLatch clean = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      scheduler.addJob(
          () -> {
            if (!Thread.currentThread().isInterrupted()) {
              clean.countDown();
            }
            Thread.currentThread().interrupt();
          },
          DateTrigger.now());
    }

    assertThat(clean.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void pool_thatHasRoomAgain_isServedThoughAnotherHadRoomAllTheTime() throws Exception {
    EngineFixture fixture = new EngineFixture();
    ThreadPoolExecutor narrow = ThreadPoolExecutor.ofSize(1).withQueueCapacity(0);
    BackgroundScheduler inVirtualTime =
        fixture.scheduler(builder -> builder.executor("narrow", narrow));
    inVirtualTime.start();
    inVirtualTime.addJob(this::block, DateTrigger.now(), o -> o.executor("narrow"));
    fixture.advance(Duration.ofMillis(1));
    CountDownLatch ran = new CountDownLatch(1);
    inVirtualTime.addJob(ran::countDown, DateTrigger.now(), o -> o.executor("narrow"));
    fixture.advance(Duration.ofMillis(1));
    assertThat(ran.getCount()).isEqualTo(1);

    open.countDown();

    while (ran.getCount() > 0) { // time stands still, so nothing but the room wakes the loop
      fixture.advance(Duration.ZERO);
      Thread.onSpinWait();
    }
    inVirtualTime.shutdownNow();
  }
}
