package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.Delivery;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.LifecycleEvent;
import dev.punctual.scheduler.internal.time.SystemTime;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every form of shutdown on real threads with jobs running all the time: the scheduler ends, its
 * threads are gone, and no execution stays claimed.
 */
@Timeout(90)
class ShutdownUnderLoadTests {

  private static final int JOBS = 200;

  private final Set<Thread> before = punctualThreads();
  private final MemoryJobStore memory = MemoryJobStore.create(SystemTime.instance());
  private final AtomicInteger begun = new AtomicInteger();
  private final CountDownLatch busy = new CountDownLatch(JOBS);
  private final CountDownLatch terminated = new CountDownLatch(1);
  private final CountDownLatch stubborn = new CountDownLatch(1);
  private BackgroundScheduler scheduler = BackgroundScheduler.create();

  /** The ways to end a scheduler. */
  enum Form {
    WAITING(Scheduler::shutdown),
    WAITING_SO_LONG(scheduler -> scheduler.shutdown(Duration.ofSeconds(60))),
    NOT_WAITING(scheduler -> scheduler.shutdown(Duration.ZERO)),
    INTERRUPTING(Scheduler::shutdownNow);

    private final Function<Scheduler, ShutdownReport> call;

    Form(Function<Scheduler, ShutdownReport> call) {
      this.call = call;
    }

    ShutdownReport end(Scheduler scheduler) {
      return call.apply(scheduler);
    }
  }

  private void start(JobStore store) throws InterruptedException {
    scheduler =
        BackgroundScheduler.builder()
            .jobStore("default", store)
            .listener(
                event -> {
                  if (event instanceof LifecycleEvent.Shutdown) {
                    terminated.countDown();
                  }
                })
            .build();
    for (int i = 0; i < JOBS; i++) {
      scheduler.addJob(this::work, IntervalTrigger.every(Duration.ofMillis(10)));
    }
    scheduler.start();
    assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Takes a little time and ends early when it is interrupted. */
  private void work() throws InterruptedException {
    begun.incrementAndGet();
    busy.countDown();
    assertThat(stubborn.await(2, TimeUnit.MILLISECONDS)).isFalse();
  }

  private void assertEnded() throws InterruptedException {
    assertThat(terminated.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(scheduler.state()).isEqualTo(SchedulerState.TERMINATED);
    int runs = begun.get();
    assertNoThreadLeft();
    assertThat(begun).as("runs after the end").hasValue(runs);
    assertThat(memory.history().live(null, null, 1_000).items())
        .extracting(ExecutionRecord::state)
        .doesNotContain(ExecutionState.CLAIMED);
  }

  private void assertNoThreadLeft() throws InterruptedException {
    for (Thread thread : punctualThreads()) {
      if (!before.contains(thread)) {
        thread.join(30_000);
        assertThat(thread.isAlive()).as("%s", thread).isFalse();
      }
    }
  }

  private static Set<Thread> punctualThreads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("punctual-"));
    return threads;
  }

  @AfterEach
  void end() {
    stubborn.countDown();
    scheduler.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  void shutdown_underLoad_leavesNothingBehind(Form form) throws InterruptedException {
    start(memory);

    form.end(scheduler);

    assertEnded();
  }

  @ParameterizedTest
  @EnumSource
  void shutdown_byTwoAtOnce_leavesNothingBehind(Form form) throws InterruptedException {
    start(memory);
    Thread other = new Thread(() -> form.end(scheduler));
    other.start();

    form.end(scheduler);

    other.join(30_000);
    assertThat(other.isAlive()).isFalse();
    assertEnded();
    assertThat(form.end(scheduler).terminated()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void shutdown_fromAJob_leavesNothingBehind(Form form) throws InterruptedException {
    start(memory);

    scheduler.addJob(
        () -> {
          form.end(scheduler);
        },
        IntervalTrigger.every(Duration.ofMillis(1)));

    assertEnded();
  }

  @ParameterizedTest
  @EnumSource
  void shutdown_fromAListener_leavesNothingBehind(Form form) throws InterruptedException {
    start(memory);

    scheduler.subscribe(ExecutionEvent.Started.class, event -> form.end(scheduler));

    assertEnded();
  }

  @ParameterizedTest
  @EnumSource
  void shutdown_fromABufferedListener_leavesNothingBehind(Form form) throws InterruptedException {
    start(memory);

    scheduler.subscribe(
        Set.of(ExecutionEvent.Started.class), Delivery.buffered(10), event -> form.end(scheduler));

    assertEnded();
  }

  @ParameterizedTest
  @EnumSource
  void shutdown_whileEverySecondStoreCallFails_leavesNothingBehind(Form form)
      throws InterruptedException {
    FaultyStore faulty = new FaultyStore(memory, 2, FaultyStore.When.BEFORE);
    start(faulty.store());
    faulty.begin();

    form.end(scheduler);

    assertEnded();
  }

  @ParameterizedTest
  @EnumSource(names = "WAITING", mode = EnumSource.Mode.EXCLUDE)
  void shutdown_whileTheStoreHangs_returns(Form form) throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch back = new CountDownLatch(1);
    start(
        FaultyStore.interrupting(
            memory,
            "release",
            () -> {
              hanging.countDown();
              awaitQuietly(back);
            }));

    if (form == Form.WAITING_SO_LONG) {
      scheduler.shutdown(Duration.ofMillis(100));
    } else {
      form.end(scheduler);
    }

    assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();
    back.countDown();
    assertEnded();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shutdown_withAStubbornRun_returnsAndNamesIt() throws InterruptedException {
    start(memory);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    scheduler.addJob(
        () -> {
          running.countDown();
          ignoreInterrupts(interrupted);
        },
        IntervalTrigger.every(Duration.ofMillis(1)),
        o -> o.id("stubborn"));
    assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();

    ShutdownReport report = scheduler.shutdown(Duration.ofMillis(100));

    assertThat(report.running()).extracting(id -> id.jobId()).contains("stubborn");
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    stubborn.countDown();
    assertThat(terminated.await(30, TimeUnit.SECONDS)).isTrue();
    assertNoThreadLeft();
  }

  private void ignoreInterrupts(CountDownLatch interrupted) {
    while (stubborn.getCount() > 0) {
      try {
        stubborn.await();
      } catch (InterruptedException ignored) {
        interrupted.countDown();
      }
    }
  }
}
